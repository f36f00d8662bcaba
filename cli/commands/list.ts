import type { Command } from 'commander';
import { listLines } from '../render/list';
import type { Shell } from '../terminal/shell';
import { formatOption, jsonText, type Format } from './options';
import { stateOf, withReader } from './with-reader';

/** `list`: recoveries of the ledger; works while Temporal is down. */
export function registerList(program: Command, shell: Shell): void {
  program
    .command('list')
    .description('list recoveries, the newest first')
    .option('--open', 'only those that have not ended', false)
    .addOption(formatOption())
    .addHelpText('after', '\nExamples:\n  blackstart list --open\n  blackstart list --format json')
    .action(
      async (options: { readonly open: boolean; readonly format: Format }, command: Command) => {
        const state = stateOf(command);
        const rows = await withReader(state, (reader) =>
          reader.list(options.open ? { open: true } : {}),
        );
        if (options.format === 'json') shell.out.write(jsonText({ recoveries: rows }));
        else if (rows.length > 0) shell.out.lines(listLines(rows, shell.out.style));
        else shell.err.lines([`no ${options.open ? 'open ' : ''}recoveries in ${state.root}`]);
      },
    );
}
