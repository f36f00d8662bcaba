import type { Json } from '../../model/json';
import type { CallOutcome } from '../../model/run/command';
import type { Act } from '../../model/statement';
import { RunDriver, type MachineCall } from './run-driver';
import { tinyApproval, tinyNodes, tinyPlan, tinyPolicy, type TinyNode } from './tiny-plan';

/** A run of a few nodes on the reducer alone. */
export function tinyRun(list: readonly TinyNode[], perPage?: number): RunDriver {
  const policy = tinyPolicy();
  const options = { policy, ...(perPage === undefined ? {} : { perPage }) };
  return new RunDriver(tinyPlan(tinyNodes(list), options), policy);
}

/** A node that keeps a run open: it waits for people. */
export function lastGate(over: Partial<TinyNode> = {}): TinyNode {
  return { id: 'last', kind: 'approval', work: tinyApproval(), ...over };
}

/** Three steps done, one after another, and a last one that waits for people. */
export function threeDone(): RunDriver {
  const run = tinyRun([{ id: 'one' }, { id: 'two' }, { id: 'three' }, lastGate()]);
  for (const id of ['one', 'two', 'three']) run.answer(id, did({ was: id }));
  return run;
}

/** A call that went well, and what was read ahead of it. */
export function did(before: Json): CallOutcome {
  return { ok: true, output: null, before };
}

/** What the engineer who started the run says. */
export function say(run: RunDriver, act: Act, step = ''): string {
  return run.submit('ann', 'engineer', act, step);
}

/** Answers all that comes until nothing is in flight; ids of the calls, in order. */
export function answerAll(run: RunDriver): readonly string[] {
  const from = run.made.length - run.calls.size;
  for (let turn = 0; turn < 50 && run.calls.size > 0; turn += 1)
    for (const id of run.flying) run.answer(id);
  return run.sent.slice(from);
}

/** Which node a call puts something back for, and to what. */
export function undoOf(call: MachineCall | undefined): readonly [string, Json] | undefined {
  return call?.phase.undo === undefined ? undefined : [call.node.id, call.phase.undo.before];
}
