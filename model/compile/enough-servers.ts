import type { Service } from '../inventory/site-inventory';

/** Beyond this many lanes every one of them is waited for; subsets of more would be too many. */
const MOST_LANES = 10;

/**
 * What a service waits for so that enough of its servers are up: not every lane, since a late feed must not
 * keep a service whose capacity is there without it. A set of lanes may be missing only if the rest carries the
 * capacity; so of every smallest set that may not be missing, one lane must have come.
 */
export function enoughServers(
  service: Pick<Service, 'servers' | 'capacity'>,
  waveOf: ReadonlyMap<string, { readonly node: string; readonly lane: string }>,
): { readonly needs: readonly string[]; readonly needsAny: readonly (readonly string[])[] } {
  const lanes = new Map<string, { last: string; servers: number }>();
  for (const server of service.servers) {
    const wave = waveOf.get(server);
    if (wave === undefined) continue;
    const lane = lanes.get(wave.lane);
    if (lane === undefined) lanes.set(wave.lane, { last: wave.node, servers: 1 });
    else lanes.set(wave.lane, { last: later(lane.last, wave.node), servers: lane.servers + 1 });
  }
  const list = [...lanes.values()];
  const total = list.reduce((sum, lane) => sum + lane.servers, 0);
  const mayMiss = Math.floor(total * (1 - service.capacity) + 1e-9);
  if (list.length > MOST_LANES || mayMiss === 0)
    return { needs: list.map((lane) => lane.last), needsAny: [] };
  const sets = smallestSetsOver(
    list.map((lane) => lane.servers),
    mayMiss,
  );
  const needs: string[] = [];
  const needsAny: (readonly string[])[] = [];
  for (const set of sets) {
    const nodes = set.map((i) => list[i]?.last ?? '');
    if (nodes.length === 1) needs.push(...nodes);
    else needsAny.push(nodes);
  }
  return { needs, needsAny };
}

/** Waves of a lane of one step are numbered: `…/w10` comes after `…/w2`. */
function later(a: string, b: string): string {
  const number = (id: string): number => Number(/\d+$/.exec(id)?.[0] ?? 0);
  return number(b) > number(a) ? b : a;
}

/** Every set of indices whose sizes sum to more than `most`, and of which no member can be left out. */
function smallestSetsOver(sizes: readonly number[], most: number): readonly (readonly number[])[] {
  const found: (readonly number[])[] = [];
  for (let bits = 1; bits < 1 << sizes.length; bits += 1) {
    const set = sizes.flatMap((_, i) => ((bits >> i) & 1 ? [i] : []));
    const sum = set.reduce((total, i) => total + (sizes[i] ?? 0), 0);
    if (sum > most && set.every((i) => sum - (sizes[i] ?? 0) <= most)) found.push(set);
  }
  return found;
}
