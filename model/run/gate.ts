import { digestOf } from '../canonical-json';
import type { GateWork, PlanNode } from '../plan/plan';
import { askOf } from './ask';
import { hold } from './failure';
import { mark, timerKey } from './mark';
import { questionLines } from './question';
import { clearTimer, peopleMs, record, recordOf, setTimer, type Run } from './run';
import type { GateRecord } from './state';

/** Least time a question stays open, whatever the speed, ms: a person must be able to answer a fast drill. */
const LEAST_OPEN_MS = 5000;

/** Puts a gate's question for the first time. */
export function openGate(run: Run, node: PlanNode): void {
  ask(run, node, {});
}

/** Puts it again: signatures are void, locks and readings that still hold are kept. */
export function reopenGate(run: Run, node: PlanNode, reason: string): void {
  record(run, { type: 'lapsed', node: node.id, reason });
  const old = recordOf(run, node.index).gate;
  ask(run, node, {
    ...(old?.locks === undefined ? {} : { locks: old.locks }),
    ...(old?.readings === undefined ? {} : { readings: old.readings }),
  });
}

/** Puts it again after `deny` or expiry, because a person said so. */
export function askAgain(run: Run, node: PlanNode): void {
  const old = recordOf(run, node.index).gate;
  ask(run, node, {
    ...(old?.locks === undefined ? {} : { locks: old.locks }),
    ...(old?.readings === undefined ? {} : { readings: old.readings }),
  });
}

function ask(run: Run, node: PlanNode, keep: Pick<GateRecord, 'locks' | 'readings'>): void {
  const work = gateWork(node);
  if (work === undefined) return;
  const kept = recordOf(run, node.index);
  kept.attempt += 1;
  delete kept.error;
  delete kept.skipVotes;
  const gate: GateRecord = {
    askedAt: run.now,
    shown: '',
    lines: [],
    votes: [],
    escalated: false,
    ...keep,
  };
  kept.gate = gate;
  mark(run, node, 'waiting');
  if (work.type !== 'manual') {
    gate.expiresAt = run.now + peopleMs(run, work.expiresMs, LEAST_OPEN_MS);
    setTimer(run, timerKey('expire', node.index), gate.expiresAt);
  } else if (work.remindEveryMs !== undefined) {
    setTimer(
      run,
      timerKey('remind', node.index),
      run.now + peopleMs(run, work.remindEveryMs, LEAST_OPEN_MS),
    );
  }
  gate.lines = questionLines(run, node, work, kept);
  gate.shown = digestOf(gate.lines);
  tellAsked(run, node);
}

/** Records the question as it now stands: what is open, who may answer. */
export function tellAsked(run: Run, node: PlanNode): void {
  const work = gateWork(node);
  if (work !== undefined)
    record(run, { type: 'asked', node: node.id, ask: askOf(run, node, work) });
}

/** Opens a gate for what needs it. */
export function passGate(run: Run, node: PlanNode): void {
  const gate = recordOf(run, node.index).gate;
  if (gate !== undefined) {
    gate.openedAt = run.now;
    gate.servers = 0;
  }
  mark(run, node, 'done');
}

/** Nobody answered in time: first the ladder, then held. Expiry never approves. */
export function expireGate(run: Run, node: PlanNode): void {
  const work = gateWork(node);
  const gate = recordOf(run, node.index).gate;
  if (work === undefined || gate === undefined || work.type === 'manual') return;
  if (work.type === 'approval' && !gate.escalated && work.escalateTo.length > 0) {
    gate.escalated = true;
    gate.expiresAt = run.now + peopleMs(run, work.expiresMs, LEAST_OPEN_MS);
    setTimer(run, timerKey('expire', node.index), gate.expiresAt);
    record(run, { type: 'escalated', node: node.id, roles: work.escalateTo });
    tellAsked(run, node);
    return;
  }
  record(run, { type: 'expired', node: node.id });
  hold(run, node, {
    code: 'ASK_EXPIRED',
    message: `nobody with the right role answered '${node.title}' in time`,
  });
}

/** A manual task still waits: its assignee is reminded. */
export function remindGate(run: Run, node: PlanNode): void {
  const work = gateWork(node);
  if (work?.type !== 'manual' || work.remindEveryMs === undefined) return;
  record(run, { type: 'reminded', node: node.id });
  setTimer(
    run,
    timerKey('remind', node.index),
    run.now + peopleMs(run, work.remindEveryMs, LEAST_OPEN_MS),
  );
}

/** Closes a gate's clocks; used where it is denied. */
export function stopGateTimers(run: Run, node: PlanNode): void {
  clearTimer(run, timerKey('expire', node.index));
  clearTimer(run, timerKey('remind', node.index));
}

/** The gate's own work, or undefined of a node that is none. */
function gateWork(node: PlanNode): GateWork | undefined {
  const { work } = node;
  return work.type === 'approval' || work.type === 'manual' || work.type === 'power'
    ? work
    : undefined;
}
