import type { Json } from '../json';
import { placeOf } from '../plan/address-book';
import type { CallPhase, PlanNode, Slice, TargetObject, Targets } from '../plan/plan';
import { connectorOf } from './check-call';
import type { Context } from './context';
import { addressesIn } from './targets';

/** What a node writes to: a site, or only certain feeds of it. */
export interface Aim {
  /** Empty where it cannot be told which. */
  readonly site: string;
  /** One of these feeds' gates must have opened. */
  readonly feeds?: readonly string[];
}

/** Everything that a node writes to, but for what only takes load or traffic away. */
export function aimsOf(
  context: Context,
  slices: ReadonlyMap<string, Slice>,
  node: PlanNode,
): readonly Aim[] {
  if (node.work.type !== 'phases') return [];
  return node.work.phases.flatMap((phase): readonly Aim[] => {
    if (phase.type === 'slice') return sliceAims(context, slices.get(phase.slice));
    return phase.type === 'call' && writes(context, phase) ? callAims(context, phase) : [];
  });
}

function sliceAims(context: Context, slice: Slice | undefined): readonly Aim[] {
  if (slice === undefined) return [{ site: '' }];
  const feeds = (slice.type === 'section' ? [slice.feed] : slice.feeds).map((feed) => feed.id);
  const site = context.site.feeds.get(feeds[0] ?? '')?.site ?? '';
  return [feeds.length === 0 ? { site } : { site, feeds }];
}

/** Whether a call changes something of a site, other than by taking load or traffic away. */
export function writes(context: Context, phase: CallPhase): boolean {
  if (phase.uses.startsWith('notify.') || (phase.effect === 'read' && !sends(phase))) return false;
  return connectorOf(context, phase.uses) !== undefined && !takesAway(phase);
}

/** Whether a request sends something, whatever effect its step states: a word does not open a gate. */
function sends({ uses, with: input }: CallPhase): boolean {
  return uses === 'http.request' && input['method'] !== 'GET' && input['method'] !== 'HEAD';
}

/** Calls that only take load or traffic away, make sure that none comes by itself, or change nothing. */
export function takesAway({ uses, with: input }: Pick<CallPhase, 'uses' | 'with'>): boolean {
  switch (uses) {
    case 'haproxy.weight':
      return input['weight'] === 0;
    case 'redfish.power':
      return input['state'] === 'off' || input['state'] === 'force-off';
    case 'redfish.outlet':
      return input['state'] === 'off';
    case 'redfish.restore-policy':
      return input['policy'] === undefined || input['policy'] === 'always-off';
    default:
      return false;
  }
}

/** Objects that stand at a site: what they are aimed at is never nowhere. */
const SITED = new Set<TargetObject['kind']>(['server', 'pdu', 'ups', 'service', 'equipment']);

/** Whether a call is made to a BMC, PDU or UPS. */
export function reachesPower(context: Context, phase: CallPhase): boolean {
  const targets = connectorOf(context, phase.uses)?.targets(phase.with) ?? [];
  return objectsOf(context, phase).some(({ kind, record }) => {
    if (kind !== 'server') return kind === 'pdu' || kind === 'ups';
    const bmc = typeof record['bmc'] === 'string' ? record['bmc'] : '';
    return targets.some((one) => one.kind === 'address' && hostIn(bmc) === hostIn(one.address));
  });
}

/** Objects of the inventory that a call names, or at whose hosts it is made. */
function objectsOf(context: Context, phase: CallPhase): readonly TargetObject[] {
  return (connectorOf(context, phase.uses)?.targets(phase.with) ?? []).flatMap((target) =>
    target.kind === 'address'
      ? (hostsOf(context.targets).get(hostIn(target.address)) ?? [])
      : (context.targets.objects[`${target.kind}:${target.id}`] ?? []),
  );
}

function callAims(context: Context, phase: CallPhase): readonly Aim[] {
  const objects = objectsOf(context, phase);
  const aims = objects.flatMap((object) => aimsAt(context, object));
  // What a command does besides, nobody can tell.
  if (phase.uses === 'command.run') return aims.length === 0 ? [{ site: '' }] : aims;
  if (objects.length > 0) return aims;
  // A call whose aim is not known may be aimed at the site; an address that nobody knows is refused in the run.
  const isKnown = addressesIn(phase.with).length > 0 && !isOpen(phase.with);
  return isKnown ? [] : [{ site: '' }];
}

/** Whether the run fills in something of an input. */
function isOpen(input: Json): boolean {
  if (typeof input === 'string') return input.includes('${{');
  return typeof input === 'object' && input !== null && Object.values(input).some(isOpen);
}

function aimsAt(context: Context, object: TargetObject): readonly Aim[] {
  if (object.site === undefined && !SITED.has(object.kind)) return [];
  const site = object.site ?? '';
  if (object.kind !== 'pdu') return [{ site }];
  // Closing an outlet energises: a lock on its own feed must be off.
  const feeds = [...context.site.feeds.values()].filter((feed) => feed.pdu.id === object.id);
  return [feeds.length === 0 ? { site } : { site, feeds: feeds.map((feed) => feed.id) }];
}

const KNOWN_HOSTS = new WeakMap<Targets, ReadonlyMap<string, readonly TargetObject[]>>();

/** Objects by host, whatever the port: what listens there can change the same machine. */
function hostsOf(targets: Targets): ReadonlyMap<string, readonly TargetObject[]> {
  const known = KNOWN_HOSTS.get(targets);
  if (known !== undefined) return known;
  const found = new Map<string, TargetObject[]>();
  for (const object of Object.values(targets.objects)) {
    for (const host of new Set(object.addresses.map(hostIn))) {
      if (host === '') continue;
      const list = found.get(host);
      if (list === undefined) found.set(host, [object]);
      else list.push(object);
    }
  }
  KNOWN_HOSTS.set(targets, found);
  return found;
}

/** Host that a text names, in its one spelling; empty where it names none. */
function hostIn(text: string): string {
  return (placeOf(text) ?? placeOf(text.split(/[:/]/)[0] ?? ''))?.host ?? '';
}
