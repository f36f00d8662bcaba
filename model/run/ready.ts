import type { PlanNode } from '../plan/plan';
import { MARKS } from './state';
import { isSatisfied, type Run } from './run';

/** Queues a pending node whose needs are met; the order of the program decides who goes first. */
export function enqueueIfReady(run: Run, index: number): void {
  const node = run.nodes.get(index);
  if (node === undefined || run.marks[index] !== MARKS.pending || !needsAreMet(run, node)) return;
  insert(node.work.type === 'phases' ? run.readyCalls : run.readyOthers, index);
}

/** Whether everything that a node needs has ended well, but for some that are passed over. */
export function needsAreMet(run: Run, node: PlanNode, but: readonly number[] = []): boolean {
  for (const need of node.needs) if (!isSatisfied(run, need) && !but.includes(need)) return false;
  for (const group of node.needsAny ?? []) {
    if (group.length > 0 && !group.some((need) => isSatisfied(run, need))) return false;
  }
  return true;
}

/** Puts an index into an ascending list, once. */
function insert(list: number[], index: number): void {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  if (list[low] !== index) list.splice(low, 0, index);
}
