import type { Command } from 'commander';
import type { Shell } from '../terminal/shell';
import { formatOption, type Format } from './options';
import { placeOf } from './place';
import { meantId, stateOf, withReader } from './with-reader';

/** `watch`: follows a recovery until it ends. */
export function registerWatch(program: Command, shell: Shell): void {
  program
    .command('watch')
    .description('follow a recovery until it ends; Ctrl-C leaves it running')
    .argument(
      '[id]',
      'recovery, or the beginning of its id; by default the one that is open, or the last',
    )
    .addOption(formatOption())
    .addHelpText(
      'after',
      `
On a terminal it draws progress in place, else one line for each change; then it
also ends, with exit code 3, when only people can move the recovery.

Examples:
  blackstart watch
  blackstart watch hello-20260301-bcdfgh --format json`,
    )
    .action(
      async (id: string | undefined, options: { readonly format: Format }, command: Command) => {
        const state = stateOf(command);
        const meant = await withReader(state, async (reader) => {
          const found = await meantId(reader, id);
          return { id: found, place: await placeOf(reader, found, command) };
        });
        const { attach } = await import('../terminal/attach.js');
        shell.exit(await attach({ state, ...meant, format: options.format, patienceMs: 0 }, shell));
      },
    );
}
