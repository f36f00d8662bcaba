import type { Command } from 'commander';
import { OperationError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { AskView } from '../../model/view/recovery-view';
import { fieldsOf } from '../render/answers';
import type { Shell } from '../terminal/shell';
import { collectPair, isoTimeOption } from './options';
import { personOptions, say, type PersonOptions } from './say';

const STEP = 'step or part of one, as `blackstart inbox` names it';

/** `approve`, `deny`, `sign-off`: a signature, or a no. */
export function registerVotes(program: Command, shell: Shell): void {
  const verbs = [
    ['approve', 'sign a question with yes', 'why', 'approve start-servers --as seo-minjae'],
    [
      'deny',
      'say no; what needs it stays held',
      'why not; needed',
      'deny start-servers --as seo-minjae --reason "Smoke in hall 2"',
    ],
    ['sign-off', 'sign that a feed is safe', 'why', 'sign-off power-safe/feed-a --as noh-eunbi'],
  ] as const;
  for (const [act, description, reason, example] of verbs) {
    const command = program.command(act).description(description).argument('<step>', STEP);
    personOptions(command, reason)
      .addHelpText('after', `\nExample:\n  blackstart ${example}`)
      .action(async (step: string, options: PersonOptions, self: Command) => {
        await say({ act, step }, options, self, shell);
      });
  }
}

type DoneOptions = PersonOptions & { readonly set?: Readonly<Record<string, string>> };

/** `done`: a manual task is done, with the answers of its form. */
export function registerDone(program: Command, shell: Shell): void {
  const command = program
    .command('done')
    .description('report a manual task as done, or that a call in doubt took effect')
    .argument('<step>', STEP)
    .option('--set <name=value>', 'answer of the form; may be repeated', collectPair);
  personOptions(command, 'what there is to add')
    .addHelpText(
      'after',
      `
Of a step that is held because nobody knows whether its call took effect, it
says that it did; then a reason is needed, and \`retry\` would send it again.

Examples:
  blackstart done released --as noh-eunbi --set certificate=F-2231
  blackstart done promote --as noh-eunbi --reason "It leads, by its own log"`,
    )
    .action(async (step: string, options: DoneOptions, self: Command) => {
      const answer = (ask: AskView | undefined): Json => formOf(ask, options.set ?? {});
      await say({ act: 'done', step, answer }, options, self, shell);
    });
}

interface ReadingOptions extends PersonOptions {
  readonly id: string;
  readonly value: string;
  readonly takenAt?: string;
}

/** `reading`: a permit reading that was taken by hand. */
export function registerReading(program: Command, shell: Shell): void {
  const command = program
    .command('reading')
    .description('give a reading that a power gate asks for')
    .argument('<step>', STEP)
    .requiredOption('--id <permit>', 'which reading')
    .requiredOption('--value <value>', 'what was read: a number, or a word')
    .option('--taken-at <time>', 'when it was taken, with zone; by default now', isoTimeOption);
  personOptions(command, 'what there is to add')
    .addHelpText(
      'after',
      '\nExample:\n  blackstart reading power-safe/feed-a --as noh-eunbi --id insulation --value 48',
    )
    .action(async (step: string, options: ReadingOptions, self: Command) => {
      const { id, value, takenAt } = options;
      const answer = {
        id,
        value: numberOrText(value),
        ...(takenAt === undefined ? {} : { takenAt }),
      };
      const taken = await say({ act: 'reading', step, answer: () => answer }, options, self, shell);
      const { tellReading } = await import('./after-saying.js');
      await tellReading(taken, answer, self, shell);
    });
}

interface LockOptions extends PersonOptions {
  readonly lock: string;
  readonly release?: boolean;
  readonly apply?: boolean;
}

/** `lock`: the holder takes a lock off, or puts it back. */
export function registerLock(program: Command, shell: Shell): void {
  const command = program
    .command('lock')
    .description('release a lock that you hold, or apply it again')
    .argument('<step>', STEP)
    .requiredOption('--lock <id>', 'which lock')
    .option('--release', 'it is off')
    .option('--apply', 'it is on again');
  personOptions(command, 'what there is to add')
    .addHelpText(
      'after',
      '\nExample:\n  blackstart lock power-safe/feed-a --as han-jiwoo --lock l-01 --release',
    )
    .action(async (step: string, options: LockOptions, self: Command) => {
      const { lock, release = false, apply = false } = options;
      if (release === apply)
        throw new OperationError(
          'USAGE',
          'a lock is either released or applied: give --release or --apply',
        );
      const answer = { lock, state: release ? 'released' : 'applied' };
      await say({ act: 'lock', step, answer: () => answer }, options, self, shell);
    });
}

const DECIMAL = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** Only what people write as a number: `0x40` is a word. */
function numberOrText(text: string): Json {
  return DECIMAL.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** Answers in the types that the question names; of a field it does not name, the text. */
function formOf(ask: AskView | undefined, set: Readonly<Record<string, string>>): Json {
  const types = new Map(fieldsOf(ask?.lines ?? []).map(({ name, type }) => [name, type]));
  return Object.fromEntries(
    Object.entries(set).map(([name, text]) => [name, typed(types.get(name), text)]),
  );
}

function typed(type: string | undefined, text: string): Json {
  if (type === 'number') return numberOrText(text);
  if (type !== 'boolean') return text;
  if (/^(true|yes)$/i.test(text)) return true;
  return /^(false|no)$/i.test(text) ? false : text;
}
