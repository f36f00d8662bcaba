import type { Json } from '../json';
import type { Context } from './context';
import { Flow } from './flow';
import { orderServices } from './order-services';
import type { Planner } from './planner';
import { Program } from './program';
import { inServiceOrder, selectServers } from './select-servers';

/** What making the program begins with: servers chosen and ordered, services ordered, nothing laid out. */
export function makePlanner(context: Context): Planner {
  const chosen = selectServers(context);
  const serverCount = [...chosen.values()].reduce((sum, servers) => sum + servers.length, 0);
  const plan = {
    serverCount,
    serviceCount: context.site.services.size,
    environment: context.files.inventory.value.environment,
  };
  const { services, servers } = context.site;
  const equipment = equipmentKw(context);
  const ordered = new Map(
    [...chosen].map(([id, list]) => {
      const step = context.tree.byId.get(id)?.step;
      const objective = step?.kind === 'restore' ? step.order : 'weighted';
      const order = orderServices(services, servers, objective);
      return [id, inServiceOrder(list, order, (one) => services.get(one)?.servers ?? [])] as const;
    }),
  );
  return {
    context: { ...context, scope: { ...context.scope, plan } satisfies Record<string, Json> },
    program: new Program(),
    flow: new Flow(context.tree),
    slices: new Map(),
    gates: new Map(),
    upTo: new Map(),
    live: new Map(),
    chosen: ordered,
    waveOf: new Map(),
    waves: [],
    equipmentKw: equipment,
    steadyKw: new Map(equipment),
    serviceOrder: orderServices(services, servers),
    enableStepOf: enableSteps(context),
    enabledBy: new Map(),
  };
}

/** kW that equipment takes from each feed before the first server starts. */
function equipmentKw(context: Context): Map<string, number> {
  const kw = new Map<string, number>();
  for (const one of context.files.inventory.value.equipment)
    for (const feed of one.feeds) kw.set(feed, (kw.get(feed) ?? 0) + one.kw);
  return kw;
}

function enableSteps(context: Context): ReadonlyMap<string, readonly string[]> {
  const steps = new Map<string, string[]>();
  for (const { step } of context.tree.order) {
    if (step.kind !== 'enable') continue;
    const services = step.services === 'all' ? context.site.services.keys() : step.services;
    for (const id of services) steps.set(id, [...(steps.get(id) ?? []), step.id]);
  }
  return steps;
}
