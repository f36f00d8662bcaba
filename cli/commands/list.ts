import type { Command } from 'commander';
import { listLines } from '../render/list';
import { noticeLines } from '../render/notices';
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
        const open = rows.filter((row) => row.endedAt === null).map(({ id }) => id);
        const { noticesOfAll } = await import('../../client/notices.js');
        const notices = await noticesOfAll(state, open);
        if (options.format === 'json') {
          const recoveries = rows.map((row) => ({ ...row, notices: notices.get(row.id) ?? [] }));
          shell.out.write(jsonText({ recoveries }));
        } else if (rows.length > 0) {
          const { style } = shell.out;
          const told = open.flatMap((id) => noticeLines(notices.get(id) ?? [], style, id));
          shell.out.lines([...listLines(rows, style), ...told]);
        } else shell.err.lines([`no ${options.open ? 'open ' : ''}recoveries in ${state.root}`]);
      },
    );
}
