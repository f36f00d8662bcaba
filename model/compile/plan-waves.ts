import type { FeedPath, Server } from '../inventory/site-inventory';

/** Servers started together on the feeds of their racks. */
export interface PlannedWave {
  /** `feed-a`, or `feed-a+feed-b` for racks with two cords. */
  readonly lane: string;
  readonly feeds: readonly string[];
  readonly servers: readonly Server[];
  /** Sum of watts at peak, kW. */
  readonly kw: number;
}

/** Largest wave where a step sets none; a choice of ours: small enough that one bad wave is not a bad night. */
export const MOST_IN_WAVE = 50;

/**
 * Cuts servers, in the order given, into waves per lane: with what stands planned on each feed, the servers
 * of a wave may draw their inrush together and stay within what the feed may carry. A server on two cords
 * counts whole on both. `steady` is the planned kW per feed and is added to.
 */
export function planWaves(
  servers: readonly Server[],
  feeds: ReadonlyMap<string, FeedPath>,
  steady: Map<string, number>,
  most = MOST_IN_WAVE,
): { readonly waves: readonly PlannedWave[]; readonly over: readonly Server[] } {
  const lanes = new Map<string, Server[]>();
  for (const server of servers) {
    const lane = server.feeds.join('+');
    const list = lanes.get(lane);
    if (list === undefined) lanes.set(lane, [server]);
    else list.push(server);
  }
  const waves: PlannedWave[] = [];
  const over: Server[] = [];
  for (const [lane, members] of lanes) {
    const laneFeeds = members[0]?.feeds ?? [];
    let wave: Server[] = [];
    let inrush = 0;
    const close = (): void => {
      if (wave.length === 0) return;
      const kw = wave.reduce((sum, server) => sum + server.watts, 0) / 1000;
      waves.push({ lane, feeds: laneFeeds, servers: wave, kw: round(kw) });
      for (const feed of laneFeeds) steady.set(feed, (steady.get(feed) ?? 0) + kw);
      wave = [];
      inrush = 0;
    };
    for (const server of members) {
      const more = (server.watts * server.inrush) / 1000;
      const fits = (kw: number): boolean =>
        laneFeeds.every(
          (feed) => (steady.get(feed) ?? 0) + kw <= (feeds.get(feed)?.usableKw ?? 0) + 1e-9,
        );
      if (wave.length >= most || (wave.length > 0 && !fits(inrush + more))) close();
      if (!fits(inrush + more)) over.push(server);
      wave.push(server);
      inrush += more;
    }
    close();
  }
  return { waves, over };
}

function round(kw: number): number {
  return Math.round(kw * 1000) / 1000;
}
