import type { PlanNode } from '../plan/plan';
import { needsAreMet } from './ready';
import { statusOf, type Run } from './run';
import { isBeingPutBack } from './underway';

/** Whether a node belongs to where the run is going: on, back, or to an end that is safe. */
export function fitsGoal(run: Run, node: PlanNode): boolean {
  const { aside } = node;
  // After a take-over the page of what it puts back may come later than the undo.
  if (aside?.of === 'undo' && aside.node !== undefined && !run.nodes.has(aside.node)) return false;
  switch (run.state.goal) {
    case 'forward':
      return aside?.of !== 'make-safe';
    case 'undo':
      return aside?.of === 'undo';
    case 'abort':
      return aside?.of === 'make-safe';
  }
}

/** Whether a call of the node may go out now; what is kept back is taken up again when that changes. */
export function mayGoOut(run: Run, node: PlanNode): boolean {
  const { paused, stopped, rolling } = run.state;
  if (paused || stopped || rolling || !fitsGoal(run, node) || isOnTrippedFeed(run, node))
    return false;
  if (isBeingPutBack(run, node)) return false;
  // A gate may have closed again below what is under way, or servers gone; a bound asks only before a start.
  return needsAreMet(run, node, node.guards);
}

/** Whether every feed that a node of the program stands on has tripped. */
export function isOnTrippedFeed(run: Run, node: PlanNode): boolean {
  if (node.aside !== undefined || node.work.type === 'power') return false;
  const feeds = feedsOf(node);
  return feeds.length > 0 && feeds.every((feed) => run.state.feeds[feed]?.status === 'tripped');
}

/** Feeds that a node stands on. */
export function feedsOf(node: PlanNode): readonly string[] {
  if (node.liveAfter !== undefined) return Object.keys(node.liveAfter);
  return node.feed === undefined ? [] : [node.feed];
}

/** Feeds of a node that have been energised and have not tripped: skipped or failed ones are not live. */
export function liveFeeds(run: Run, node: PlanNode): readonly string[] {
  return Object.entries(node.liveAfter ?? {})
    .filter(([feed, index]) => {
      return statusOf(run, index) === 'done' && run.state.feeds[feed]?.status !== 'tripped';
    })
    .map(([feed]) => feed);
}

/** Services that have traffic: all of it, or a share while they ramp. */
export function serving(run: Run): readonly string[] {
  const found = new Set([...run.state.enabled, ...run.state.served]);
  // What was given up or gone without in the middle of its ramp has the share that it came to.
  for (const change of run.state.changes) {
    const node = run.nodes.get(change.node);
    if (node?.service !== undefined && shareAt(node, change.phase) > 0) found.add(node.service);
  }
  for (const [index, kept] of Object.entries(run.state.active)) {
    const node = run.nodes.get(Number(index));
    if (node?.service === undefined || node.work.type !== 'phases') continue;
    // The present call may have been taken already.
    for (let phase = 0; phase <= kept.phase; phase += 1)
      if (shareAt(node, phase) > 0) found.add(node.service);
  }
  return [...found].sort();
}

/** Share of traffic that a phase of a node gives, in percent. */
function shareAt({ work }: PlanNode, index: number): number {
  const phase = work.type === 'phases' ? work.phases[index] : undefined;
  return phase?.type === 'call' ? (phase.share ?? 0) : 0;
}
