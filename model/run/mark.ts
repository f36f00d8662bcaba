import type { Json, JsonObject } from '../json';
import type { PlanNode } from '../plan/plan';
import { askForPage } from './pages';
import { enqueueIfReady } from './ready';
import { MARKS, type NodeStatus, type StepError } from './state';
import { clearTimer, isSatisfied, record, statusOf, type Run } from './run';

/** What goes with a change of a node's status. */
export interface MarkDetail {
  readonly error?: StepError;
  readonly reason?: string;
  readonly output?: Json;
  readonly detail?: JsonObject;
}

/** Timers that belong to a node. */
export const NODE_TIMERS = ['retry', 'wait', 'expire', 'remind'] as const;

export function timerKey(kind: (typeof NODE_TIMERS)[number], index: number): string {
  return `${kind}:${String(index)}`;
}

/** Gives a node a status, tells the ledger, and lets go on what only waited for it. */
export function mark(run: Run, node: PlanNode, status: NodeStatus, detail: MarkDetail = {}): void {
  const index = node.index;
  run.counts[statusOf(run, index)] -= 1;
  run.counts[status] += 1;
  run.marks[index] = MARKS[status];
  const kept = run.state.active[String(index)];
  record(run, { type: 'node', node: node.id, status, attempt: kept?.attempt ?? 0, ...detail });
  if (status === 'running' || status === 'waiting') return;
  for (const name of node.mutex ?? []) run.mutexes.delete(name);
  if (!isSatisfied(run, index)) return;
  for (const kind of NODE_TIMERS) clearTimer(run, timerKey(kind, index));
  if (!isAskedAgain(node)) delete run.state.active[String(index)];
  for (const page of run.pagesAfter.get(index) ?? []) askForPage(run, page);
  for (const dependant of run.dependants.get(index) ?? []) enqueueIfReady(run, dependant);
}

/** Whether a gate that has opened can close again: its record is kept. */
function isAskedAgain(node: PlanNode): boolean {
  const work = node.work;
  if (work.type === 'power') return true;
  return (
    work.type === 'approval' && (work.upToServers !== undefined || work.validForMs !== undefined)
  );
}
