import type { PlanNode } from '../plan/plan';
import { MARKS } from './state';
import type { Run } from './run';
import { undosUnderway } from './underway';

/**
 * Tells of a node whether it needs, directly or not, one of these; of nodes that are alternatives, whether it needs
 * `some` of them, or whether `every` one of them is, or needs, one.
 */
export function standingOn(
  run: Run,
  below: ReadonlySet<number>,
  alternatives: 'some' | 'every',
): (index: number) => boolean {
  const known = new Map<number, boolean>();
  const stands = (index: number): boolean => {
    const found = known.get(index);
    if (found !== undefined) return found;
    known.set(index, false);
    const node = run.nodes.get(index);
    const isBelow = (need: number): boolean => below.has(need) || stands(need);
    const answer =
      node?.needs.some(isBelow) === true ||
      (node?.needsAny ?? []).some((group) => group.length > 0 && group[alternatives](isBelow));
    known.set(index, answer);
    return answer;
  };
  return stands;
}

/** Whether a node of the program is being put back, or something that it stands on is or was. */
export function standsOnUndone(run: Run, node: PlanNode): boolean {
  if (run.state.undos === 0 || node.aside !== undefined) return false;
  const below = new Set(undosUnderway(run).flatMap(({ aside }) => targetOf(aside)));
  if (below.has(node.index)) return true;
  run.marks.forEach((mark, index) => {
    if (mark === MARKS.undone) below.add(index);
  });
  return below.size > 0 && standingOn(run, below, 'every')(node.index);
}

function targetOf(aside: PlanNode['aside']): readonly number[] {
  return aside?.of === 'undo' && aside.node !== undefined ? [aside.node] : [];
}
