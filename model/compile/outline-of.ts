import { durationMs } from '../duration';
import type { Outline, OutlineFeed, OutlineService, OutlineStep, PlanNode } from '../plan/plan';
import type { Planner } from './planner';

/** The plan as people see it: authored steps, services and feeds with their nodes. */
export function outlineOf(planner: Planner, nodes: readonly PlanNode[]): Outline {
  const byStep = new Map<string, PlanNode[]>();
  for (const node of nodes) {
    const list = byStep.get(node.step);
    if (list === undefined) byStep.set(node.step, [node]);
    else list.push(node);
  }
  const steps = [...planner.context.tree.byId.values()].flatMap(
    (placed): readonly OutlineStep[] => {
      const own = byStep.get(placed.step.id);
      const last = own?.at(-1);
      if (own === undefined || last === undefined) return [];
      const servers = own.reduce((sum, node) => sum + (node.servers ?? 0), 0);
      return [
        {
          id: placed.step.id,
          kind: placed.step.kind,
          title: last.title,
          ...(placed.group === undefined ? {} : { group: placed.group }),
          nodes: own.map((node) => node.index),
          nodeIds: own.map((node) => node.id),
          ...(servers === 0 ? {} : { servers }),
        },
      ];
    },
  );
  const { roles } = planner.context.files.roster.value;
  return {
    steps,
    services: servicesOf(planner),
    feeds: feedsOf(planner),
    wavesBefore: wavesBefore(planner, nodes),
    resumeRoles: roles.filter(({ may }) => may.includes('resume')).map(({ id }) => id),
  };
}

/** Waves that each service waits for, so that it can be told which of them keeps it. */
function wavesBefore(
  planner: Planner,
  nodes: readonly PlanNode[],
): NonNullable<Outline['wavesBefore']> {
  const waves = new Set(planner.waves.map((wave) => wave.node));
  const found: Record<string, readonly (readonly string[])[]> = {};
  for (const node of nodes) {
    if (node.kind !== 'enable' || node.service === undefined) continue;
    const lists = [...node.needs.map((need) => [need]), ...(node.needsAny ?? [])];
    const own = lists
      .map((list) => list.map((index) => nodes[index]?.id ?? ''))
      .filter((list) => list.every((id) => waves.has(id)));
    if (own.length > 0) found[node.id] = own;
  }
  return found;
}

function servicesOf(planner: Planner): readonly OutlineService[] {
  const { objectives } = planner.context.files.runbook.value;
  return planner.serviceOrder.flatMap((id): readonly OutlineService[] => {
    const service = planner.context.site.services.get(id);
    if (service === undefined) return [];
    const node = planner.enabledBy.get(id);
    const tighter = objectives[id]?.rto;
    const rtoMs = durationMs(service.rto);
    return [
      {
        id,
        title: service.title,
        tier: service.tier,
        weight: service.weight,
        rtoMs: tighter === undefined ? rtoMs : Math.min(rtoMs, durationMs(tighter)),
        needs: service.needs,
        servers: service.servers.length,
        ...(node === undefined ? {} : { node }),
      },
    ];
  });
}

function feedsOf(planner: Planner): readonly OutlineFeed[] {
  return [...planner.context.site.feeds.values()].map((feed) => {
    const waves = planner.waves.filter((wave) => wave.feeds.includes(feed.id));
    return {
      id: feed.id,
      title: feed.title,
      usableKw: feed.usableKw,
      servers: waves.reduce((sum, wave) => sum + wave.servers, 0),
      waves: waves.map(({ step, node, servers, kw }) => ({ step, node, servers, kw })),
    };
  });
}
