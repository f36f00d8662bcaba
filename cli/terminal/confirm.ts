import { createInterface } from 'node:readline/promises';
import type { Shell } from './shell';

/** Asks a question that only `y` or `yes` answers with yes; undefined where there is no terminal to ask on. */
export async function confirmed(question: string, shell: Shell): Promise<boolean | undefined> {
  if (!process.stdin.isTTY || !shell.err.isTerminal) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const gone = new AbortController();
  // Ctrl-C and Ctrl-D are a no.
  for (const event of ['SIGINT', 'close']) lines.once(event, () => gone.abort());
  try {
    const { signal } = gone;
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `, { signal })).trim());
  } catch (error) {
    if (gone.signal.aborted) return false;
    throw error;
  } finally {
    lines.close();
  }
}
