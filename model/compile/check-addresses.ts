import type { JsonObject } from '../json';
import { addressBook, placeOf } from '../plan/address-book';
import type { PlanNode } from '../plan/plan';
import { connectorOf } from './check-call';
import type { Context } from './context';

/**
 * Finds calls to a URL that is of no object of the inventory: the wrapper around all calls would refuse it, and nobody
 * should need a run to find out. What only the run fills in, and words that may be hosts, are looked at there.
 */
export function checkAddresses(context: Context, nodes: readonly PlanNode[]): void {
  const book = addressBook(Object.values(context.targets.objects));
  const told = new Set<string>();
  for (const node of nodes) {
    if (node.work.type !== 'phases') continue;
    for (const phase of node.work.phases) {
      if (phase.type !== 'call') continue;
      for (const address of urlsOf(context, phase.uses, phase.with)) {
        if (book(address) !== undefined) continue;
        const shown = shownOf(address);
        if (told.has(`${node.step} ${shown}`)) continue;
        told.add(`${node.step} ${shown}`);
        tellUnknown(context, node, phase.uses, shown);
      }
    }
  }
}

const IS_URL = /^[a-z][a-z0-9+.-]*:\/\/(?!.*\$\{\{)/i;

/** URLs that a call is known to aim at. */
function urlsOf(context: Context, uses: string, input: JsonObject): readonly string[] {
  const targets = connectorOf(context, uses)?.targets(input) ?? [];
  return targets.flatMap((target) =>
    target.kind === 'address' && IS_URL.test(target.address) ? [target.address] : [],
  );
}

/** Host and port alone: the rest of a URL may hold what not everybody should read. */
function shownOf(address: string): string {
  const place = placeOf(address);
  if (place === undefined) return address;
  return place.port === undefined ? place.host : `${place.host}:${String(place.port)}`;
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
