import type { PlanNode } from '../plan/plan';
import { lapsed, spendGuards } from './bounds';
import { hold } from './failure';
import { openGate } from './gate';
import { fitsGoal, isOnTrippedFeed } from './goal';
import { mark, timerKey } from './mark';
import { startPhases } from './phases';
import { needsAreMet } from './ready';
import { MARKS } from './state';
import { realMs, recordOf, setTimer, type Run } from './run';
import { valueOf } from './scope';
import { standsOnUndone } from './stands-on';
import { endTurn, isTaken, keepsItsTurn } from './turns';

/** Starts everything that may start now, in the order of the program. */
export function startReady(run: Run): void {
  const { state } = run;
  if (state.paused || state.stopped || state.rolling) return;
  for (;;) {
    const before = run.state.seq;
    startFrom(run, run.readyOthers, () => true);
    startFrom(run, run.readyCalls, () => run.inFlight < run.manifest.inFlight);
    if (run.state.seq === before) return;
  }
}

function startFrom(run: Run, list: number[], hasRoom: () => boolean): void {
  // What became ready while others were started stands behind them, wherever it belongs.
  const queued = list.splice(0).sort((a, b) => a - b);
  const kept = new Set<string>();
  for (let i = 0; i < queued.length; i += 1) {
    if (!hasRoom()) {
      list.push(...queued.slice(i));
      return;
    }
    const index = queued[i] ?? -1;
    const node = run.nodes.get(index);
    // A gate that closed again takes back what had become ready behind it.
    if (node === undefined || run.marks[index] !== MARKS.pending || !needsAreMet(run, node)) {
      endTurn(run, index);
      continue;
    }
    if (mayStart(run, node, kept)) {
      endTurn(run, index);
      startNode(run, node);
      continue;
    }
    list.push(index);
    if (keepsItsTurn(run, node)) for (const name of node.mutex ?? []) kept.add(name);
  }
}

/** Asks for what is only found out at the moment of starting. */
function mayStart(run: Run, node: PlanNode, kept: ReadonlySet<string>): boolean {
  if (!fitsGoal(run, node) || isOnTrippedFeed(run, node)) return false;
  if (isTaken(run, node, kept) || standsOnUndone(run, node)) return false;
  return isSkippedFromTheStart(run, node) || !lapsed(run, node);
}

function isSkippedFromTheStart(run: Run, node: PlanNode): boolean {
  return node.skip !== undefined || (run.state.header.mode === 'drill' && node.drill === 'skip');
}

function startNode(run: Run, node: PlanNode): void {
  if (node.skip !== undefined) return mark(run, node, 'skipped', { reason: node.skip });
  if (isSkippedFromTheStart(run, node)) {
    return mark(run, node, 'skipped', { reason: 'not part of drills' });
  }
  if (node.when !== undefined) {
    try {
      if (valueOf(run, node, node.when) !== true) {
        return mark(run, node, 'skipped', { reason: `when: ${node.when}` });
      }
    } catch (error) {
      return hold(run, node, {
        code: 'EXPRESSION_FAILED',
        message: `when: ${node.when}: ${error instanceof Error ? error.message : String(error)}`,
      });
    }
  }
  switch (node.work.type) {
    case 'join':
      return mark(run, node, 'done');
    case 'wait': {
      const kept = recordOf(run, node.index);
      kept.attempt = 1;
      kept.deadlineAt = run.now + realMs(run, node.work.ms);
      mark(run, node, 'running');
      return setTimer(run, timerKey('wait', node.index), kept.deadlineAt);
    }
    case 'approval':
    case 'manual':
    case 'power':
      return openGate(run, node);
    case 'phases': {
      spendGuards(run, node);
      for (const name of node.mutex ?? []) run.mutexes.set(name, node.index);
      return startPhases(run, node, node.work);
    }
  }
}
