import type { Command, RunEvent } from './command';
import { expireGate, remindGate } from './gate';
import { askForFirstPages, askForPagesAgain, takePage } from './pages';
import type { PlanNode } from '../plan/plan';
import { endOpen, goOnWithAbort, layMakeSafe, leftUnsafe } from './abort';
import { layDown } from './added';
import { phaseTimer, resumePhases } from './phases';
import { enqueueIfReady } from './ready';
import { forgetFallen, keepWatch, takeWatch, WATCH_AGAIN } from './service-watch';
import { settle } from './settle';
import { stopRun } from './stop';
import { holdTripped } from './trip';
import { undoNodeEnded } from './undo';
import { undosUnderway } from './underway';
import { endWaiver } from './waive';
import { isoTime, record, setTimer, statusOf, type Run } from './run';
import { startReady } from './start-node';
import type { RunStatus } from './state';
import { takeStatement } from './take-statement';

/** A timer that goes off before its page is there again is tried again after this, ms. */
const PAGE_WAIT_MS = 200;

/**
 * Moves a run by one event: (state, event) → (state, commands). The run is owned by its caller and changed in
 * place; what was laid out for the driver is given back, and numbered transitions stand in `run.entries`.
 * Synchronous and deterministic: no clock, no I/O, no order but that of the plan.
 */
export function reduce(run: Run, event: RunEvent): readonly Command[] {
  run.now = event.at;
  if (!run.over) {
    take(run, event);
    settleEnded(run);
    cameBack(run, forgetFallen(run));
    wake(run);
    startReady(run);
    settleEnded(run);
    wake(run);
    goOnWithAbort(run);
    updateStatus(run);
    keepWatch(run);
  }
  const commands = run.commands;
  run.commands = [];
  return commands;
}

function take(run: Run, event: RunEvent): void {
  switch (event.type) {
    case 'begin':
      return begin(run);
    case 'loaded':
      return takeIn(run, event.page, event.nodes);
    case 'settled': {
      const node = run.nodes.get(event.node);
      if (node !== undefined) settle(run, node, event.token, event.outcome);
      return;
    }
    case 'fired':
      return fire(run, event.key);
    case 'said':
      return takeStatement(run, event.signed);
    case 'make-safe-loaded':
      return layMakeSafe(run, event.steps);
    case 'watched':
      return cameBack(run, takeWatch(run, event.token, event.changed, event.failed === true));
    case 'cancel':
      if (run.state.goal === 'abort') return;
      record(run, { type: 'run', status: 'stopped', reason: 'cancelled through Temporal' });
      return stopRun(run);
    case 'roll':
      return roll(run);
    case 'taken-over':
      return takeOver(run);
    case 'ledger-conflict':
      // Make-safe goes on; but what the ledger holds is not all that happened.
      if (run.state.goal === 'abort') {
        record(run, { type: 'run', status: 'aborting', reason: event.message });
        return;
      }
      record(run, { type: 'run', status: 'stopped', reason: event.message });
      return stopRun(run);
    case 'plan-broken':
      if (run.state.goal === 'abort') return;
      record(run, { type: 'run', status: 'stopped', reason: event.message });
      return stopRun(run);
  }
}

/** A page came: at first, or again after a take-over, when much may have happened since it was there. */
function takeIn(run: Run, page: number, nodes: readonly PlanNode[]): void {
  takePage(run, page, nodes);
  const indices = nodes.map((node) => node.index);
  if (run.state.goal === 'abort') return endOpen(run, indices);
  for (const feed of Object.keys(run.state.feeds)) holdTripped(run, feed);
  // An undo goes on once what it puts back is there.
  takeUp(run, [...indices, ...run.state.added.map((node) => node.index)]);
}

function begin(run: Run): void {
  const { header } = run.state;
  record(run, {
    type: 'started',
    recovery: header.recovery,
    mode: header.mode,
    simulated: header.simulated,
    speed: header.speed,
    planDigest: header.planDigest,
    starter: header.starter,
    lostAt: isoTime(header.lostAt),
    ...(header.after === undefined ? {} : { after: header.after }),
  });
  askForFirstPages(run);
}

function fire(run: Run, key: string): void {
  if (!(key in run.state.timers)) return;
  const [kind, index] = key.split(':');
  if (kind === 'waiver') return endWaiver(run, key);
  if (key === WATCH_AGAIN) {
    delete run.state.timers[key];
    return;
  }
  const node = run.nodes.get(Number(index));
  if (node === undefined) return setTimer(run, key, run.now + PAGE_WAIT_MS);
  delete run.state.timers[key];
  const status = statusOf(run, node.index);
  if (kind === 'expire' && status === 'waiting') return expireGate(run, node);
  if (kind === 'remind' && status === 'waiting') return remindGate(run, node);
  if ((kind === 'retry' || kind === 'wait') && status === 'running') phaseTimer(run, node, kind);
}

/** Polls are called off and taken up in the next workflow; writes end; nothing new starts. */
function roll(run: Run): void {
  run.state.rolling = true;
  for (const [index, kept] of Object.entries(run.state.active)) {
    if (kept.token === 0) continue;
    const work = run.nodes.get(Number(index))?.work;
    const phase = work?.type === 'phases' ? work.phases[kept.phase] : undefined;
    if (phase?.type === 'call' && phase.poll !== undefined) {
      run.commands.push({ do: 'cancel', token: kept.token });
    }
  }
}

function takeOver(run: Run): void {
  run.state.rolling = false;
  run.state.watch = 0;
  for (const node of run.state.added) layDown(run, node);
  for (const kept of Object.values(run.state.active)) kept.token = 0;
  for (const [key, at] of Object.entries(run.state.timers))
    run.commands.push({ do: 'timer', key, at });
  askForPagesAgain(run);
  takeUp(
    run,
    run.state.added.map((node) => node.index),
  );
  for (const node of run.state.added) enqueueIfReady(run, node.index);
}

/** After a take-over: nodes that were at work go on where they were. */
function takeUp(run: Run, indices: readonly number[]): void {
  for (const index of indices) {
    const node = run.nodes.get(index);
    if (node === undefined || statusOf(run, index) !== 'running') continue;
    for (const name of node.mutex ?? []) run.mutexes.set(name, index);
    resumePhases(run, node);
  }
}

function updateStatus(run: Run): void {
  const left = leftUnsafe(run);
  if (left !== undefined) return end(run, left.length === 0 ? 'aborted' : 'unsafe', left);
  // What was put back is not an end: somebody tries it again, skips it, or aborts.
  const ended = run.counts.done + run.counts.skipped + run.counts.failed;
  if (run.state.goal !== 'abort' && ended === run.marks.length) return end(run, 'done');
  setStatus(run, liveStatus(run));
}

function end(run: Run, status: RunStatus, left: readonly string[] = []): void {
  setStatus(run, status, left);
  run.over = true;
  run.commands.push({ do: 'end' });
}

function liveStatus(run: Run): RunStatus {
  if (run.state.goal === 'abort') return 'aborting';
  if (run.state.stopped) return 'stopped';
  if (run.state.paused) return 'paused';
  // Questions of the program lead nowhere while the run is put back.
  if (run.state.goal === 'undo') return isUndoHeld(run) ? 'held' : 'running';
  const stuck = run.counts.held + run.counts.denied + run.counts.undone;
  const moving = run.counts.running + run.counts.waiting + run.loading;
  return stuck > 0 && moving === 0 ? 'held' : 'running';
}

function isUndoHeld(run: Run): boolean {
  const statuses = undosUnderway(run).map((node) => statusOf(run, node.index));
  return (
    statuses.includes('held') && !statuses.some((one) => one === 'running' || one === 'waiting')
  );
}

function setStatus(run: Run, status: RunStatus, left: readonly string[] = []): void {
  if (run.state.status === status) return;
  run.state.status = status;
  record(run, { type: 'run', status, ...(left.length === 0 ? {} : { left }) });
}

/** What follows from nodes beside the program that have ended. */
function settleEnded(run: Run): void {
  for (let node = run.ended.shift(); node !== undefined; node = run.ended.shift())
    undoNodeEnded(run, node);
}

/** What is under way goes on where what it stands on is there again. */
function wake(run: Run): void {
  for (let index = run.woken.shift(); index !== undefined; index = run.woken.shift()) {
    const node = run.nodes.get(index);
    if (node !== undefined && statusOf(run, index) === 'running') resumePhases(run, node);
  }
}

/** Ramps that waited for a service go on once it is back. */
function cameBack(run: Run, services: readonly string[]): void {
  if (services.length === 0) return;
  for (const index of Object.keys(run.state.active).map(Number)) {
    const node = run.nodes.get(index);
    if (node === undefined || statusOf(run, index) !== 'running') continue;
    if (node.serviceNeeds?.some((service) => services.includes(service)) === true)
      resumePhases(run, node);
  }
}
