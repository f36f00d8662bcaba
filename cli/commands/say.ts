import type { Command } from 'commander';
import { aimOf, type Aim } from '../../client/open-question';
import { closest } from '../../model/closest';
import { OperationError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { Act } from '../../model/statement';
import type { AskView, RecoveryView } from '../../model/view/recovery-view';
import type { Shell } from '../terminal/shell';
import { meantId, stateOf, withReader } from './with-reader';

/** Options of every command by which a person says something. */
export interface PersonOptions {
  readonly as: string;
  readonly role?: string;
  readonly recovery?: string;
  readonly reason?: string;
}

/** Adds them; `reasonText` says what the reason is for. */
export function personOptions(command: Command, reasonText: string): Command {
  return command
    .requiredOption('--as <person>', 'who you are: id of a person in the roster')
    .option('--role <role>', 'in which of your roles; by default one that is asked for')
    .option('--recovery <id>', 'which recovery; may be left out when one is open')
    .option('--reason <text>', reasonText);
}

interface Saying {
  readonly act: Act;
  /** Step as it was typed; absent where the whole run is meant. */
  readonly step?: string;
  /** Made from the open question, where there is one. */
  readonly answer?: (ask: AskView | undefined) => Json;
}

/** Signs and sends what a person says, and tells what became of it. */
export async function say(
  saying: Saying,
  options: PersonOptions,
  command: Command,
  shell: Shell,
): Promise<void> {
  const state = stateOf(command);
  const meant = await withReader(state, async (reader) => {
    const view = await reader.view(await meantId(reader, options.recovery));
    return { id: view.id, ...aimAt(view, saying.act, saying.step ?? '') };
  });
  const { submitStatement } = await import('../../client/submit-statement.js');
  const { seq } = await submitStatement(state, {
    recovery: meant.id,
    person: options.as,
    ...(options.role === undefined ? {} : { role: options.role }),
    act: saying.act,
    step: meant.step,
    answer: saying.answer?.(meant.ask) ?? null,
    reason: options.reason ?? '',
  });
  const what = meant.step === '' ? saying.act : `${saying.act} ${meant.step}`;
  shell.out.lines([`${what} by ${options.as}: taken as entry ${seq} of ${meant.id}`]);
}

/** Step and question meant, as the client finds them; a step that the plan does not have is told at once. */
function aimAt(view: RecoveryView, act: Act, step: string): Aim {
  const aim = aimOf(view, act, step);
  const known = view.steps.flatMap(({ id, parts }) => [id, ...parts.map((part) => part.id)]);
  if (step === '' || known.includes(aim.step) || known.length === 0) return aim;
  const near = closest(step, known);
  throw new OperationError(
    'NOT_ASKED',
    `there is no step '${step}'${near === undefined ? '' : `; did you mean '${near}'?`}`,
  );
}
