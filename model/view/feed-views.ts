import type { Outline } from '../plan/plan';
import { factsOf } from './node-facts';
import type { FeedView, TripView } from './recovery-view';
import { serversOf, sumOf } from './server-counts';
import { tripNeeds, type WaitingAround } from './waiting-for';

/** The feeds of a plan, wave by wave. A wave on two feeds counts on both. */
export function feedViews(outline: Outline, around: WaitingAround): readonly FeedView[] {
  const { facts, progress } = around;
  return outline.feeds.map((feed) => {
    const waves = feed.waves.map((wave) => {
      const node = factsOf(facts, wave.node);
      return { wave, node, counts: serversOf(wave.servers, node, progress.get(wave.node)) };
    });
    return {
      id: feed.id,
      title: feed.title,
      ...tripOf(feed.id, around),
      servers: sumOf(waves.map(({ counts }) => counts)),
      waves: waves.map(({ wave, node, counts }) => ({
        node: wave.node,
        status: node.status,
        servers: wave.servers,
        up: counts.up,
      })),
    };
  });
}

function tripOf(feed: string, around: WaitingAround): Pick<FeedView, 'status' | 'trip'> {
  const found = around.facts.night.trips.get(feed);
  if (found === undefined) return { status: 'ok', trip: null };
  const { at, interlock, reason, waits } = found;
  const trip: TripView = { at, interlock, reason, needs: tripNeeds(feed, around), waits };
  return { status: 'tripped', trip };
}
