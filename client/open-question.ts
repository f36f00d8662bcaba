import { closest } from '../model/closest';
import { OperationError } from '../model/errors';
import type { Policy } from '../model/plan/policy';
import type { NodeStatus, StepError } from '../model/run/state';
import type { Act } from '../model/statement';
import type { AskView, RecoveryView } from '../model/view/recovery-view';

/** What a statement must name of what it answers. */
export interface Aim {
  readonly step: string;
  readonly attempt: number;
  readonly shown: string;
  readonly ask?: AskView;
}

/** Acts that steer, and in which statuses a step can be meant by them. */
const STEERABLE: Readonly<Partial<Record<Act, readonly NodeStatus[]>>> = {
  retry: ['held', 'denied', 'undone'],
  skip: ['held', 'denied', 'undone', 'waiting'],
};

/** Acts about the run as a whole, whatever step is named. */
const WHOLE_RUN: ReadonlySet<Act> = new Set(['pause', 'resume', 'stop', 'abort', 'start']);

/** Acts about the run, or about what a step names as it is typed: a whole step counts with all its parts. */
const AS_TYPED: ReadonlySet<Act> = new Set(['undo', 'note']);

/**
 * What an act on a step is about, as the ledger stands: the step's open question, or its one part that the act
 * fits. A step that nothing is known of is named as it is, and the run refuses. Throws USAGE where the act fits
 * several parts.
 */
export function aimOf(view: RecoveryView, act: Act, step: string): Aim {
  if (WHOLE_RUN.has(act)) return { step: '', attempt: 0, shown: '' };
  if (AS_TYPED.has(act)) return { step, attempt: 0, shown: '' };
  if (act === 'waive') {
    const gate = gateOf(view, step);
    // Who may sign the gate off may be the second to waive.
    const ask = view.waiting.find((one) => one.node === gate);
    return { step: gate, attempt: 0, shown: '', ...(ask === undefined ? {} : { ask }) };
  }
  const statuses = act === 'done' && isInDoubt(view, step) ? IN_DOUBT : STEERABLE[act];
  if (statuses === undefined) {
    const asks = view.waiting.filter((ask) => ask.node === step || ask.step === step);
    const ask = onlyOne(asks.filter((one) => one.node === step)) ?? onlyOne(asks);
    return ask === undefined
      ? { step, attempt: 0, shown: '' }
      : { step: ask.node, attempt: ask.attempt, shown: ask.shown, ask };
  }
  const whole = view.steps.find((one) => one.id === step);
  const nodes = view.steps.flatMap((one) => [
    ...one.parts.map((part) => ({ ...part, step: one.id })),
    ...(one.parts.length > 0
      ? []
      : [{ id: one.id, step: one.id, status: one.status, attempts: one.attempts }]),
  ]);
  const exact = nodes.find((node) => node.id === step);
  const fitting = nodes.filter((node) => node.step === step && statuses.includes(node.status));
  const node = exact ?? onlyOne(fitting.map((one) => ({ ...one, node: one.id })));
  if (node === undefined) return { step, attempt: whole?.attempts ?? 0, shown: '' };
  const ask = view.waiting.find((one) => one.node === node.id);
  return {
    step: node.id,
    attempt: node.attempts,
    shown: ask?.shown ?? '',
    ...(ask === undefined ? {} : { ask }),
  };
}

/** Step and question meant, as the client finds them; a step that the plan does not have is told at once. */
export function aimAt(view: RecoveryView, act: Act, step: string): Aim {
  const aim = aimOf(view, act, step);
  const known = view.steps.flatMap(({ id, parts }) => [id, ...parts.map((part) => part.id)]);
  if (aim.step === '' || known.includes(aim.step) || known.length === 0) return aim;
  const near = closest(step, known);
  throw new OperationError(
    'NOT_ASKED',
    `there is no step '${step}'${near === undefined ? '' : `; did you mean '${near}'?`}`,
  );
}

const IN_DOUBT: readonly NodeStatus[] = ['held'];

/** Whether a step, or a part of it, is held because nobody knows whether its call took effect. */
function isInDoubt(view: RecoveryView, step: string): boolean {
  const isIt = (status: NodeStatus, error: StepError | null): boolean =>
    status === 'held' && error?.code === 'OUTCOME_UNKNOWN';
  return view.steps.some(
    (one) =>
      (one.id === step && isIt(one.status, one.error)) ||
      one.parts.some(
        (part) => (one.id === step || part.id === step) && isIt(part.status, part.error),
      ),
  );
}

/** The power gate of a feed, where only the step was named and it has one part. */
function gateOf(view: RecoveryView, step: string): string {
  const parts = view.steps.find((one) => one.id === step)?.parts ?? [];
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only.id : step;
}

function onlyOne<T extends { readonly node: string }>(fitting: readonly T[]): T | undefined {
  if (fitting.length <= 1) return fitting[0];
  const names = fitting.map((one) => one.node);
  throw new OperationError(
    'USAGE',
    `it fits ${String(names.length)} parts, name one: ${names.join(', ')}`,
  );
}

/** Acts that answer a part of a question, and which part. */
const PART_OF_ACT: Readonly<Partial<Record<Act, string>>> = {
  approve: 'vote',
  'sign-off': 'sign-off',
  done: 'form',
  reading: 'reading',
  lock: 'lock',
};

/** The role that a person acts in by default: one they hold that is asked for, else the first that they hold. */
export function roleFor(policy: Policy, person: string, act: Act, aim: Aim): string {
  const held = Object.hasOwn(policy.people, person) ? (policy.people[person]?.roles ?? []) : [];
  const part = PART_OF_ACT[act];
  const open = aim.ask?.open.filter((one) => one.part === part).flatMap((one) => one.who) ?? [];
  const wanted = [open, aim.ask?.roles ?? []];
  if (aim.ask === undefined || act === 'skip' || act === 'waive') {
    // Who may try again may also say that it was done.
    const verb = act === 'done' ? 'retry' : act;
    wanted.unshift(held.filter((role) => policy.roles[role]?.may.includes(verb) === true));
  }
  if (act === 'skip' && aim.ask?.kind === 'approval') wanted.unshift(aim.ask.roles);
  for (const roles of wanted) {
    const found = held.find((role) => roles.includes(role));
    if (found !== undefined) return found;
  }
  // The run says what is wrong with somebody who is not in the roster.
  return held[0] ?? 'none';
}
