import type { Command } from 'commander';
import type { Reader } from '../../client/read-recoveries';
import type { AskView, RecoveryView } from '../../model/view/recovery-view';
import { answersTo } from '../render/answers';
import { heldLines } from '../render/held';
import { questionBlock } from '../render/waiting';
import type { Shell } from '../terminal/shell';
import { formatOption, jsonText, type Format } from './options';
import { placeOf } from './place';
import { stateOf, withReader } from './with-reader';

interface InboxOptions {
  readonly recovery?: string;
  readonly role?: string;
  readonly format: Format;
}

/** `inbox`: what waits for whom; works while Temporal is down. */
export function registerInbox(program: Command, shell: Shell): void {
  program
    .command('inbox')
    .description('list open questions, who may answer, and the commands that do')
    .option('--recovery <id>', 'only of this recovery; by default of all that are open')
    .option('--role <role>', 'only what this role may answer')
    .addOption(formatOption())
    .addHelpText(
      'after',
      '\nExamples:\n  blackstart inbox\n  blackstart inbox --role facility-manager --format json',
    )
    .action(async (options: InboxOptions, command: Command) => {
      await withReader(stateOf(command), async (reader) => {
        const views = await viewsOf(reader, options.recovery);
        if (options.format === 'json') {
          const place = (view: RecoveryView): Promise<object> => placeOf(reader, view.id, command);
          const all = await Promise.all(
            views.map(async (view) => questions(view, options.role, await place(view))),
          );
          shell.out.write(jsonText({ questions: all.flat() }));
          return;
        }
        let count = 0;
        for (const view of views) {
          const place = await placeOf(reader, view.id, command);
          const { style } = shell.out;
          const blocks = asksFor(view, options.role).map((ask) =>
            questionBlock(ask, place, Date.now(), style),
          );
          const held = heldLines(view, place, style);
          if (held.length > 0) blocks.push(held);
          count += blocks.length;
          for (const block of blocks) shell.out.lines([...block, '']);
        }
        if (count === 0) shell.err.lines(['nothing waits for anybody']);
      });
    });
}

async function viewsOf(
  reader: Reader,
  recovery: string | undefined,
): Promise<readonly RecoveryView[]> {
  if (recovery !== undefined) return [await reader.view(await reader.resolveId(recovery))];
  const open = await reader.list({ open: true });
  return Promise.all(open.map((row) => reader.view(row.id)));
}

function asksFor(view: RecoveryView, role: string | undefined): readonly AskView[] {
  return view.waiting.filter(
    (ask) =>
      role === undefined ||
      ask.roles.includes(role) ||
      ask.open.some((part) => part.who.includes(role)),
  );
}

function questions(view: RecoveryView, role: string | undefined, place: object): readonly object[] {
  return asksFor(view, role).map((ask) => ({
    recovery: view.id,
    mode: view.mode,
    ...ask,
    answers: answersTo(ask, place).map(({ text, words }) => ({ text, command: words.join(' ') })),
  }));
}
