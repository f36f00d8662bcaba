import type { CallPhase, Phase, PhasesWork, PlanNode, RetryPolicy } from '../plan/plan';
import { noteChange, noteLate } from './changes';
import type { CallOutcome } from './command';
import { fail, hold } from './failure';
import { timerKey } from './mark';
import { isOnce, nextPhase, runPhase } from './phases';
import { realMs, record, setTimer, statusOf, type Run } from './run';
import type { NodeRecord, StepError } from './state';
import { settleShift, tripFeed, tripsOf } from './trip';
import { phaseUndone } from './undo';

/** A call that loses its worker more often than this is given up: it may be what kills them. */
const MOST_LOST = 10;

/** Takes the answer of a call; answers of calls given up are passed over. */
export function settle(run: Run, node: PlanNode, token: number, outcome: CallOutcome): void {
  const work = node.work;
  const kept = run.state.active[String(node.index)];
  run.inFlight -= 1;
  run.flying.delete(node.index);
  if (work.type !== 'phases' || kept === undefined) return;
  const phase = work.phases[kept.phase];
  // What was held meanwhile has changed all the same what its last call changed.
  if (kept.token !== token) return noteLate(run, node, kept, phase, outcome);
  kept.token = 0;
  if (phase === undefined) return;
  noteChange(run, node, kept, phase, outcome);
  if (outcome.ok) return goOn(run, node, work, kept, phase, outcome, token);
  if (outcome.checkpoint !== undefined) kept.checkpoint = outcome.checkpoint;
  const trips = node.aside === undefined ? tripsOf(run, outcome.detail) : [];
  if (trips.length > 0) {
    for (const trip of trips) tripFeed(run, node, trip);
    // A wave whose racks have another feed goes on with that one.
    if (statusOf(run, node.index) === 'running') runPhase(run, node, work, kept);
    return;
  }
  const unsure = outcome.end !== 'failed' && phase.type === 'call' && isOnce(phase);
  if (unsure) {
    return hold(run, node, unknownOutcome(phase, kept, outcome.error));
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
  token: number,
): void {
  if (phase.type === 'call') {
    if (phase.keep) run.state.outputs[node.step] = outcome.output;
  } else if (node.aside === undefined) settleShift(run, node, token);
  phaseUndone(run, node, kept.phase);
  if (work.phases.length > 1 || phase.type === 'slice' || node.aside !== undefined) {
    record(run, {
      type: 'phase',
      node: rolledBack(run, node)?.id ?? node.id,
      attempt: kept.attempt,
      phase: phase.id,
      ...shareOf(node, phase, kept),
      ...(outcome.detail === undefined ? {} : { detail: outcome.detail }),
      ...(node.aside?.of === 'undo' ? undoneOf(node.aside.changes, kept.phase) : {}),
    });
  }
  nextPhase(run, node, work, kept);
}

/** Share of traffic that a phase gave, and whose it is where the node is not that service's own. */
function shareOf(
  node: PlanNode,
  phase: Phase,
  kept: NodeRecord,
): { readonly share?: number; readonly service?: string } {
  if (phase.type !== 'call' || phase.share === undefined) return {};
  const service = kept.sent?.['service'];
  return node.aside?.of === 'make-safe' && typeof service === 'string'
    ? { share: phase.share, service }
    : { share: phase.share };
}

function undoneOf(
  changes: readonly number[] | undefined,
  phase: number,
): { readonly undone?: number } {
  const serial = changes?.[phase];
  return serial === undefined ? {} : { undone: serial };
}

/** What a node of an undo rolls back: its phases are told of that. */
function rolledBack(run: Run, node: PlanNode): PlanNode | undefined {
  return node.aside?.of === 'undo' ? run.nodes.get(node.aside.node ?? -1) : undefined;
}

/** Most characters of an input that are shown. */
const MOST_SHOWN = 300;

function unknownOutcome(phase: CallPhase, kept: NodeRecord, error: StepError): StepError {
  const sent = JSON.stringify(kept.sent ?? {});
  const shown = sent.length > MOST_SHOWN ? `${sent.slice(0, MOST_SHOWN)}…` : sent;
  return {
    code: 'OUTCOME_UNKNOWN',
    message: `${phase.uses} was sent with ${shown} and its answer never came: ${error.message}`,
    fix: `${phase.findOut ?? 'Look at the target whether it was done.'} Then \`blackstart done STEP --reason TEXT\` says that it was, and \`retry\` sends it again.`,
  };
}

function takeUpAgain(
  run: Run,
  node: PlanNode,
  work: PhasesWork,
  kept: NodeRecord,
  error: StepError,
): void {
  kept.lost += 1;
  if (kept.lost > MOST_LOST) return fail(run, node, error);
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
