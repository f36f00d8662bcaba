import type { Command, RunEvent } from './command';
import { expireGate, remindGate } from './gate';
import { askForFirstPages, askForPagesAgain, takePage } from './pages';
import { phaseTimer, resumePhases, settle } from './phases';
import { isoTime, record, setTimer, statusOf, type Run } from './run';
import { startReady } from './start-node';
import type { RunStatus } from './state';
import { stopRun, takeStatement } from './take-statement';

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
    startReady(run);
    updateStatus(run);
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
      takePage(run, event.page, event.nodes);
      return takeUp(
        run,
        event.nodes.map((node) => node.index),
      );
    case 'settled': {
      const node = run.nodes.get(event.node);
      if (node !== undefined) settle(run, node, event.token, event.outcome);
      return;
    }
    case 'fired':
      return fire(run, event.key);
    case 'said':
      return takeStatement(run, event.signed);
    case 'cancel':
      record(run, { type: 'run', status: 'stopped', reason: 'cancelled through Temporal' });
      return stopRun(run);
    case 'roll':
      return roll(run);
    case 'taken-over':
      return takeOver(run);
    case 'ledger-conflict':
    case 'plan-broken':
      record(run, { type: 'run', status: 'stopped', reason: event.message });
      return stopRun(run);
  }
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
  });
  askForFirstPages(run);
}

function fire(run: Run, key: string): void {
  if (!(key in run.state.timers)) return;
  const [kind, index] = key.split(':');
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
  for (const kept of Object.values(run.state.active)) kept.token = 0;
  for (const [key, at] of Object.entries(run.state.timers))
    run.commands.push({ do: 'timer', key, at });
  askForPagesAgain(run);
}

/** After a take-over: nodes that were at work go on where they were. */
function takeUp(run: Run, indices: readonly number[]): void {
  for (const index of indices) {
    const node = run.nodes.get(index);
    if (node === undefined || statusOf(run, index) !== 'running') continue;
    for (const name of node.mutex ?? []) run.mutexes.add(name);
    resumePhases(run, node);
  }
}

function updateStatus(run: Run): void {
  const ended = run.counts.done + run.counts.skipped + run.counts.failed + run.counts.undone;
  if (ended === run.manifest.nodeCount) {
    setStatus(run, 'done');
    run.over = true;
    run.commands.push({ do: 'end' });
    return;
  }
  setStatus(run, liveStatus(run));
}

function liveStatus(run: Run): RunStatus {
  if (run.state.stopped) return 'stopped';
  if (run.state.paused) return 'paused';
  const stuck = run.counts.held + run.counts.denied;
  const moving = run.counts.running + run.counts.waiting + run.loading;
  return stuck > 0 && moving === 0 ? 'held' : 'running';
}

function setStatus(run: Run, status: RunStatus): void {
  if (run.state.status === status) return;
  run.state.status = status;
  record(run, { type: 'run', status });
}
