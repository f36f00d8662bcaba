import type { Json } from '../json';
import { isJsonObject } from '../json';
import type { Phase, PlanNode } from '../plan/plan';
import type { CallOutcome } from './command';
import { record, statusOf, type Run } from './run';
import type { NodeRecord, UndoRecord } from './state';
import { undosUnderway } from './underway';

/*
 * What can be put back: a record for each change, in the order in which they were made. A record is made from the
 * reading that was taken ahead of the call, also where the call then failed or was lost: it may have been taken.
 */

/** Notes what a phase changed, from its result or from the checkpoint that it left. */
export function noteChange(
  run: Run,
  node: PlanNode,
  kept: NodeRecord,
  phase: Phase | undefined,
  outcome: CallOutcome,
): void {
  if (node.aside !== undefined || phase === undefined || phase.type === 'pause') return;
  if (phase.type === 'call' && phase.effect === 'read') return;
  const before = outcome.ok ? outcome.before : left(phase, outcome.checkpoint);
  if (before === undefined || before === null) return;
  const found = run.state.changes.findLast(
    (one) => one.node === node.index && one.phase === kept.phase && one.item === kept.item,
  );
  if (found !== undefined && found.sealed === undefined && !isHeldByUndo(run, found)) {
    // A later attempt of a slice tells what all attempts changed; a call's first reading is the one to go back to.
    if (phase.type !== 'slice') return;
    found.before = before;
    return tellChange(run, node, phase, found);
  }
  const change: UndoRecord = {
    // That of its entry: never used again, also where this change has long been put back.
    serial: run.state.seq + 1,
    node: node.index,
    phase: kept.phase,
    item: kept.item,
    with: kept.sent ?? {},
    before,
  };
  run.state.changes.push(change);
  tellChange(run, node, phase, change);
}

/** Whether an undo that has not ended puts back a change as it was told by now. */
function isHeldByUndo(run: Run, { node, serial }: UndoRecord): boolean {
  return undosUnderway(run, node).some(
    ({ aside }) => aside?.of === 'undo' && aside.changes?.includes(serial) === true,
  );
}

/** Notes what a call changed that ended after its feed had tripped. */
export function noteLate(
  run: Run,
  node: PlanNode,
  kept: NodeRecord,
  phase: Phase | undefined,
  outcome: CallOutcome,
): void {
  const status = statusOf(run, node.index);
  if ((status !== 'held' && status !== 'pending') || phase?.type !== 'slice') return;
  noteChange(run, node, kept, phase, outcome);
  sealChanges(run, node);
}

/** Tells the ledger, so that what an undo would do can be shown without asking the run. */
function tellChange(run: Run, node: PlanNode, phase: Phase, change: UndoRecord): void {
  const { serial, before } = change;
  record(run, {
    type: 'changed',
    serial,
    node: node.id,
    phase: phase.id,
    with: change.with,
    before,
  });
}

function left(phase: Phase, checkpoint: Json | undefined): Json | undefined {
  if (!isJsonObject(checkpoint)) return undefined;
  if (phase.type === 'call') return checkpoint['before'];
  return Object.keys(checkpoint).length === 0 ? undefined : checkpoint;
}

/** What is done on a node from now on is a change of its own. */
export function sealChanges(run: Run, node: PlanNode): void {
  for (const change of run.state.changes) if (change.node === node.index) change.sealed = true;
}

/** Changes of some nodes, oldest first. */
export function changesOf(run: Run, isOf: (node: number) => boolean): readonly UndoRecord[] {
  return run.state.changes.filter((change) => isOf(change.node));
}

/** Forgets a change that was put back. */
export function forgetChange(run: Run, serial: number): void {
  run.state.changes = run.state.changes.filter((change) => change.serial !== serial);
}
