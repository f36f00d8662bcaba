import type { Command } from 'commander';
import type { Reader } from '../../client/read-recoveries';
import { closest } from '../../model/closest';
import { OperationError } from '../../model/errors';
import type { AskView, RecoveryView } from '../../model/view/recovery-view';
import { answersTo } from '../render/answers';
import { heldLines } from '../render/held';
import { tripLines } from '../render/trips';
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
        if (options.role !== undefined) await knownRole(reader, views, options.role);
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
          const held = [...tripLines(view, place, style), ...heldLines(view, place, style)];
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

/** A role that no roster has is a slip of the pen, and not an inbox that is empty. */
async function knownRole(
  reader: Reader,
  views: readonly RecoveryView[],
  role: string,
): Promise<void> {
  const open = views.map((view) => view.id);
  // Where nothing is open, the last recovery's roster is the one that is meant.
  const ids = open.length > 0 ? open : (await reader.list()).slice(0, 1).map((row) => row.id);
  const policies = await Promise.all(ids.map((id) => reader.policy(id)));
  const known = [...new Set(policies.flatMap((policy) => Object.keys(policy.roles)))];
  if (known.length === 0 || known.includes(role)) return;
  const near = closest(role, known);
  throw new OperationError(
    'USAGE',
    `unknown role '${role}'${near === undefined ? `; there are ${known.join(', ')}` : `; did you mean '${near}'?`}`,
  );
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
