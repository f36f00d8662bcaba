import type { PlanNode } from '../plan/plan';
import type { Statement } from '../statement';
import { approvalsOver } from './approvals-over';
import { changesOf } from './changes';
import { isOnItsWay } from './pages';
import type { Refusal } from './refusal';
import { statusOf, type Run } from './run';
import { standingOn } from './stands-on';
import type { UndoRecord } from './state';
import { undosUnderway } from './underway';

/** Most names that a refusal lists. */
const MOST_NAMES = 5;

/** What an undo of a step, of a part of one, or of the whole run would put back, oldest first. */
export function undoableBy(run: Run, step: string): readonly UndoRecord[] {
  return changesOf(run, (index) => {
    const node = run.nodes.get(index);
    return step === '' || (node !== undefined && isOf(node, step));
  });
}

function isOf(node: PlanNode, step: string): boolean {
  return step === '' || node.step === step || node.id === step;
}

/** Whether an undo makes sense now. */
export function checkUndo(run: Run, { step }: Statement): Refusal | undefined {
  const [underway] = undosUnderway(run);
  if (underway !== undefined)
    return { code: 'UNDO_UNDERWAY', message: `${underway.id} has not ended` };
  const changes = undoableBy(run, step);
  if (changes.length === 0) {
    return {
      code: 'UNDO_NOTHING',
      message:
        step === '' ? 'nothing was changed so far' : `nothing is recorded that '${step}' changed`,
    };
  }
  // After a take-over pages come one by one.
  if (isLoading(run, changes))
    return { code: 'RUN_NOT_READY', message: 'the run is loading its plan' };
  const own = [...run.nodes.values()].find((node) => isOf(node, step) && isAtWork(run, node));
  if (own !== undefined) return atWork(run, own);
  const onTop = step === '' ? [] : nodesOn(run, new Set(changes.map((change) => change.node)));
  if (onTop.length === 0) return undefined;
  return {
    code: 'UNDO_ON_TOP',
    message: `${onTop
      .slice(0, MOST_NAMES)
      .map((node) => node.id)
      .join(', ')}${onTop.length > MOST_NAMES ? ' and more' : ''} stand on '${step}'`,
  };
}

/** Whether a page has not come yet of what is put back, or of an approval that stood over it. */
function isLoading(run: Run, changes: readonly UndoRecord[]): boolean {
  const changed = new Set(changes.map((change) => change.node));
  const known = [...changed].flatMap((index) => run.nodes.get(index) ?? []);
  if (known.length < changed.size) return true;
  const { unknown } = approvalsOver(known, (index) => run.nodes.get(index));
  return unknown.some((index) => isOnItsWay(run, index));
}

function atWork(run: Run, node: PlanNode): Refusal {
  const next = run.state.stopped
    ? 'it was told to stop, and ends in a moment'
    : '`blackstart stop` first';
  return { code: 'ACT_NOT_POSSIBLE', message: `${node.id} is at work: ${next}` };
}

function mayGoOn(run: Run): boolean {
  return !run.state.stopped && !run.state.paused;
}

/** Whether a call of a node is in flight, or may go out at any time, as between two tries. */
function isAtWork(run: Run, node: PlanNode): boolean {
  if (run.flying.has(node.index)) return true;
  return mayGoOn(run) && node.work.type === 'phases' && statusOf(run, node.index) === 'running';
}

/** Nodes that have changed something, or are at work, and need, directly or not, one of these. */
function nodesOn(run: Run, below: ReadonlySet<number>): readonly PlanNode[] {
  const changed = new Set(run.state.changes.map((change) => change.node));
  const stands = standingOn(run, below, 'some');
  return [...run.nodes.values()].filter(
    (node) =>
      !below.has(node.index) &&
      ((changed.has(node.index) && statusOf(run, node.index) !== 'undone') ||
        isAtWork(run, node)) &&
      stands(node.index),
  );
}
