import type {
  ApprovalWork,
  CallPhase,
  Phase,
  PhasesWork,
  PlanNode,
  SlicePhase,
} from '../plan/plan';
import { addNodes, nextIndex } from './added';
import { approvalsOver } from './approvals-over';
import { changesOf, forgetChange } from './changes';
import { mark } from './mark';
import { needsAreMet } from './ready';
import { beginRound } from './rounds';
import { record, recordOf, statusOf, type Run } from './run';
import { standsOnUndone } from './stands-on';
import type { NodeRecord, UndoRecord } from './state';
import { hasEnded } from './underway';

/*
 * An undo is a chain of nodes that the run adds to its own program: changes are put back one after another, the
 * latest first, with the same retries, holds and steering as any other node.
 */

/** Longest a slice may take to be put back, ms; its heartbeat finds a dead worker long before. */
const UNDO_TIMEOUT_MS = 24 * 3_600_000;
/** Time that people have to say whether a step without a time of its own may be rolled back, authored ms. */
const ASK_MS = 30 * 60_000;

/** Lays out the undo of these changes, asking first where the steps had an approval over them. */
export function layUndo(
  run: Run,
  changes: readonly UndoRecord[],
  how: { readonly asks: boolean; readonly auto?: true },
): void {
  run.state.undos += 1;
  const undo = run.state.undos;
  const step = `undo-${String(undo)}`;
  const groups = grouped([...changes].reverse());
  const nodes: PlanNode[] = [];
  let before: readonly number[] = [];
  const add = (node: Omit<PlanNode, 'index' | 'step' | 'needs' | 'onFailure'>): void => {
    const index = nextIndex(run) + nodes.length;
    nodes.push({ ...node, index, step, needs: before, onFailure: 'hold' });
    before = [index];
  };
  const changed = groups.flatMap(([first]) => run.nodes.get(first?.node ?? -1) ?? []);
  const { approvals } = approvalsOver(how.asks ? changed : [], (index) => run.nodes.get(index));
  for (const [i, [, over]] of approvals.entries()) {
    add({
      id: i === 0 ? `${step}/approval` : `${step}/approval-${String(i + 1)}`,
      kind: 'approval',
      title: `Put back ${String(changes.length)} changes of ${namesOf(run, groups)}?`,
      drill: 'run',
      aside: { of: 'undo', undo },
      work: questionOf(over),
    });
  }
  const times = new Map<string, number>();
  for (const group of groups) {
    const node = run.nodes.get(group[0]?.node ?? -1);
    if (node?.work.type !== 'phases') continue;
    const time = (times.get(node.id) ?? 0) + 1;
    times.set(node.id, time);
    add({
      id: time === 1 ? `${step}/${node.id}` : `${step}/${node.id}/${String(time)}`,
      kind: 'action',
      title: `Undo: ${node.title}`,
      ...(node.feed === undefined ? {} : { feed: node.feed }),
      drill: node.drill === 'simulate' ? 'simulate' : 'run',
      // In an undo of the run nothing else is at work, but what was stopped keeps its place.
      ...(node.mutex === undefined || run.state.goal === 'undo' ? {} : { mutex: node.mutex }),
      aside: {
        of: 'undo',
        undo,
        node: node.index,
        changes: group.map((change) => change.serial),
        ...(how.auto === undefined ? {} : { auto: how.auto }),
      },
      work: workOf(node.work, group),
    });
  }
  addNodes(run, 'undo', nodes);
}

/** Neighbours of the same node go together. */
function grouped(changes: readonly UndoRecord[]): readonly (readonly UndoRecord[])[] {
  const groups: UndoRecord[][] = [];
  for (const change of changes) {
    const last = groups.at(-1);
    if (last?.[0]?.node === change.node) last.push(change);
    else groups.push([change]);
  }
  return groups;
}

function namesOf(run: Run, groups: readonly (readonly UndoRecord[])[]): string {
  const steps = [
    ...new Set(groups.flatMap(([first]) => run.nodes.get(first?.node ?? -1)?.step ?? [])),
  ];
  const shown = steps.slice(0, 3).join(', ');
  return steps.length > 3 ? `${shown} and ${String(steps.length - 3)} more` : shown;
}

function questionOf(over: ApprovalWork): ApprovalWork {
  return {
    type: 'approval',
    approvers: over.approvers,
    text: {
      ifYes: 'what was changed is put back as it was read before, the latest change first',
      ifNo: 'everything stays as it is, and the run stays stopped',
      harm: 'what serves by now may lose what it stands on',
      reversible: false,
    },
    expiresMs: over.expiresMs === 0 ? ASK_MS : over.expiresMs,
    escalateTo: over.escalateTo,
  };
}

function workOf(work: PhasesWork, group: readonly UndoRecord[]): PhasesWork {
  const phases = group.flatMap((change): readonly Phase[] => {
    const phase = work.phases[change.phase];
    if (phase === undefined || phase.type === 'pause') return [];
    return [phase.type === 'call' ? callBack(work, phase, change) : sliceBack(phase, change)];
  });
  const isSlice = phases.some((phase) => phase.type === 'slice');
  return {
    type: 'phases',
    phases,
    ...(work.retry === undefined ? {} : { retry: work.retry }),
    timeoutMs: isSlice ? UNDO_TIMEOUT_MS : work.timeoutMs,
  };
}

function callBack(work: PhasesWork, phase: CallPhase, change: UndoRecord): CallPhase {
  return {
    type: 'call',
    id: `undo-${phase.id}`,
    uses: phase.uses,
    effect: 'idempotent',
    with: change.with,
    keep: false,
    ...(phase.share === undefined ? {} : { share: shareBefore(work, change.phase) }),
    undo: { before: change.before },
  };
}

/** Share of traffic that held before a phase of a ramp. */
function shareBefore(work: PhasesWork, phase: number): number {
  for (let i = phase - 1; i >= 0; i -= 1) {
    const one = work.phases[i];
    if (one?.type === 'call' && one.share !== undefined) return one.share;
  }
  return 0;
}

function sliceBack(phase: SlicePhase, change: UndoRecord): SlicePhase {
  return { ...phase, id: `undo-${phase.id}`, undo: { before: change.before } };
}

/** Takes note that a phase of an undo succeeded. */
export function phaseUndone(run: Run, node: PlanNode, phase: number): void {
  if (node.aside?.of !== 'undo') return;
  const serial = node.aside.changes?.[phase];
  if (serial !== undefined) forgetChange(run, serial);
}

/** What follows when a node of an undo has ended, done or skipped. */
export function undoNodeEnded(run: Run, node: PlanNode): void {
  const { aside } = node;
  if (aside?.of !== 'undo') return;
  const target = aside.node === undefined ? undefined : run.nodes.get(aside.node);
  if (target !== undefined) {
    countRound(run, target, aside.changes ?? []);
    if (changesOf(run, (one) => one === target.index).length === 0)
      putBack(run, target, aside.auto === true);
    // What was sent again meanwhile has waited for this.
    run.woken.push(target.index);
  }
  if (run.state.goal === 'undo' && !isUnderway(run, aside.undo)) {
    run.state.goal = 'forward';
    run.state.stopped = true;
    beginAnew(run);
  }
}

/** Something of it is as it was: what is done on it from now on is no repeat of what was done before. */
function countRound(run: Run, { index }: PlanNode, serials: readonly number[]): void {
  const left = new Set(run.state.changes.map(({ serial }) => serial));
  if (serials.every((serial) => left.has(serial))) return;
  beginRound(run, index);
}

/** What was stopped halfway and stands on what was put back begins anew once that is there again. */
function beginAnew(run: Run): void {
  for (const index of Object.keys(run.state.active).map(Number)) {
    const node = run.nodes.get(index);
    if (node?.work.type !== 'phases' || statusOf(run, index) !== 'running') continue;
    // What was put back may have been queued again meanwhile.
    if (needsAreMet(run, node) && !standsOnUndone(run, node)) continue;
    resetPhases(recordOf(run, index));
    mark(run, node, 'pending');
  }
}

function resetPhases(kept: NodeRecord): void {
  kept.phase = 0;
  kept.item = 0;
  kept.tries = 0;
  delete kept.items;
  delete kept.checkpoint;
  delete kept.deadlineAt;
  delete kept.leftMs;
}

/** Everything that a node changed is as it was: it begins anew if it is tried again. */
function putBack(run: Run, node: PlanNode, isAuto: boolean): void {
  resetPhases(recordOf(run, node.index));
  if (node.service !== undefined)
    run.state.enabled = run.state.enabled.filter((service) => service !== node.service);
  if (!isAuto) mark(run, node, 'undone');
}

/** Whether any node of an undo has not ended. */
function isUnderway(run: Run, undo: number): boolean {
  return run.state.added.some(
    (node) => node.aside?.of === 'undo' && node.aside.undo === undo && !hasEnded(run, node),
  );
}

/** The question before an undo was answered with no: nothing is put back. */
export function callOffUndo(run: Run, node: PlanNode, reason: string): void {
  const { aside } = node;
  if (aside?.of !== 'undo') return;
  record(run, { type: 'lapsed', node: node.id, reason });
  for (const one of run.state.added) {
    if (one.aside?.of !== 'undo' || one.aside.undo !== aside.undo || hasEnded(run, one)) continue;
    mark(run, one, 'skipped', { reason });
  }
  undoNodeEnded(run, node);
}
