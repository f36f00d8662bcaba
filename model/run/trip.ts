import { isJsonObject, type JsonObject } from '../json';
import type { FeedPlace, PlanNode } from '../plan/plan';
import { giveBackGuards } from './bounds';
import { sealChanges } from './changes';
import type { Trip } from './command';
import { hold } from './failure';
import { reopenGate } from './gate';
import { feedsOf, liveFeeds } from './goal';
import { resumePhases } from './phases';
import { needsAreMet } from './ready';
import { retryNode } from './retry';
import { beginRound } from './rounds';
import { record, recordOf, statusOf, type Run } from './run';
import type { FeedState, StepError } from './state';

/*
 * A trip: a feed was lost or is not safe. What stands on it is held, its permit is void and its power gate is asked
 * again; what shares a rack, a UPS, a generator or a cooling zone with it goes on by itself after a later reading
 * that is safe. Power that comes back moves nothing: the feed is resumed by a person, with a cause.
 */

/** Feeds that a slice found not to be safe, as it tells in the detail of its failure. */
export function tripsOf(run: Run, detail: JsonObject | undefined): readonly Trip[] {
  const list: unknown = detail?.['trips'];
  const feeds = run.manifest.feeds ?? {};
  return Array.isArray(list)
    ? list.filter(isTrip).filter((trip) => Object.hasOwn(feeds, trip.feed))
    : [];
}

function isTrip(value: unknown): value is Trip {
  return (
    isJsonObject(value) &&
    typeof value['feed'] === 'string' &&
    typeof value['interlock'] === 'string' &&
    typeof value['reason'] === 'string' &&
    isJsonObject(value['sections'])
  );
}

/** Takes a trip that a node of the program found. */
export function tripFeed(run: Run, found: PlanNode, trip: Trip): void {
  const place = run.manifest.feeds?.[trip.feed];
  if (place === undefined) return;
  const states = Object.values(trip.sections);
  const needsReadings = states.length === 0 || states.some((state) => state !== 'on');
  const before = run.state.feeds[trip.feed];
  // Another slice saw the same trip: only that something is open would be news.
  if (before?.status === 'tripped' && (before.mayClose || !needsReadings)) return;
  run.state.feeds[trip.feed] = {
    status: 'tripped',
    trips: (before?.trips ?? 0) + 1,
    at: run.now,
    reason: trip.interlock,
    mayClose: needsReadings,
    asked: false,
    // Readings that an earlier trip made void stay so.
    ...(needsReadings
      ? { readingsSince: run.now }
      : before?.readingsSince === undefined
        ? {}
        : { readingsSince: before.readingsSince }),
  };
  record(run, {
    type: 'tripped',
    feed: trip.feed,
    node: found.id,
    interlock: trip.interlock,
    reason: trip.reason,
    needsReadings,
    waits: place.shares,
  });
  holdTripped(run, trip.feed);
  for (const { feed } of place.shares) shiftTo(run, feed, trip.feed);
}

/** Holds what stands on a tripped feed, as far as its pages are there; once for each trip. */
export function holdTripped(run: Run, feed: string): void {
  const state = run.state.feeds[feed];
  const place = run.manifest.feeds?.[feed];
  if (state?.status !== 'tripped' || place === undefined) return;
  askGateAgain(run, place, state, feed);
  const error: StepError = {
    code: 'FEED_TRIPPED',
    message: `${feed} tripped: ${state.reason}`,
    fix: `Find the cause, give what the power gate asks for again, then \`blackstart resume --feed ${feed} --cause TEXT\`.`,
  };
  for (const index of [...place.sections, ...place.waves]) {
    const node = run.nodes.get(index);
    if (node === undefined) continue;
    if (place.waves.includes(index) && goesOn(run, node)) continue;
    // Whatever was known of its machines is not known any more.
    delete run.state.active[String(index)]?.checkpoint;
    sealChanges(run, node);
    const status = statusOf(run, index);
    if (status !== 'running' && status !== 'done') continue;
    const kept = recordOf(run, index);
    if (kept.token !== 0) run.commands.push({ do: 'cancel', token: kept.token });
    kept.phase = 0;
    giveBackGuards(run, node);
    hold(run, node, error);
  }
}

/** Whether a wave goes on with another feed: not what is under way and needs something that the trip holds. */
function goesOn(run: Run, node: PlanNode): boolean {
  if (liveFeeds(run, node).length === 0) return false;
  return statusOf(run, node.index) !== 'running' || needsAreMet(run, node, node.guards);
}

/** Its sign-off is void, and so are its readings where something must be closed again. */
function askGateAgain(run: Run, place: FeedPlace, state: FeedState, feed: string): void {
  const gate = place.gate === undefined ? undefined : run.nodes.get(place.gate);
  if (state.asked || gate === undefined) return;
  state.asked = true;
  const status = statusOf(run, gate.index);
  if (status === 'done' || status === 'waiting')
    reopenGate(run, gate, `${feed} tripped: ${state.reason}`);
}

/** Load or heat may have come over: what is at work on the feed is sent again, and looks before it starts more. */
function shiftTo(run: Run, feed: string, from: string): void {
  const known = run.state.feeds[feed];
  if (known?.status === 'tripped') return;
  run.state.feeds[feed] = {
    ...(known ?? { status: 'ok', trips: 0, at: run.now, reason: '', mayClose: true, asked: true }),
    shift: { feed: from, at: run.now, since: run.state.nextToken },
  };
  sendAgain(run, feed, (node) => record(run, { type: 'waits', node: node.id, feed: from }));
}

/** Calls off the slices at work on a feed; they are sent again once they have ended, with what is known by then. */
export function sendAgain(run: Run, feed: string, tell?: (node: PlanNode) => void): void {
  const place = run.manifest.feeds?.[feed];
  for (const index of [...(place?.sections ?? []), ...(place?.waves ?? [])]) {
    const node = run.nodes.get(index);
    const token = run.state.active[String(index)]?.token ?? 0;
    if (node === undefined || token === 0 || statusOf(run, index) !== 'running') continue;
    run.commands.push({ do: 'cancel', token });
    tell?.(node);
  }
}

/** A slice that knew of the shift ended well: readings later than it were safe on its feeds. */
export function settleShift(run: Run, node: PlanNode, token: number): void {
  for (const feed of feedsOf(node)) {
    const state = run.state.feeds[feed];
    if (state?.shift !== undefined && token >= state.shift.since) delete state.shift;
  }
}

/** A person said that a tripped feed may go on. */
export function resumeFeed(run: Run, feed: string, cause: string, person: string): void {
  const state = run.state.feeds[feed];
  const place = run.manifest.feeds?.[feed];
  if (state === undefined || place === undefined) return;
  state.status = 'ok';
  record(run, { type: 'feed-resumed', feed, cause, by: person });
  for (const index of [...place.sections, ...place.waves]) {
    const node = run.nodes.get(index);
    if (node === undefined) continue;
    const status = statusOf(run, index);
    const isHeld =
      status === 'held' && run.state.active[String(index)]?.error?.code === 'FEED_TRIPPED';
    // One that is done went on with its other feed, which may have been dark as well while nobody looked.
    if (!isHeld && status !== 'done') continue;
    beginRound(run, index);
    retryNode(run, node);
  }
  // What else stands on the feed, such as a check, may have waited to be sent again.
  for (const index of Object.keys(run.state.active).map(Number)) {
    const node = run.nodes.get(index);
    if (node === undefined || statusOf(run, index) !== 'running') continue;
    if (feedsOf(node).includes(feed)) resumePhases(run, node);
  }
}
