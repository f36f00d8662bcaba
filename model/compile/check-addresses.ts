import type { JsonObject } from '../json';
import type { PlanNode } from '../plan/plan';
import { connectorOf } from './check-call';
import type { Context } from './context';
import { hostOf } from './targets';

/**
 * Finds calls to a URL that is of no object of the inventory: the wrapper around all calls would refuse it, and nobody
 * should need a run to find out. What only the run fills in, and other spellings of addresses, are looked at there.
 */
export function checkAddresses(context: Context, nodes: readonly PlanNode[]): void {
  const own = new Set(
    Object.values(context.targets.objects).flatMap(({ addresses }) => addresses.map(placeOf)),
  );
  const told = new Set<string>();
  for (const node of nodes) {
    if (node.work.type !== 'phases') continue;
    for (const phase of node.work.phases) {
      if (phase.type !== 'call') continue;
      for (const place of placesOf(context, phase.uses, phase.with)) {
        if (own.has(place) || told.has(`${node.step} ${place}`)) continue;
        told.add(`${node.step} ${place}`);
        tellUnknown(context, node, phase.uses, place);
      }
    }
  }
}

/** Hosts and ports that a call is known to aim at. */
function placesOf(context: Context, uses: string, input: JsonObject): readonly string[] {
  const targets = connectorOf(context, uses)?.targets(input) ?? [];
  return targets.flatMap((target) => {
    if (target.kind !== 'address' || target.address.includes('${{')) return [];
    return placeOf(target.address) ?? [];
  });
}

function tellUnknown(context: Context, node: PlanNode, uses: string, place: string): void {
  const path = context.tree.byId.get(node.step)?.path ?? [];
  context.findings.add(
    'REFERENCE_UNKNOWN',
    context.files.runbook,
    [...path, 'id'],
    `'${node.step}' aims ${uses} at '${place}', which is of no object of the inventory`,
    { fix: 'Name an object of the inventory, or add the address to it under `endpoints`.' },
  );
}

const DEFAULT_PORTS = new Map([
  ['http', '80'],
  ['https', '443'],
  ['nut', '3493'],
  ['smtp', '25'],
  ['smtps', '465'],
]);

/** Host and port that a URL stands for; undefined of any other text. */
function placeOf(address: string): string | undefined {
  const [, scheme = '', port] =
    /^([a-z][a-z0-9+.-]*):\/\/(?:[^@/]*@)?(?:\[[^\]]*\]|[^:/?#]*)(?::(\d+))?/i.exec(address) ?? [];
  const host = hostOf(address);
  const known = port ?? DEFAULT_PORTS.get(scheme.toLowerCase()) ?? '';
  return host === '' ? undefined : `${host}:${known}`;
}
