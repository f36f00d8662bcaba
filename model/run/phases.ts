import type { JsonObject } from '../json';
import type { CallPhase, Phase, PhasesWork, PlanNode, RetryPolicy } from '../plan/plan';
import type { CallOutcome } from './command';
import { fail, hold } from './failure';
import { mark, timerKey } from './mark';
import { enqueueIfReady } from './ready';
import { realMs, record, recordOf, setTimer, statusOf, type Run } from './run';
import { filledIn, inRunScope, valueOf } from './scope';
import type { NodeRecord, StepError } from './state';

/** A call that loses its worker more often than this is held: it may be what kills them. */
const MOST_LOST = 10;

/** Most items that `forEach` may give; beyond it the step is held. */
const MOST_ITEMS = 1000;

/** Grace of a poll's activity beyond its own deadline, ms; technical. */
const POLL_GRACE_MS = 30_000;

/** Longest a slice may run in one attempt, ms; its heartbeat finds a dead worker long before. */
const SLICE_TIMEOUT_MS = 24 * 3_600_000;

/** Begins the phases of a node, or goes on where it was. */
export function startPhases(run: Run, node: PlanNode, work: PhasesWork): void {
  const kept = recordOf(run, node.index);
  kept.attempt += 1;
  if (work.forEach !== undefined && kept.items === undefined) {
    const problem = takeItems(run, node, work.forEach, kept);
    if (problem !== undefined) return hold(run, node, problem);
  }
  mark(run, node, 'running');
  runPhase(run, node, work, kept);
}

function takeItems(
  run: Run,
  node: PlanNode,
  text: string,
  kept: NodeRecord,
): StepError | undefined {
  try {
    const items = valueOf(run, node, text);
    if (!Array.isArray(items)) {
      return {
        code: 'EXPRESSION_FAILED',
        message: `forEach: ${text} gave ${JSON.stringify(items)}, not a list`,
      };
    }
    if (items.length > MOST_ITEMS) {
      return {
        code: 'TOO_MANY_ITEMS',
        message: `forEach: ${text} gave ${String(items.length)} items`,
      };
    }
    kept.items = items;
    return undefined;
  } catch (error) {
    return { code: 'EXPRESSION_FAILED', message: `forEach: ${text}: ${messageOf(error)}` };
  }
}

/** Sends out the present phase of a node, or ends the node where there is none left. */
function runPhase(run: Run, node: PlanNode, work: PhasesWork, kept: NodeRecord): void {
  const items = kept.items;
  const phase = items?.length === 0 ? undefined : work.phases[kept.phase];
  if (phase === undefined) {
    if (items !== undefined && kept.item + 1 < items.length) {
      kept.item += 1;
      kept.phase = 0;
      return runPhase(run, node, work, kept);
    }
    return finish(run, node);
  }
  if (phase.type === 'pause') {
    kept.deadlineAt ??= run.now + realMs(run, phase.ms);
    return setTimer(run, timerKey('wait', node.index), kept.deadlineAt);
  }
  issue(run, node, work, phase, kept);
}

function issue(
  run: Run,
  node: PlanNode,
  work: PhasesWork,
  phase: Exclude<Phase, { type: 'pause' }>,
  kept: NodeRecord,
): void {
  // Taken up again by resumePhases when the run goes on.
  if (run.state.paused || run.state.stopped || run.state.rolling) return;
  let input: JsonObject = {};
  let phaseNow = phase;
  if (phase.type === 'call') {
    const item = kept.items?.[kept.item];
    phaseNow = inRunScope(run, node, phase, item);
    try {
      input = filledIn(run, node, phase.with, item);
    } catch (error) {
      return hold(run, node, { code: 'EXPRESSION_FAILED', message: `with: ${messageOf(error)}` });
    }
  }
  kept.token = run.state.nextToken;
  run.state.nextToken += 1;
  run.inFlight += 1;
  const common = {
    node,
    token: kept.token,
    attempt: kept.attempt,
    ...(kept.checkpoint === undefined ? {} : { checkpoint: kept.checkpoint }),
  };
  if (phaseNow.type === 'slice') {
    const live = liveFeeds(run, node);
    run.commands.push({
      do: 'slice',
      ...common,
      phase: phaseNow,
      ...(live === undefined ? {} : { liveFeeds: live }),
      timeoutMs: SLICE_TIMEOUT_MS,
    });
    return;
  }
  const simulate = run.state.header.mode === 'drill' && node.drill === 'simulate';
  const ofItem = kept.items === undefined ? {} : { item: kept.item };
  if (phaseNow.poll === undefined) {
    run.commands.push({
      do: 'call',
      ...common,
      ...ofItem,
      phase: phaseNow,
      with: input,
      simulate,
      timeoutMs: work.timeoutMs,
    });
    return;
  }
  kept.deadlineAt ??= run.now + realMs(run, phaseNow.poll.withinMs, 1000);
  run.commands.push({
    do: 'call',
    ...common,
    ...ofItem,
    phase: phaseNow,
    with: input,
    simulate,
    deadlineAt: kept.deadlineAt,
    timeoutMs: Math.max(kept.deadlineAt - run.now, 0) + POLL_GRACE_MS,
  });
}

/** Feeds of a node that have been energised: skipped or failed ones are not live. */
function liveFeeds(run: Run, node: PlanNode): readonly string[] | undefined {
  if (node.liveAfter === undefined) return undefined;
  return Object.entries(node.liveAfter)
    .filter(([, index]) => statusOf(run, index) === 'done')
    .map(([feed]) => feed);
}

function finish(run: Run, node: PlanNode): void {
  if (
    node.kind === 'enable' &&
    node.service !== undefined &&
    !run.state.enabled.includes(node.service)
  ) {
    run.state.enabled.push(node.service);
  }
  mark(run, node, 'done');
}

/** Takes the answer of a call; answers of calls given up are passed over. */
export function settle(run: Run, node: PlanNode, token: number, outcome: CallOutcome): void {
  const work = node.work;
  const kept = run.state.active[String(node.index)];
  run.inFlight -= 1;
  if (work.type !== 'phases' || kept?.token !== token) return;
  kept.token = 0;
  const phase = work.phases[kept.phase];
  if (phase === undefined) return;
  if (outcome.ok) return goOn(run, node, work, kept, phase, outcome);
  if (outcome.checkpoint !== undefined) kept.checkpoint = outcome.checkpoint;
  const unsure = outcome.end !== 'failed' && phase.type === 'call' && isOnce(phase);
  if (unsure) {
    return hold(run, node, {
      code: 'OUTCOME_UNKNOWN',
      message: `${phase.uses} was sent and its answer never came: ${outcome.error.message}`,
    });
  }
  // It goes on at once where `resume` came before the news that it had ended.
  if (outcome.end === 'cancelled') return runPhase(run, node, work, kept);
  if (outcome.end === 'lost') return takeUpAgain(run, node, work, kept, outcome.error);
  retryOrFail(run, node, work, kept, phase, outcome);
}

function goOn(
  run: Run,
  node: PlanNode,
  work: PhasesWork,
  kept: NodeRecord,
  phase: Phase,
  outcome: Extract<CallOutcome, { ok: true }>,
): void {
  if (phase.type === 'call') {
    if (phase.keep) run.state.outputs[node.step] = outcome.output;
    if (outcome.before !== undefined && outcome.before !== null) {
      kept.before = [
        ...(kept.before ?? []),
        { phase: kept.phase, item: kept.item, value: outcome.before },
      ];
    }
  }
  if (work.phases.length > 1 || phase.type === 'slice') {
    record(run, {
      type: 'phase',
      node: node.id,
      attempt: kept.attempt,
      phase: phase.id,
      ...(phase.type === 'call' && phase.share !== undefined ? { share: phase.share } : {}),
      ...(outcome.detail === undefined ? {} : { detail: outcome.detail }),
    });
  }
  nextPhase(run, node, work, kept);
}

function nextPhase(run: Run, node: PlanNode, work: PhasesWork, kept: NodeRecord): void {
  kept.phase += 1;
  kept.tries = 0;
  kept.lost = 0;
  delete kept.checkpoint;
  delete kept.deadlineAt;
  runPhase(run, node, work, kept);
}

function takeUpAgain(
  run: Run,
  node: PlanNode,
  work: PhasesWork,
  kept: NodeRecord,
  error: StepError,
): void {
  kept.lost += 1;
  if (kept.lost > MOST_LOST) return hold(run, node, error);
  record(run, { type: 'retry', node: node.id, attempt: kept.attempt, error, delayMs: 0 });
  runPhase(run, node, work, kept);
}

function retryOrFail(
  run: Run,
  node: PlanNode,
  work: PhasesWork,
  kept: NodeRecord,
  phase: Phase,
  outcome: Extract<CallOutcome, { ok: false }>,
): void {
  kept.tries += 1;
  const once = phase.type === 'call' && isOnce(phase);
  const isPoll = phase.type === 'call' && phase.poll !== undefined;
  const policy = work.retry;
  if (policy === undefined || once || isPoll || !outcome.retry || kept.tries >= policy.attempts) {
    return fail(run, node, outcome.error, outcome.detail);
  }
  const delayMs = realMs(run, delayOf(policy, kept.tries), 50);
  record(run, {
    type: 'retry',
    node: node.id,
    attempt: kept.attempt,
    error: outcome.error,
    delayMs,
  });
  kept.attempt += 1;
  setTimer(run, timerKey('retry', node.index), run.now + delayMs);
}

/** Wait after the n-th failed try: delay x backoff^(n-1), at most maxDelay. */
function delayOf(policy: RetryPolicy, tries: number): number {
  return Math.min(policy.delayMs * policy.backoff ** (tries - 1), policy.maxDelayMs);
}

/** A timer of a node went off: its wait is over, or its next try begins. */
export function phaseTimer(run: Run, node: PlanNode, kind: 'retry' | 'wait'): void {
  if (node.work.type === 'wait') return mark(run, node, 'done');
  if (node.work.type !== 'phases') return;
  const kept = recordOf(run, node.index);
  if (kind === 'retry') runPhase(run, node, node.work, kept);
  else nextPhase(run, node, node.work, kept);
}

/** Takes a running node up again after a stop or a take-over: its present phase is sent out anew. */
export function resumePhases(run: Run, node: PlanNode): void {
  if (node.work.type !== 'phases') return;
  const kept = recordOf(run, node.index);
  if (kept.token !== 0) return;
  for (const kind of ['retry', 'wait'] as const)
    if (timerKey(kind, node.index) in run.state.timers) return;
  runPhase(run, node, node.work, kept);
}

/** A person's `retry` of a held node: it is queued again, and goes on at its present phase with its tries counted anew. */
export function retryNode(run: Run, node: PlanNode): void {
  const kept = recordOf(run, node.index);
  kept.tries = 0;
  kept.lost = 0;
  delete kept.error;
  delete kept.skipVotes;
  delete kept.deadlineAt;
  mark(run, node, 'pending');
  enqueueIfReady(run, node.index);
}

function isOnce(phase: CallPhase): boolean {
  return phase.effect === 'once' || phase.effect === 'irreversible';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
