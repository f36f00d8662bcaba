import { COMMANDS } from './commands';
import { EXIT } from './exit-code';
import { buildProgram } from './program';
import { reportError } from './terminal/report-error';
import { shellOf } from './terminal/shell';

/** A connection that was left open must not keep a command that has ended, ms. */
const LEAVE_AFTER_MS = 1000;

async function main(): Promise<void> {
  const shell = shellOf(process);
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // A reader that went away, as in `blackstart list | head -1`, is no error.
      if (error.code === 'EPIPE') process.exit();
      if (stream === process.stdout) reportError(error, shell);
      process.exit(EXIT.problems);
    });
  }
  try {
    await buildProgram(COMMANDS, shell).parseAsync(process.argv);
  } catch (error) {
    shell.exit(reportError(error, shell, formatAsked(process.argv)));
  }
  setTimeout(() => process.exit(), LEAVE_AFTER_MS).unref();
}

/** Read from the words themselves, since an error may come before they are understood. */
function formatAsked(words: readonly string[]): 'text' | 'json' {
  const isJson = words.some(
    (word, i) => word === '--format=json' || (word === '--format' && words[i + 1] === 'json'),
  );
  return isJson ? 'json' : 'text';
}

void main();
