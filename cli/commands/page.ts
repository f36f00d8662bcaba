import type { Command } from 'commander';
import type { Shell } from '../terminal/shell';
import { stateOf } from './with-reader';

/** How long a page that is just starting is waited for, ms. */
const WAIT_MS = 3000;

/** `page`: a fresh link to the page. */
export function registerPage(program: Command, shell: Shell): void {
  program
    .command('page')
    .description('print a link that lets you into the page of this installation')
    .addHelpText(
      'after',
      `
The link is good on this machine, for one use, within 5 minutes. It needs what
\`blackstart up\` runs.

Example:
  blackstart page`,
    )
    .action(async (_options: object, command: Command) => {
      const { freshLink } = await import('../../client/page-link.js');
      shell.out.lines([await freshLink(stateOf(command), WAIT_MS)]);
    });
}
