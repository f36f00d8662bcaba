import type { PlanNode } from '../plan/plan';
import type { AddedNode } from './entry';
import { enqueueIfReady } from './ready';
import { push, record, type Run } from './run';
import { MARKS } from './state';

/** Index of the next node that the run itself adds. */
export function nextIndex(run: Run): number {
  return run.marks.length;
}

/** Adds nodes behind those of the program, tells the ledger, and queues what may start. */
export function addNodes(run: Run, why: 'undo' | 'make-safe', nodes: readonly PlanNode[]): void {
  for (const node of nodes) {
    run.state.added.push(node);
    run.marks.push(MARKS.pending);
    run.counts.pending += 1;
    layDown(run, node);
  }
  record(run, { type: 'added', why, nodes: nodes.map((node) => addedOf(run, node)) });
  for (const node of nodes) enqueueIfReady(run, node.index);
}

/** Makes a node known to the run. */
export function layDown(run: Run, node: PlanNode): void {
  run.nodes.set(node.index, node);
  run.byId.set(node.id, node.index);
  for (const need of node.needs) push(run.dependants, need, node.index);
}

function addedOf(run: Run, node: PlanNode): AddedNode {
  const { id, title, aside } = node;
  const of = aside?.of === 'undo' ? run.nodes.get(aside.node ?? -1)?.id : undefined;
  return {
    id,
    title,
    kind: node.work.type === 'approval' ? 'approval' : 'action',
    ...(of === undefined ? {} : { of }),
  };
}
