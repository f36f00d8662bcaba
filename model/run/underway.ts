import type { PlanNode } from '../plan/plan';
import { statusOf, type Run } from './run';

/** Undo nodes that have not ended; of one node of the program, where it is given. */
export function undosUnderway(run: Run, of?: number): readonly PlanNode[] {
  return run.state.added.filter(
    (node) =>
      node.aside?.of === 'undo' &&
      !hasEnded(run, node) &&
      (of === undefined || node.aside.node === of),
  );
}

/** Whether an undo that has not ended aims at a node of the program. */
export function isBeingPutBack(run: Run, { index }: PlanNode): boolean {
  return run.state.undos > 0 && undosUnderway(run, index).length > 0;
}

/** Whether an added node is done or was gone without. */
export function hasEnded(run: Run, node: PlanNode): boolean {
  const status = statusOf(run, node.index);
  return status === 'done' || status === 'skipped' || status === 'failed';
}
