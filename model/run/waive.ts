import { isJsonObject } from '../json';
import type { PlanNode } from '../plan/plan';
import type { Statement } from '../statement';
import type { Refusal } from './refusal';
import { clearTimer, isoTime, peopleMs, record, setTimer, type Run } from './run';
import type { Waiver } from './state';
import { sendAgain } from './trip';

/*
 * A waiver: for a stated time one interlock of one feed does not count. It takes two people, the first of whom asks
 * for it, and it is shown on everything that is done under it.
 */

/** Longest a waiver may hold, authored ms. */
const MOST_MS = 24 * 3_600_000;
/** How long the second person has, ms. */
const SECOND_WITHIN_MS = 30 * 60_000;
/** Least time that a waiver holds, whatever the speed, ms. */
const LEAST_MS = 15_000;

interface Asked {
  readonly feed: string;
  readonly interlock: string;
  readonly forMs: number;
}

/** Whether a waiver may be asked for, or signed as the second. */
export function checkWaive(run: Run, node: PlanNode, statement: Statement): Refusal | undefined {
  const refuse = (message: string): Refusal => ({ code: 'WAIVE_REFUSED', message });
  const { work } = node;
  const asked = askedOf(statement);
  if (work.type !== 'power') return refuse(`'${node.id}' is no power gate`);
  if (asked === undefined) return refuse('it names no interlock, feed and time');
  const { feed, interlock, forMs } = asked;
  if (feed !== node.feed)
    return refuse(`'${node.id}' is the gate of ${node.feed ?? 'no feed'}, not of ${feed}`);
  if (work.interlocks?.includes(interlock) === false) {
    return refuse(
      `'${node.id}' has no interlock '${interlock}', but ${work.interlocks.join(', ') || 'none'}`,
    );
  }
  if (!(forMs > 0 && forMs <= MOST_MS))
    return refuse(`a waiver holds for at most 24 h, not for ${String(forMs)} ms`);
  if (activeWaiver(run, feed, interlock) !== undefined)
    return refuse(`${interlock} of ${feed} is waived already`);
  const first = openRequest(run, node, asked);
  const { role, person } = statement;
  const may = (one: string): boolean => run.policy.roles[one]?.may.includes('waive') === true;
  if (!may(role) && !work.signOff.roles.includes(role))
    return { code: 'VERB_NOT_ALLOWED', message: `role '${role}' (${person}) may not waive` };
  if (first === undefined) return undefined;
  if (first.by.some((one) => one.person === person))
    return { code: 'ALREADY_SIGNED', message: `${person} has signed this waiver already` };
  if (!may(role) && !first.by.some((one) => may(one.role)))
    return {
      code: 'VERB_NOT_ALLOWED',
      message: `one of the two must hold a role that may waive, not ${role}`,
    };
  return undefined;
}

/** Takes a statement that was judged good: the first asks, the second makes it count. */
export function takeWaive(run: Run, node: PlanNode, statement: Statement): void {
  const asked = askedOf(statement);
  if (asked === undefined) return;
  const { person, role } = statement;
  const waiver: Waiver = openRequest(run, node, asked) ?? {
    gate: node.index,
    ...asked,
    askedAt: run.now,
    by: [],
  };
  waiver.by.push({ person, role });
  const isSecond = waiver.by.length > 1;
  if (isSecond) {
    // One whose time is over may not have been told of yet.
    endWaiver(run, timerOf(waiver));
    waiver.until = run.now + peopleMs(run, asked.forMs, LEAST_MS);
    setTimer(run, timerOf(waiver), waiver.until);
  } else {
    run.state.waivers = [
      ...run.state.waivers.filter((one) => !isSame(one, node, asked) || one.until !== undefined),
      waiver,
    ];
  }
  record(run, {
    type: 'waived',
    node: node.id,
    feed: asked.feed,
    interlock: asked.interlock,
    until: waiver.until === undefined ? null : isoTime(waiver.until),
    by: [...waiver.by],
  });
  if (isSecond) sendAgain(run, asked.feed);
}

/** A waiver's time is over: its interlock counts again. */
export function endWaiver(run: Run, key: string): void {
  clearTimer(run, key);
  const isOver = (one: Waiver): boolean =>
    timerOf(one) === key && one.until !== undefined && one.until <= run.now;
  for (const { feed, interlock } of run.state.waivers.filter(isOver))
    record(run, { type: 'waiver-over', feed, interlock });
  run.state.waivers = run.state.waivers.filter((one) => !isOver(one));
}

function timerOf({ gate, interlock }: Waiver): string {
  return `waiver:${String(gate)}:${interlock}`;
}

function activeWaiver(run: Run, feed: string, interlock: string): Waiver | undefined {
  return run.state.waivers.find(
    (one) =>
      one.feed === feed &&
      one.interlock === interlock &&
      one.until !== undefined &&
      one.until > run.now,
  );
}

function openRequest(run: Run, node: PlanNode, asked: Asked): Waiver | undefined {
  return run.state.waivers.find(
    (one) =>
      isSame(one, node, asked) &&
      one.forMs === asked.forMs &&
      one.until === undefined &&
      run.now - one.askedAt <= SECOND_WITHIN_MS,
  );
}

function isSame(one: Waiver, node: PlanNode, { feed, interlock }: Asked): boolean {
  return one.gate === node.index && one.feed === feed && one.interlock === interlock;
}

function askedOf({ answer }: Statement): Asked | undefined {
  if (!isJsonObject(answer)) return undefined;
  const { feed, interlock, forMs } = answer;
  if (typeof feed !== 'string' || typeof interlock !== 'string' || typeof forMs !== 'number')
    return undefined;
  return { feed, interlock, forMs };
}
