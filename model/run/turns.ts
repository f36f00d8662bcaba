import type { PlanNode } from '../plan/plan';
import { isLapsed } from './bounds';
import { isOnTrippedFeed, mayGoOut } from './goal';
import { statusOf, type Run } from './run';
import { standsOnUndone } from './stands-on';

/*
 * Turns: nodes that share a name of `mutex` go one after another, in the order of the plan. One that needs several
 * names, as a wave on two feeds does, could wait for ever, as those behind it that need one alone always find theirs
 * free. So it lets them pass only while what was at work when it began to wait still is; from then on it keeps each
 * name that is free.
 */

/** Whether a node must wait for a name of its `mutex`: another holds it, or one before it in the plan keeps it. */
export function isTaken(run: Run, node: PlanNode, kept: ReadonlySet<string>): boolean {
  if (isStillFlying(run, node)) return true;
  return node.mutex?.some((name) => run.mutexes.has(name) || kept.has(name)) === true;
}

/** Whether a call that was given up has not ended: of the node, or of one that it may not run beside. */
function isStillFlying(run: Run, node: PlanNode): boolean {
  if (run.flying.has(node.index)) return true;
  const { mutex } = node;
  if (mutex === undefined) return false;
  for (const other of run.flying.values())
    if (other.mutex?.some((name) => mutex.includes(name)) === true) return true;
  return isUnknown(run);
}

/** After a take-over it is not known what a node holds whose page has not come yet. */
function isUnknown(run: Run): boolean {
  return Object.keys(run.state.active).some(
    (index) => statusOf(run, Number(index)) === 'running' && !run.nodes.has(Number(index)),
  );
}

/**
 * Whether a ready node that did not start keeps the names of its `mutex` from those behind it: only where it waits
 * for nothing else, and for nobody who waits for people.
 */
export function keepsItsTurn(run: Run, node: PlanNode): boolean {
  const { mutex = [] } = node;
  if (mutex.length < 2 || isUnknown(run)) return false;
  if (isOnTrippedFeed(run, node) || standsOnUndone(run, node) || isLapsed(run, node)) {
    endTurn(run, node.index);
    return false;
  }
  const holders = mutex.flatMap((name) => run.mutexes.get(name) ?? []);
  const first = run.state.turns[String(node.index)] ?? holders;
  const ahead = first.filter((index) => holders.includes(index));
  run.state.turns[String(node.index)] = ahead;
  return ahead.length === 0 && holders.every((index) => goesByItself(run, index));
}

/** A node waits for its turn no more: it has come, or something else is in the way. */
export function endTurn(run: Run, index: number): void {
  delete run.state.turns[String(index)];
}

/** Whether what holds a name is at work and ends without people. */
function goesByItself(run: Run, index: number): boolean {
  const holder = run.nodes.get(index);
  // A section may be one that is closed by hand.
  return holder !== undefined && holder.kind !== 'energise' && mayGoOut(run, holder);
}
