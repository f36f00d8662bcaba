import type { Outline } from '../plan/plan';
import { factsOf, isOver, type RunFacts } from './node-facts';

/** How the waves of a plan stand to its feeds and services. */
export interface WaveLanes {
  /** Node that enables a service → lists of waves: of each list one must have ended before it. */
  readonly before: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** Lane, such as `restore/feed-a+feed-b` → its waves, each of which needs the one before. */
  readonly waves: ReadonlyMap<string, readonly string[]>;
  /** Wave → its feeds. */
  readonly feeds: ReadonlyMap<string, readonly string[]>;
}

/** A wave that nobody but people moves on; with the feed that tripped, where it is one. */
export interface StuckWave {
  readonly wave: string;
  readonly feed?: string;
}

export function waveLanes(outline: Outline): WaveLanes {
  const feeds = new Map<string, string[]>();
  const waves = new Map<string, string[]>();
  for (const feed of outline.feeds)
    for (const { node } of feed.waves) {
      const known = feeds.get(node);
      if (known === undefined) {
        feeds.set(node, [feed.id]);
        const lane = waves.get(laneOf(node)) ?? [];
        waves.set(laneOf(node), [...lane, node]);
      } else known.push(feed.id);
    }
  return { before: new Map(Object.entries(outline.wavesBefore ?? {})), waves, feeds };
}

/** The wave that keeps a service from its beginning, if nothing but people moves it on. */
export function keptByWave(
  service: string,
  lanes: WaveLanes,
  facts: RunFacts,
): StuckWave | undefined {
  // Nothing goes on any more, whatever becomes of the feeds.
  if (['aborting', 'aborted', 'unsafe'].includes(facts.status)) return undefined;
  for (const list of lanes.before.get(service) ?? []) {
    if (list.some((wave) => isOver(factsOf(facts, wave)))) continue;
    const stuck = list.map((wave) => stuckBefore(wave, lanes, facts));
    // One that still goes its way is enough.
    if (stuck.every((one) => one !== undefined)) return stuck[0];
  }
  return undefined;
}

/** Of a wave and those before it in its lane, the first that has not ended, if it is stuck. */
function stuckBefore(wave: string, lanes: WaveLanes, facts: RunFacts): StuckWave | undefined {
  const lane = lanes.waves.get(laneOf(wave)) ?? [wave];
  const first = lane.find((one) => one === wave || !isOver(factsOf(facts, one))) ?? wave;
  const feeds = lanes.feeds.get(first) ?? [];
  const [feed] = feeds;
  if (feed !== undefined && feeds.every((one) => facts.night.trips.has(one)))
    return { wave: first, feed };
  return factsOf(facts, first).status === 'held' ? { wave: first } : undefined;
}

function laneOf(wave: string): string {
  return wave.slice(0, wave.lastIndexOf('/'));
}
