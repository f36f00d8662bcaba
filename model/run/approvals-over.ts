import type { ApprovalWork, PlanNode } from '../plan/plan';

/** Approvals over some nodes, in the order of the plan, and nodes above them that are not known here. */
export interface Over {
  readonly approvals: readonly (readonly [PlanNode, ApprovalWork])[];
  readonly unknown: readonly number[];
}

/** Approvals that stood over any of the nodes: those with bounds, and those before them, also behind joins. */
export function approvalsOver(
  nodes: Iterable<PlanNode>,
  nodeAt: (index: number) => PlanNode | undefined,
): Over {
  const approvals: (readonly [PlanNode, ApprovalWork])[] = [];
  const unknown: number[] = [];
  const seen = new Set<number>();
  const queue: number[] = [];
  const above = ({ guards = [], needs, needsAny = [] }: PlanNode): void => {
    queue.push(...guards, ...needs, ...needsAny.flat());
  };
  for (const node of nodes) above(node);
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    const node = nodeAt(index);
    if (node === undefined) unknown.push(index);
    else if (node.work.type === 'approval') approvals.push([node, node.work]);
    else if (node.work.type === 'join') above(node);
  }
  return { approvals: approvals.sort(([a], [b]) => a.index - b.index), unknown };
}
