import { Option, type Command } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import { aimAt } from '../../client/open-question';
import type { Reader } from '../../client/read-recoveries';
import { OperationError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { Act } from '../../model/statement';
import type { AskView, RecoveryView } from '../../model/view/recovery-view';
import type { Shell } from '../terminal/shell';
import { formatOption, type Format } from './options';
import { meantId, stateOf, withReader } from './with-reader';

/** Options of every command by which a person says something. */
export interface PersonOptions {
  readonly as?: string;
  readonly role?: string;
  readonly recovery?: string;
  readonly reason?: string;
}

/** Options of commands that can show their effect first. */
export interface SteeringOptions extends PersonOptions {
  readonly whatIf?: boolean;
  readonly format: Format;
}

/** Adds them; `reasonText` says what the reason is for. */
export function personOptions(command: Command, reasonText: string): Command {
  return command
    .option('--as <person>', 'who you are: id of a person in the roster; needed')
    .option('--role <role>', 'in which of your roles; by default one that is asked for')
    .option('--recovery <id>', 'which recovery; may be left out when one is open')
    .option('--reason <text>', reasonText);
}

/** Adds those of a person, and `--what-if`, for which nobody need be named. */
export function steeringOptions(command: Command, reasonText: string): Command {
  return personOptions(command, reasonText)
    .option('--what-if', 'show what it would do, target by target, and do nothing')
    .addOption(formatOption());
}

/** `--yes`, of commands that ask first on a terminal. */
export function yesOption(): Option {
  return new Option('--yes', 'do not ask first; off a terminal nothing is asked').default(false);
}

/** What a person says, as a command has understood it. */
export interface Saying {
  readonly act: Act;
  /** Step as it was typed; absent where the whole run is meant. */
  readonly step?: string;
  /** Made from the open question, where there is one. */
  readonly answer?: (ask: AskView | undefined) => Json;
  /** Instead of `--reason`. */
  readonly reason?: string;
}

/** A statement that was taken. */
export interface Taken {
  readonly recovery: string;
  readonly seq: number;
  /** As the statement named it; empty where the whole run was meant. */
  readonly step: string;
}

/** Signs and sends what a person says, and tells what became of it. */
export async function say(
  saying: Saying,
  options: PersonOptions,
  command: Command,
  shell: Shell,
): Promise<Taken> {
  const { as: person } = options;
  if (person === undefined)
    throw new OperationError('USAGE', "required option '--as <person>' not specified");
  const state = stateOf(command);
  const meant = await withReader(state, async (reader) => {
    const view = await reader.view(await meantId(reader, options.recovery));
    return { id: view.id, ...aimAt(view, saying.act, saying.step ?? '') };
  });
  const { submitStatement } = await import('../../client/submit-statement.js');
  const { seq } = await submitStatement(state, {
    recovery: meant.id,
    person,
    ...(options.role === undefined ? {} : { role: options.role }),
    act: saying.act,
    step: meant.step,
    answer: saying.answer?.(meant.ask) ?? null,
    reason: saying.reason ?? options.reason ?? '',
  });
  const what = meant.step === '' ? saying.act : `${saying.act} ${meant.step}`;
  shell.out.lines([`${what} by ${person}: taken as entry ${seq} of ${meant.id}`]);
  return { recovery: meant.id, seq, step: meant.step };
}

/** How long what followed from a statement is waited for, ms; the ledger is a moment behind. */
const LONGEST_LAG_MS = 2000;
const LOOK_MS = 50;

/** The view of a recovery once the ledger holds what followed from a statement, or as it is after two seconds. */
export async function viewAfter(
  reader: Pick<Reader, 'view'>,
  { recovery, seq }: Taken,
): Promise<RecoveryView> {
  const until = Date.now() + LONGEST_LAG_MS;
  for (;;) {
    const view = await reader.view(recovery);
    if (view.seq > seq || Date.now() > until) return view;
    await sleep(LOOK_MS);
  }
}
