import type { JsonObject } from '../json';
import type { CallPhase, Phase, PhasesWork, PlanNode } from '../plan/plan';
import type { Command } from './command';
import { fail, hold } from './failure';
import { feedsOf, liveFeeds, mayGoOut, serving } from './goal';
import { mark, timerKey } from './mark';
import { realMs, recordOf, setTimer, type Run } from './run';
import { filledIn, inRunScope, valueOf } from './scope';
import { fallenNeeds } from './service-watch';
import type { NodeRecord, StepError } from './state';
import { waivedOf } from './waived';

/** Most items that `forEach` may give; beyond it the step is held. */
const MOST_ITEMS = 1000;

/** Grace of a poll's activity beyond its own deadline, ms; technical. */
const POLL_GRACE_MS = 30_000;

/** Time until the first read of a poll that is sent again, ms; technical. */
const TAKE_UP_MS = 5000;

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

/** Whether a call is never made a second time without a person. */
export function isOnce({ effect }: CallPhase): boolean {
  return effect === 'once' || effect === 'irreversible';
}

/** Sends out the present phase of a node, or ends the node where there is none left. */
export function runPhase(run: Run, node: PlanNode, work: PhasesWork, kept: NodeRecord): void {
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
  // Taken up again by resumePhases when the run goes on, or when what has fallen is back.
  if (!mayGoOut(run, node)) return standStill(run, kept);
  if (phase.type === 'call' && (phase.share ?? 0) > 0 && fallenNeeds(run, node).length > 0)
    return standStill(run, kept);
  let input: JsonObject = {};
  let phaseNow = phase;
  if (phase.type === 'call') {
    const item = kept.items?.[kept.item];
    phaseNow = inRunScope(run, node, phase, item);
    try {
      input = filledIn(run, node, phase.with, item);
    } catch (error) {
      const failed = { code: 'EXPRESSION_FAILED', message: `with: ${messageOf(error)}` };
      return isOnce(phase) ? hold(run, node, failed) : fail(run, node, failed);
    }
  }
  kept.token = run.state.nextToken;
  run.state.nextToken += 1;
  run.inFlight += 1;
  run.flying.set(node.index, node);
  const common = {
    node,
    token: kept.token,
    attempt: kept.attempt,
    ...roundOf(run, node),
    ...(kept.checkpoint === undefined ? {} : { checkpoint: kept.checkpoint }),
  };
  if (phaseNow.type === 'slice') {
    kept.sent = {};
    run.commands.push({
      do: 'slice',
      ...common,
      phase: phaseNow,
      ...sliceFacts(run, node),
      timeoutMs: SLICE_TIMEOUT_MS,
    });
    return;
  }
  const simulate = run.state.header.mode === 'drill' && node.drill === 'simulate';
  const ofItem = kept.items === undefined ? itemUndone(run, node, kept) : { item: kept.item };
  const guarded = node.aside === undefined ? {} : { serving: serving(run) };
  if (phaseNow.effect !== 'read') kept.sent = input;
  if (phaseNow.poll === undefined) {
    run.commands.push({
      do: 'call',
      ...common,
      ...ofItem,
      ...guarded,
      phase: phaseNow,
      with: input,
      simulate,
      timeoutMs: work.timeoutMs,
    });
    return;
  }
  const deadlineAt = deadlineOf(run, kept, phaseNow.poll);
  run.commands.push({
    do: 'call',
    ...common,
    ...ofItem,
    phase: phaseNow,
    with: input,
    simulate,
    deadlineAt,
    timeoutMs: Math.max(deadlineAt - run.now, 0) + POLL_GRACE_MS,
  });
}

/** The time of a poll does not run on while it cannot be sent. */
function standStill(run: Run, kept: NodeRecord): void {
  if (kept.deadlineAt === undefined) return;
  kept.leftMs = Math.max(kept.deadlineAt - run.now, 0);
  delete kept.deadlineAt;
}

/** End of a poll; one that was kept back can still come true: what held before that may have broken unseen. */
function deadlineOf(run: Run, kept: NodeRecord, poll: NonNullable<CallPhase['poll']>): number {
  if (kept.leftMs !== undefined) {
    const leastMs = realMs(run, poll.forMs + poll.everyMs) + TAKE_UP_MS;
    kept.deadlineAt = run.now + Math.max(kept.leftMs, leastMs);
    delete kept.leftMs;
  }
  kept.deadlineAt ??= run.now + realMs(run, poll.withinMs, 1000);
  return kept.deadlineAt;
}

/** Tells the doing again after an undo from the first one: receivers take it for a repeat otherwise. */
function roundOf(run: Run, { index }: PlanNode): { readonly round?: number } {
  const round = run.state.rounds[String(index)];
  return round === undefined ? {} : { round };
}

/** Item whose change a phase of an undo puts back, but the first: others may have had the same input. */
function itemUndone(run: Run, { aside }: PlanNode, kept: NodeRecord): { readonly item?: number } {
  const serial = aside?.of === 'undo' ? aside.changes?.[kept.phase] : undefined;
  const change = run.state.changes.find((one) => one.serial === serial);
  return change === undefined || change.item === 0 ? {} : { item: change.item };
}

/** What a slice is told of its feeds, and of what must not lose its power. */
function sliceFacts(
  run: Run,
  node: PlanNode,
): Pick<
  Extract<Command, { do: 'slice' }>,
  'liveFeeds' | 'shift' | 'waived' | 'mayClose' | 'serving'
> {
  const { feeds } = run.state;
  // What is put back starts nothing, and waits for no reading.
  const shift = (node.aside === undefined ? feedsOf(node) : [])
    .flatMap((name) => feeds[name]?.shift ?? [])
    .map(({ feed, at }) => ({ feed, at }))
    .sort((a, b) => b.at - a.at)[0];
  const waived = waivedOf(run, node);
  const mayClose = node.feed === undefined ? undefined : feeds[node.feed]?.mayClose;
  return {
    ...(node.liveAfter === undefined ? {} : { liveFeeds: liveFeeds(run, node) }),
    ...(shift === undefined ? {} : { shift }),
    ...(waived.length === 0 ? {} : { waived }),
    ...(mayClose === undefined ? {} : { mayClose }),
    ...(node.aside === undefined ? {} : { serving: serving(run) }),
  };
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

/** Goes on to the next phase of a node. */
export function nextPhase(run: Run, node: PlanNode, work: PhasesWork, kept: NodeRecord): void {
  kept.phase += 1;
  kept.tries = 0;
  kept.lost = 0;
  delete kept.checkpoint;
  delete kept.deadlineAt;
  delete kept.leftMs;
  delete kept.sent;
  runPhase(run, node, work, kept);
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
