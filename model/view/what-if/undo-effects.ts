import { isJsonObject, type Json } from '../../json';
import type { ApprovalWork, PlanNode, SlicePhase } from '../../plan/plan';
import { ownServers } from '../../plan/wave-marks';
import { approvalsOver } from '../../run/approvals-over';
import type { ChangeFacts } from '../night-facts';
import { factsOf } from '../node-facts';
import type { Effect, Outcome } from './effect';
import {
  argumentsText,
  atWork,
  counted,
  isChange,
  namesText,
  nodeFacts,
  servesThere,
  targetText,
  type World,
} from './world';

/** What an undo of a step, of a part of one, or of the whole run would put back, the latest change first. */
export function undoEffects(world: World, step: string): Outcome {
  const isMeant = (node: PlanNode | undefined): boolean =>
    step === '' || node?.step === step || node?.id === step;
  const changes = [...world.facts.night.changes.values()].filter((change) =>
    isMeant(world.byId.get(change.node)),
  );
  const nodes = new Set(changes.flatMap((change) => world.byId.get(change.node) ?? []));
  // What is put back before may take a service its traffic, and then nothing serves there any more.
  const serving = new Set(world.serving.keys());
  const back = changes.toReversed().flatMap((change) => backEffects(world, serving, change));
  const { approvals } = approvalsOver(nodes, (index) => world.byIndex.get(index));
  const asks = approvals.map(([over, work]) => askEffect(over, work));
  const cannot = lastingEffects(world, nodes, isMeant);
  const count = counted(changes.length, 'change');
  return {
    summary:
      changes.length === 0
        ? 'Nothing would be put back.'
        : `${count} would be put back, the latest first${asks.length === 0 ? ', without asking anybody' : ', once it is approved'}.`,
    refused: refusedBecause(world, step, nodes, isMeant),
    effects: [...asks, ...back, ...cannot],
  };
}

function backEffects(world: World, serving: Set<string>, change: ChangeFacts): readonly Effect[] {
  const node = world.byId.get(change.node);
  const phase =
    node?.work.type === 'phases'
      ? node.work.phases.find((one) => one.id === change.phase)
      : undefined;
  if (node === undefined || phase === undefined || phase.type === 'pause') return [];
  if (phase.type === 'slice') return sliceBack(world, serving, node, phase, change);
  const input = change.with;
  const base = { node: node.id, target: targetText(world, phase.uses, input, node.id) };
  const [now, was] = readings(phase.uses, change);
  const cuts =
    (phase.uses === 'redfish.outlet' || phase.uses === 'redfish.power') && was !== 'on'
      ? servesThere(
          world,
          serving,
          world.plan.targetsOf(phase.uses, input)[0] ?? '',
          sectionOf(input['section']),
        )
      : [];
  if (cuts.length > 0) return [servesEffect(base, cuts)];
  if (was === '0%' && typeof input['service'] === 'string') serving.delete(input['service']);
  return [{ does: 'put-back', ...base, effect: `${now} → ${was}` }];
}

function sectionOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** What a call made of its target, and what that was before. */
function readings(uses: string, { with: input, before }: ChangeFacts): readonly [string, string] {
  const read = isJsonObject(before) ? before : {};
  switch (uses) {
    case 'haproxy.weight': {
      const { current, initial } = read;
      const known = typeof current === 'number' && typeof initial === 'number' && initial > 0;
      return [
        `${textOf(input['weight'])}% of its traffic`,
        known ? `${String(Math.round((current / initial) * 100))}%` : shortText(before),
      ];
    }
    case 'redfish.outlet':
      return [textOf(input['state']), textOf(read['state'])];
    case 'redfish.power':
      return [textOf(input['state']), textOf(read['power'])];
    case 'redfish.restore-policy':
      return [`policy ${textOf(input['policy'])}`, textOf(read['policy'])];
    default:
      return [argumentsText(uses, input), shortText(before)];
  }
}

/** Servers that a wave started itself, and sections that were closed by it. */
function sliceBack(
  world: World,
  serving: ReadonlySet<string>,
  node: PlanNode,
  phase: SlicePhase,
  change: ChangeFacts,
): readonly Effect[] {
  const slice = world.plan.slices.get(phase.slice);
  if (slice?.type === 'section') {
    const { pdu } = slice.feed;
    const base = { node: node.id, target: `pdu ${pdu} section ${slice.section}` };
    const cuts = servesThere(world, serving, `pdu:${pdu}`, slice.section);
    if (cuts.length > 0) return [servesEffect(base, cuts)];
    return [{ does: 'put-back', ...base, effect: 'on → off, if it was closed by this step' }];
  }
  const servers = slice?.servers ?? [];
  const own = ownServers(change.before, servers.length);
  const idsOf = (places: readonly number[] = []): readonly string[] =>
    places.flatMap((i) => servers[i]?.id ?? []);
  const servesOn = (id: string): readonly string[] => servesThere(world, serving, `server:${id}`);
  const needed = idsOf(own?.ours).filter((id) => servesOn(id).length > 0);
  const free = idsOf(own?.ours).filter((id) => !needed.includes(id));
  const unsure = idsOf(own?.unsure);
  const target = (ids: readonly string[]): { readonly node: string; readonly target: string } => ({
    node: node.id,
    target: `${counted(ids.length, 'server')}: ${namesText(ids)}`,
  });
  const off = 'on → off, by their operating system';
  const lost = 'left as it is: the worker that may have started it was lost';
  const effects: Effect[] = [];
  if (free.length > 0) effects.push({ does: 'put-back', ...target(free), effect: off });
  if (needed.length > 0)
    effects.push(servesEffect(target(needed), [...new Set(needed.flatMap(servesOn))]));
  if (unsure.length > 0) effects.push({ does: 'leave', ...target(unsure), effect: lost });
  return effects;
}

function servesEffect(
  base: { readonly node: string; readonly target: string },
  services: readonly string[],
): Effect {
  return {
    does: 'cannot',
    ...base,
    effect: `stays on: ${namesText(services)} ${services.length === 1 ? 'has' : 'have'} traffic there, unless that is taken back first`,
  };
}

function askEffect(over: PlanNode, { approvers }: ApprovalWork): Effect {
  const who = [
    `${counted(approvers.quorum, 'signature')} by ${approvers.roles.join(', ')}`,
    ...(approvers.distinctRoles ? ['each in another role'] : []),
    ...(approvers.notStarter ? ['not the starter'] : []),
  ];
  return { does: 'ask', node: over.id, target: over.id, effect: who.join('; ') };
}

/** Calls that changed something and left nothing to go back to. */
function lastingEffects(
  world: World,
  recorded: ReadonlySet<PlanNode>,
  isMeant: (node: PlanNode) => boolean,
): readonly Effect[] {
  return world.plan.nodes.flatMap((node): readonly Effect[] => {
    if (recorded.has(node) || !isMeant(node) || node.work.type !== 'phases') return [];
    if (nodeFacts(world, node).status !== 'done' || node.drill === 'simulate') return [];
    return node.work.phases.filter(isChange).map((phase) => ({
      does: 'cannot',
      node: node.id,
      target: targetText(world, phase.uses, phase.with, node.id),
      effect: `${phase.uses} was done, and cannot be taken back`,
    }));
  });
}

function refusedBecause(
  world: World,
  step: string,
  changed: ReadonlySet<PlanNode>,
  isMeant: (node: PlanNode) => boolean,
): string | null {
  const underway = world.facts.night.added.find(({ id }) => {
    const { status } = factsOf(world.facts, id);
    return (
      id.startsWith('undo-') && status !== 'done' && status !== 'skipped' && status !== 'failed'
    );
  });
  if (underway !== undefined) return `${underway.id} has not ended`;
  if (changed.size === 0)
    return step === ''
      ? 'nothing was changed so far'
      : `nothing is recorded that '${step}' changed`;
  // Calls under way when it was stopped have ended.
  const busy = new Set(
    world.facts.status === 'stopped' ? [] : atWork(world).map(({ node }) => node),
  );
  const own = [...busy].find(isMeant);
  if (own !== undefined) return `${own.id} is at work: \`blackstart stop\` first`;
  const onTop = step === '' ? [] : standingOn(world, changed, busy);
  return onTop.length === 0
    ? null
    : `${namesText(onTop.map((node) => node.id))} ${onTop.length === 1 ? 'stands' : 'stand'} on it: undo those first, or the whole run`;
}

/** Nodes that need, directly or not, one of these, and are at work or have changed something that was not undone. */
function standingOn(
  world: World,
  below: ReadonlySet<PlanNode>,
  busy: ReadonlySet<PlanNode>,
): readonly PlanNode[] {
  const behind = new Set<PlanNode>();
  const queue = [...below];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    for (const next of world.dependants.get(node.index) ?? []) {
      if (behind.has(next) || below.has(next)) continue;
      behind.add(next);
      queue.push(next);
    }
  }
  const changed = new Set([...world.facts.night.changes.values()].map((change) => change.node));
  return world.plan.nodes.filter(
    (node) =>
      behind.has(node) &&
      (busy.has(node) || (changed.has(node.id) && nodeFacts(world, node).status !== 'undone')),
  );
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : shortText(value ?? null);
}

function shortText(value: Json): string {
  return JSON.stringify(value).slice(0, 80);
}
