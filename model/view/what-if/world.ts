import { isJsonObject, type Json, type JsonObject } from '../../json';
import type {
  CallPhase,
  MakeSafe,
  Manifest,
  Outline,
  Phase,
  PlanNode,
  Slice,
  Targets,
} from '../../plan/plan';
import type { NodeStatus } from '../../run/state';
import { factsOf, type NodeFacts, type RunFacts } from '../node-facts';
import type { RecoveryView } from '../recovery-view';

/** A plan as far as effects need it. */
export interface WhatIfPlan {
  readonly manifest: Manifest;
  readonly outline: Outline;
  readonly nodes: readonly PlanNode[];
  readonly makeSafe: MakeSafe['steps'];
  readonly targets: Targets;
  /** Slice id → slice, of those that {@link slicesNeeded} names. */
  readonly slices: ReadonlyMap<string, Slice>;
  /** What a call aims at, such as `service:login`; empty where it cannot be told. */
  targetsOf(uses: string, input: JsonObject): readonly string[];
}

/** A recovery and its plan, with what is looked up again and again. */
export interface World {
  readonly view: RecoveryView;
  readonly facts: RunFacts;
  readonly plan: WhatIfPlan;
  readonly byId: ReadonlyMap<string, PlanNode>;
  readonly byIndex: ReadonlyMap<number, PlanNode>;
  /** Index → nodes that need it directly. */
  readonly dependants: ReadonlyMap<number, readonly PlanNode[]>;
  /** Services that have traffic now, with their share in percent. */
  readonly serving: ReadonlyMap<string, number>;
}

export function worldOf(view: RecoveryView, facts: RunFacts, plan: WhatIfPlan): World {
  return {
    view,
    facts,
    plan,
    byId: new Map(plan.nodes.map((node) => [node.id, node])),
    byIndex: new Map(plan.nodes.map((node) => [node.index, node])),
    dependants: dependantsOf(plan.nodes),
    serving: new Map(
      view.services.flatMap(({ id, share }) => (share > 0 ? [[id, share] as const] : [])),
    ),
  };
}

/** Index → nodes that need it directly. */
export function dependantsOf(nodes: readonly PlanNode[]): ReadonlyMap<number, readonly PlanNode[]> {
  const found = new Map<number, PlanNode[]>();
  for (const node of nodes) {
    for (const need of new Set([...node.needs, ...(node.needsAny ?? []).flat()])) {
      const list = found.get(need);
      if (list === undefined) found.set(need, [node]);
      else list.push(node);
    }
  }
  return found;
}

/** Ids of the slices whose servers must be known by name: those that changed something. */
export function slicesNeeded(facts: RunFacts, nodes: readonly PlanNode[]): readonly string[] {
  const changed = new Set([...facts.night.changes.values()].map((change) => change.node));
  return nodes.flatMap((node) =>
    changed.has(node.id) && node.work.type === 'phases'
      ? node.work.phases.flatMap((phase) => (phase.type === 'slice' ? [phase.slice] : []))
      : [],
  );
}

/** Facts of a node by what the ledger tells. */
export function nodeFacts(world: World, node: PlanNode): NodeFacts {
  return factsOf(world.facts, node.id);
}

const OVER: readonly NodeStatus[] = ['done', 'skipped', 'failed'];

/** Whether nothing that needs the node waits for it any more. */
export function isOver(world: World, node: PlanNode): boolean {
  return OVER.includes(nodeFacts(world, node).status);
}

/** Whether all that a node needs would be there, had `also` ended well. */
export function wouldStart(world: World, node: PlanNode, also: PlanNode): boolean {
  if (nodeFacts(world, node).status !== 'pending') return false;
  const isThere = (index: number): boolean => {
    const need = world.byIndex.get(index);
    return need !== undefined && (need === also || isOver(world, need));
  };
  return node.needs.every(isThere) && (node.needsAny ?? []).every((any) => any.some(isThere));
}

/** Nodes whose calls are under way, with the phase that each is at. */
export function atWork(
  world: World,
): readonly { readonly node: PlanNode; readonly phase: Phase; readonly facts: NodeFacts }[] {
  return world.plan.nodes.flatMap((node) => {
    const facts = nodeFacts(world, node);
    if (facts.status !== 'running' || node.work.type !== 'phases') return [];
    const phase = phaseNow(node, facts);
    return phase === undefined ? [] : [{ node, phase, facts }];
  });
}

/** Phase that a node is at; undefined where it has none left. */
export function phaseNow(node: PlanNode, facts: NodeFacts): Phase | undefined {
  if (node.work.type !== 'phases') return undefined;
  const { phases } = node.work;
  const last = phases.findIndex((phase) => phase.id === facts.lastPhase);
  return phases[last + 1];
}

/** What a call aims at, for people: `service login`, `pdu pdu-a section s1`. */
export function targetText(
  world: World,
  uses: string,
  input: JsonObject,
  fallback: string,
): string {
  const names = world.plan
    .targetsOf(uses, input)
    // Addresses are left as they are.
    .map((target) => target.replace(/^([a-z]+):(?!\/\/)/, '$1 '));
  const section = input['section'];
  const inside = typeof section === 'string' ? ` section ${section}` : '';
  return names.length === 0 ? fallback : `${names.join(', ')}${inside}`;
}

/** What a call says beside its target: `weight 25`. */
export function argumentsText(uses: string, input: JsonObject): string {
  const said = Object.entries(input).flatMap(([name, value]) =>
    AIMS.has(name) || typeof value === 'object' ? [] : [`${name} ${String(value)}`],
  );
  return [uses, ...said].join(' ').slice(0, 120);
}

const AIMS = new Set(['server', 'pdu', 'ups', 'section', 'service', 'channel', 'equipment']);

/** Services among these that run on a server, or behind a section of a PDU. */
export function servesThere(
  world: World,
  serving: ReadonlySet<string>,
  target: string,
  section?: string,
): readonly string[] {
  const services = world.plan.targets.objects[target]?.record['services'];
  const list = section !== undefined && isJsonObject(services) ? services[section] : services;
  return textsOf(list).filter((service) => serving.has(service));
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** Whether a call may change its target. */
export function isChange(phase: Phase): phase is CallPhase {
  return phase.type === 'call' && phase.effect !== 'read';
}

/** Most names that one line lists. */
const MOST_NAMES = 8;

/** Names with their count, cut where they are many. */
export function namesText(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES
    ? `${shown} and ${String(names.length - MOST_NAMES)} more`
    : shown;
}

/** `1 server`, `12 servers`. */
export function counted(count: number, what: string): string {
  return `${String(count)} ${what}${count === 1 ? '' : 's'}`;
}
