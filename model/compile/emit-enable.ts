import { durationMs } from '../duration';
import type { Service } from '../inventory/site-inventory';
import { serviceScope } from '../inventory/site-inventory';
import type { CallPhase, Phase, Poll } from '../plan/plan';
import type { Step } from '../schema/steps';
import { callPhase, DEFAULT_TIMEOUT_MS } from './call-phase';
import type { Spot } from './context';
import { enoughServers } from './enough-servers';
import { guardsOf, common, join, refuseSimulate, type Planner } from './planner';
import type { PlacedStep } from './step-tree';

type EnableStep = Extract<Step, { kind: 'enable' }>;

/** Tries of a change of traffic. */
const TRAFFIC_RETRY = { attempts: 3, delayMs: 2000, backoff: 2, maxDelayMs: 60_000 };

/** Gives services their traffic back: each its data check, health, then the ramp, baked share by share. */
export function emitEnable(planner: Planner, placed: PlacedStep, step: EnableStep): void {
  const own = common(planner, placed);
  refuseSimulate(planner, placed, step.drill);
  const services = servicesOf(planner, placed, step);
  const asked = services.filter((service) => step.approval?.tiers.includes(service.tier) === true);
  const approval = askFor(planner, placed, step, asked);
  const nodes: string[] = [];
  const beside = planner.flow.entryBeside(placed);
  const guards = guardsOf(planner, placed);
  for (const service of services) {
    const id = `${step.id}/${service.id}`;
    const servers = enoughServers(service, planner.waveOf);
    const isBare = servers.needs.length + servers.needsAny.length === 0;
    // Without servers of its own a service has nothing else to tell it that its time has come.
    const entry = isBare ? planner.flow.entryOf(placed) : beside;
    const needs = service.needs.flatMap((need) => planner.enabledBy.get(need) ?? []);
    const serviceNeeds = service.needs.filter((need) => planner.enableStepOf.has(need));
    planner.program.add({
      ...own,
      id,
      service: service.id,
      title: `${own.title}: ${service.title}`,
      needs: [
        ...entry.needs,
        ...servers.needs,
        ...needs,
        ...(approval !== undefined && asked.includes(service) ? [approval] : []),
      ],
      needsAny: [...entry.needsAny, ...servers.needsAny],
      guards,
      ...(serviceNeeds.length === 0 ? {} : { serviceNeeds }),
      work: {
        type: 'phases',
        phases: phasesOf(planner, step, service),
        retry: TRAFFIC_RETRY,
        timeoutMs: step.timeout === undefined ? DEFAULT_TIMEOUT_MS : durationMs(step.timeout),
      },
    });
    planner.enabledBy.set(service.id, id);
    nodes.push(id);
  }
  join(planner, placed, nodes, new Map());
}

function servicesOf(planner: Planner, placed: PlacedStep, step: EnableStep): readonly Service[] {
  const { context } = planner;
  const known = context.site.services;
  const wanted = step.services === 'all' ? undefined : new Set(step.services);
  const chosen = planner.serviceOrder.flatMap((id) => {
    const service = known.get(id);
    return service === undefined || wanted?.has(id) === false ? [] : [service];
  });
  // A second ramp would take traffic away from what serves.
  const fresh = chosen.filter((service) => !planner.enabledBy.has(service.id));
  if (fresh.length === 0)
    context.findings.add(
      'SELECTION_EMPTY',
      context.files.runbook,
      [...placed.path, 'services'],
      chosen.length === 0
        ? 'the inventory has no services'
        : `all ${String(chosen.length)} services are enabled by earlier steps`,
    );
  for (const service of fresh) {
    const before = service.needs.find(
      (need) =>
        planner.enableStepOf.get(need)?.includes(step.id) === false && !planner.enabledBy.has(need),
    );
    if (before === undefined) continue;
    context.findings.add(
      'CYCLE',
      context.files.runbook,
      [...placed.path, 'services'],
      `service '${service.id}' needs '${before}', which '${planner.enableStepOf.get(before)?.[0] ?? ''}' enables only later`,
      { fix: `Enable '${before}' here or before.` },
    );
  }
  return fresh;
}

/** One question for the services of the tiers that are asked for; put once the first of their servers are up. */
function askFor(
  planner: Planner,
  placed: PlacedStep,
  step: EnableStep,
  asked: readonly Service[],
): string | undefined {
  const { approval } = step;
  if (approval === undefined || asked.length === 0) return undefined;
  const id = `${step.id}/approval`;
  const waves = new Set(
    asked.flatMap((service) =>
      service.servers.flatMap((server) => planner.waveOf.get(server)?.node ?? []),
    ),
  );
  const entry = planner.flow.entryBeside(placed);
  planner.program.add({
    ...common(planner, placed),
    kind: 'approval',
    id,
    title: `Give traffic back to ${String(asked.length)} services of tier ${approval.tiers.join(', ')}?`,
    needs: entry.needs,
    needsAny: [...entry.needsAny, ...(waves.size === 0 ? [] : [[...waves]])],
    work: {
      type: 'approval',
      approvers: approval.approvers,
      text: {
        ifYes: 'each gets its traffic back in shares, once its servers, data and health are good',
        ifNo: 'these services stay without traffic, and those that need them',
        reversible: true,
        harm: 'traffic on a service that is not fit for it',
      },
      expiresMs: durationMs(approval.expires),
      escalateTo: approval.onExpiry.escalateTo,
      subjects: asked.map((service) => service.id),
    },
  });
  return id;
}

function phasesOf(planner: Planner, step: EnableStep, service: Service): readonly Phase[] {
  const { context } = planner;
  const { authored } = service;
  const index = context.files.inventory.value.services.indexOf(authored);
  const file = context.files.inventory;
  const extra = { service: serviceScope(service) };
  const everyMs = durationMs(step.health.every);
  const withinMs = durationMs(step.health.within);
  const bakeWithinMs = step.bake.within === undefined ? withinMs : durationMs(step.bake.within);
  const healthy = (id: string, forMs: number, restMs: number): CallPhase =>
    callPhase(context, { file, path: ['services', index, 'health'] }, authored.health, {
      id,
      effect: 'read',
      extra,
      poll: { everyMs, withinMs: restMs + forMs, forMs },
    });
  const needs = roomOfNeeds(planner, service, { everyMs, withinMs, forMs: 0 });
  const phases: Phase[] = [];
  if (authored.data !== undefined) {
    phases.push(
      callPhase(context, { file, path: ['services', index, 'data'] }, authored.data, {
        id: 'data',
        effect: 'read',
        extra,
        poll: { everyMs, withinMs, forMs: 0 },
      }),
    );
  }
  phases.push(healthy('health', durationMs(step.health.for), withinMs));
  if (authored.traffic === undefined) return phases;
  for (const share of step.ramp) {
    const weight = Number(share.replace('%', ''));
    const call = { uses: 'haproxy.weight', with: { service: service.id, weight } };
    phases.push(
      ...needs(share),
      callPhase(context, spotOfService(planner, index), call, {
        id: `ramp-${share}`,
        effect: 'idempotent',
        share: weight,
      }),
      healthy(`bake-${share}`, bakeMs(step, service.tier), bakeWithinMs),
    );
  }
  return [...phases, ...needs('after')];
}

/**
 * Reads whether what a service needs can take more, for a share of its ramp or `after` it: a storm of reconnects
 * shows there first, while the service itself still looks well.
 */
function roomOfNeeds(
  planner: Planner,
  service: Service,
  poll: Poll,
): (share: string) => readonly CallPhase[] {
  const { context } = planner;
  const { services } = context.files.inventory.value;
  return (share) =>
    service.needs.flatMap((need): readonly CallPhase[] => {
      const own = context.site.services.get(need);
      if (own?.authored.saturation === undefined) return [];
      const spot = {
        file: context.files.inventory,
        path: ['services', services.indexOf(own.authored), 'saturation'],
      };
      return [
        callPhase(context, spot, own.authored.saturation, {
          id: `need-${need}-${share}`,
          effect: 'read',
          extra: { service: serviceScope(own) },
          poll,
        }),
      ];
    });
}

function spotOfService(planner: Planner, index: number): Spot {
  return { file: planner.context.files.inventory, path: ['services', index, 'traffic'] };
}

function bakeMs(step: EnableStep, tier: number): number {
  const { bake } = step;
  const own = { 1: bake.tier1, 2: bake.tier2, 3: bake.tier3, 4: bake.tier4, 5: bake.tier5 };
  return durationMs(
    (tier === 1 || tier === 2 || tier === 3 || tier === 4 || tier === 5 ? own[tier] : undefined) ??
      bake.other,
  );
}
