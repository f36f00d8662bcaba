import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Root of the repository. */
export const ROOT = resolve(__dirname, '../..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real binary, as built into dist/, off a terminal; `env` is added to that of the tests. */
export async function blackstart(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ended> {
  return await ended(process.execPath, [join(ROOT, 'bin/blackstart.js'), ...args], options);
}

/** Runs a shell line in which `$BLACKSTART` is the binary. */
export async function shellLine(line: string, cwd: string): Promise<Ended> {
  const binary = `${process.execPath} ${join(ROOT, 'bin/blackstart.js')}`;
  return await ended('bash', ['-o', 'pipefail', '-c', line], { cwd, env: { BLACKSTART: binary } });
}

function ended(
  command: string,
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> },
): Promise<Ended> {
  const inherited = { ...process.env };
  for (const name of ['FORCE_COLOR', 'NO_COLOR', 'COLUMNS', 'BLACKSTART_STATE'])
    delete inherited[name];
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...inherited, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
    child.once('error', fail);
    child.once('close', (code) => done({ code, ...texts }));
  });
}

/** An empty folder for one test; the system clears it away. */
export function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'blackstart-spec-'));
}
