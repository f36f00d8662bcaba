import type { Command } from 'commander';
import { noticeLines } from '../render/notices';
import { showLines } from '../render/show';
import type { Shell } from '../terminal/shell';
import { formatOption, jsonText, type Format } from './options';
import { placeOf } from './place';
import { meantId, stateOf, withReader } from './with-reader';

/** `show`: how one recovery stands; works while Temporal is down. */
export function registerShow(program: Command, shell: Shell): void {
  program
    .command('show')
    .description('show how a recovery stands')
    .argument(
      '[id]',
      'recovery, or the beginning of its id; by default the one that is open, or the last',
    )
    .addOption(formatOption())
    .addHelpText(
      'after',
      '\nExamples:\n  blackstart show\n  blackstart show hello-20260301-abcdef --format json',
    )
    .action(
      async (id: string | undefined, options: { readonly format: Format }, command: Command) => {
        const state = stateOf(command);
        await withReader(state, async (reader) => {
          const view = await reader.view(await meantId(reader, id));
          const { noticesOf } = await import('../../client/notices.js');
          const notices = view.endedAt === null ? await noticesOf(state, view.id) : [];
          if (options.format === 'json') {
            shell.out.write(jsonText({ ...view, notices }));
            return;
          }
          const place = await placeOf(reader, view.id, command);
          shell.out.lines([
            ...showLines(view, place, Date.now(), shell.out.style),
            ...noticeLines(notices, shell.out.style),
          ]);
        });
      },
    );
}
