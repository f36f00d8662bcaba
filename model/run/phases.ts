import type { JsonObject } from '../json';
import type { Phase, PhasesWork, PlanNode } from '../plan/plan';
import type { Command } from './command';
import { hold } from './failure';
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
  if (!mayGoOut(run, node)) return;
  if (phase.type === 'call' && (phase.share ?? 0) > 0 && fallenNeeds(run, node).length > 0) return;
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
  run.flying.set(node.index, node);
  const common = {
    node,
    token: kept.token,
    attempt: kept.attempt,
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
  const ofItem = kept.items === undefined ? {} : { item: kept.item };
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

/** What a slice is told of its feeds, and of what must not lose its power. */
function sliceFacts(
  run: Run,
  node: PlanNode,
): Pick<
  Extract<Command, { do: 'slice' }>,
  'liveFeeds' | 'shift' | 'waived' | 'mayClose' | 'serving'
> {
  const { feeds } = run.state;
  const shift = feedsOf(node)
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
