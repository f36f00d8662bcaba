import type { Json, JsonObject } from '../json';
import type { PlanNode } from '../plan/plan';
import { askForPage } from './pages';
import { enqueueIfReady, needsAreMet } from './ready';
import { MARKS, type NodeStatus, type StepError } from './state';
import { clearTimer, isoTime, isSatisfied, record, statusOf, type Run } from './run';
import { waivedOf } from './waived';

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
  const wasSatisfied = isSatisfied(run, index);
  run.counts[statusOf(run, index)] -= 1;
  run.counts[status] += 1;
  run.marks[index] = MARKS[status];
  const kept = run.state.active[String(index)];
  const waivers = isUnderWaiver(status) ? waiversOver(run, node) : [];
  record(run, {
    type: 'node',
    node: node.id,
    status,
    attempt: kept?.attempt ?? 0,
    ...detail,
    ...(waivers.length === 0 ? {} : { waivers }),
  });
  if (wasSatisfied && !isSatisfied(run, index)) openJoins(run, index);
  if (status === 'running' || status === 'waiting') return;
  // One that is done, and held by a trip, no longer has what another one holds by now.
  for (const name of node.mutex ?? [])
    if (run.mutexes.get(name) === index) run.mutexes.delete(name);
  // A timer that outlived its attempt would go off in the next one.
  for (const kind of NODE_TIMERS) clearTimer(run, timerKey(kind, index));
  if (!isSatisfied(run, index)) return;
  if (node.aside !== undefined) run.ended.push(node);
  if (!isAskedAgain(node)) {
    if (kept !== undefined && kept.attempt > 1) run.state.attempts[String(index)] = kept.attempt;
    delete run.state.active[String(index)];
  }
  for (const page of run.pagesAfter.get(index) ?? []) askForPage(run, page);
  for (const dependant of run.dependants.get(index) ?? []) {
    enqueueIfReady(run, dependant);
    if (run.marks[dependant] === MARKS.running) run.woken.push(dependant);
  }
}

/** What only joins is not joined any more once a part of it begins again. */
function openJoins(run: Run, index: number): void {
  for (const dependant of run.dependants.get(index) ?? []) {
    const node = run.nodes.get(dependant);
    if (node?.work.type !== 'join' || run.marks[dependant] !== MARKS.done) continue;
    if (!needsAreMet(run, node)) mark(run, node, 'pending');
  }
}

function isUnderWaiver(status: NodeStatus): boolean {
  return status === 'running' || status === 'done';
}

/** Interlocks of a node's feeds that did not count while it was at work. */
function waiversOver(run: Run, node: PlanNode): readonly string[] {
  if (node.work.type !== 'phases') return [];
  return waivedOf(run, node).map(
    ({ feed, interlock, until }) => `${interlock} of ${feed} until ${isoTime(until)}`,
  );
}

/** Whether a gate that has opened can close again: its record is kept. */
function isAskedAgain(node: PlanNode): boolean {
  const work = node.work;
  if (work.type === 'power') return true;
  return (
    work.type === 'approval' && (work.upToServers !== undefined || work.validForMs !== undefined)
  );
}
