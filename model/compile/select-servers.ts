import { evaluate, parseExpression } from '../expression/evaluate';
import { serverScope, type Server } from '../inventory/site-inventory';
import type { Json } from '../json';
import { at, type Context, type Spot } from './context';

/** Servers of each restore step: those it selects and no earlier step has taken, in the order of the inventory. */
export function selectServers(context: Context): ReadonlyMap<string, readonly Server[]> {
  const chosen = new Map<string, readonly Server[]>();
  const taken = new Set<string>();
  for (const placed of context.tree.order) {
    const { step } = placed;
    if (step.kind !== 'restore' || context.broken.has(step.id)) continue;
    const spot: Spot = { file: context.files.runbook, path: placed.path, step: step.id };
    const matching = matchesOf(context, at(spot, 'select'), step.select);
    if (matching === undefined) continue;
    const fresh = matching.filter((server) => !taken.has(server.id));
    for (const server of fresh) taken.add(server.id);
    if (fresh.length === 0) {
      context.findings.add(
        'SELECTION_EMPTY',
        spot.file,
        [...spot.path, 'select'],
        matching.length === 0
          ? `'${step.select}' selects no server`
          : `all ${String(matching.length)} servers that '${step.select}' selects are started by earlier steps`,
      );
    }
    chosen.set(step.id, fresh);
  }
  return chosen;
}

function matchesOf(context: Context, spot: Spot, text: string): readonly Server[] | undefined {
  const expression = parseExpression(text);
  const found: Server[] = [];
  for (const server of context.site.servers.values()) {
    let value: Json;
    try {
      value = evaluate(expression, { ...context.scope, server: serverScope(server) });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      context.findings.add(
        'EXPRESSION_TYPE',
        spot.file,
        spot.path,
        `'${text}' of ${server.id}: ${message}`,
      );
      return undefined;
    }
    if (value === true) found.push(server);
  }
  return found;
}

/** Puts servers into the order in which services need them; those of no service keep their place, at the end. */
export function inServiceOrder(
  servers: readonly Server[],
  order: readonly string[],
  serversOf: (service: string) => readonly string[],
): readonly Server[] {
  const rank = new Map<string, number>();
  for (const service of order) {
    for (const server of serversOf(service)) if (!rank.has(server)) rank.set(server, rank.size);
  }
  return [...servers].sort(
    (a, b) => (rank.get(a.id) ?? Infinity) - (rank.get(b.id) ?? Infinity) || 0,
  );
}
