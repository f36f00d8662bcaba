import type { CallPhase, PlanNode } from '../plan/plan';
import type { WatchedService } from './command';
import { record, setTimer, statusOf, type Run } from './run';

/** Timer after which a watch that failed begins again, and its time, ms. */
export const WATCH_AGAIN = 'watch';
const WATCH_AGAIN_MS = 2000;

/** Services that have their traffic, and how each is read. */
function watched(run: Run): readonly WatchedService[] {
  const found: WatchedService[] = [];
  for (const service of run.state.enabled) {
    const node = run.enableNodes.get(service);
    const phase = node === undefined ? undefined : healthOf(node);
    if (node === undefined || phase === undefined || statusOf(run, node.index) !== 'done') continue;
    found.push({
      service,
      node: node.id,
      phase,
      healthy: !run.state.fallen.includes(service),
    });
  }
  return found;
}

function healthOf(node: PlanNode): CallPhase | undefined {
  if (node.work.type !== 'phases' || node.drill === 'simulate') return undefined;
  for (const phase of node.work.phases)
    if (phase.type === 'call' && phase.id === 'health') return phase;
  return undefined;
}

/** Keeps one watch over all services that have their traffic, from when they have it until the run ends or stops. */
export function keepWatch(run: Run): void {
  const { state } = run;
  if (WATCH_AGAIN in state.timers) return;
  const mayWatch = state.goal !== 'abort' && !state.stopped && !state.rolling && !run.over;
  const services = mayWatch ? watched(run) : [];
  const names = services.map(({ service, healthy }) => `${service} ${String(healthy)}`).join();
  if (names === run.watching) return;
  if (state.watch !== 0) run.commands.push({ do: 'cancel', token: state.watch });
  state.watch = 0;
  run.watching = names;
  if (services.length === 0) return;
  state.watch = state.nextToken;
  state.nextToken += 1;
  run.commands.push({ do: 'watch', token: state.watch, services });
}

/** The watch ended: with news, or because its worker was lost. Gives the services that came back. */
export function takeWatch(
  run: Run,
  token: number,
  changed: Readonly<Record<string, boolean>>,
  failed: boolean,
): readonly string[] {
  if (token !== run.state.watch) return [];
  run.state.watch = 0;
  run.watching = '';
  if (failed) setTimer(run, WATCH_AGAIN, run.now + WATCH_AGAIN_MS);
  const back: string[] = [];
  for (const service of run.state.enabled) {
    const healthy = changed[service];
    const was = !run.state.fallen.includes(service);
    if (healthy === undefined || healthy === was) continue;
    record(run, { type: 'service', service, health: healthy ? 'back' : 'fallen' });
    if (healthy) {
      run.state.fallen = run.state.fallen.filter((one) => one !== service);
      back.push(service);
    } else run.state.fallen.push(service);
  }
  return back;
}

/** Forgets what fell, was put back and is then gone without: nobody watches it, and nothing waits for it. */
export function forgetFallen(run: Run): readonly string[] {
  const gone = run.state.fallen.filter((service) => {
    const node = run.enableNodes.get(service);
    return node !== undefined && statusOf(run, node.index) === 'skipped';
  });
  if (gone.length > 0)
    run.state.fallen = run.state.fallen.filter((service) => !gone.includes(service));
  return gone;
}

/** Services that a node's ramp needs and that have fallen. */
export function fallenNeeds(run: Run, node: PlanNode): readonly string[] {
  return (node.serviceNeeds ?? []).filter((service) => run.state.fallen.includes(service));
}
