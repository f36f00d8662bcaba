import { durationMs } from '../duration';
import type { Server, Service } from '../inventory/site-inventory';

/** What an order minimises: weighted outage, missed objectives, or the time until all is back. */
export type Objective = 'weighted' | 'rto' | 'makespan';

/** Services and servers looked at in all; beyond it the first that is left is taken, not the best. */
const MOST_LOOKS = 2_000_000;

/**
 * Order in which services come back: again and again the best service that is left, its unfinished dependency
 * closure first. Best is, for `weighted`, the greatest weight per remaining work of the closure (Smith's
 * ratio), for `rto` the shortest objective, for `makespan` the most remaining work. Work is counted in servers
 * to be started, plus one for the service itself.
 */
export function orderServices(
  services: ReadonlyMap<string, Service>,
  servers: ReadonlyMap<string, Server>,
  objective: Objective = 'weighted',
): readonly string[] {
  const done = new Set<string>();
  const started = new Set<string>();
  const order: string[] = [];
  let looks = 0;
  while (order.length < services.size) {
    let best: { readonly ratio: number; readonly closure: readonly string[] } | undefined;
    for (const service of services.values()) {
      if (done.has(service.id)) continue;
      const closure = closureOf(service.id, services, done);
      const work = workOf(closure, services, servers, started);
      const ratio = scoreOf(objective, service, work);
      if (best === undefined || ratio > best.ratio) best = { ratio, closure };
      looks += closure.length + work;
      if (looks > MOST_LOOKS) break;
    }
    if (best === undefined) break;
    for (const id of best.closure) {
      done.add(id);
      order.push(id);
      for (const server of services.get(id)?.servers ?? []) started.add(server);
    }
  }
  return order;
}

function scoreOf(objective: Objective, service: Service, work: number): number {
  switch (objective) {
    case 'weighted':
      return service.weight / work;
    case 'rto':
      return -durationMs(service.rto);
    case 'makespan':
      return work;
  }
}

/** A service and what it needs that is not done, needs first. */
function closureOf(
  id: string,
  services: ReadonlyMap<string, Service>,
  done: ReadonlySet<string>,
): readonly string[] {
  const closure: string[] = [];
  const seen = new Set([id]);
  // Without recursion: needs may form a chain of thousands.
  const path: { readonly id: string; next: number }[] = [{ id, next: 0 }];
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const need = services.get(top.id)?.needs[top.next];
    top.next += 1;
    if (need === undefined) {
      closure.push(top.id);
      path.pop();
    } else if (!seen.has(need) && !done.has(need) && services.has(need)) {
      seen.add(need);
      path.push({ id: need, next: 0 });
    }
  }
  return closure;
}

function workOf(
  closure: readonly string[],
  services: ReadonlyMap<string, Service>,
  servers: ReadonlyMap<string, Server>,
  started: ReadonlySet<string>,
): number {
  const left = new Set<string>();
  for (const id of closure) {
    for (const server of services.get(id)?.servers ?? [])
      if (servers.has(server) && !started.has(server)) left.add(server);
  }
  return left.size + closure.length;
}
