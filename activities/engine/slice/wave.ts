import { OperationError } from '../../../model/errors';
import { isJsonObject, type Json, type JsonObject } from '../../../model/json';
import type { SliceFeed, SliceResult } from '../../../model/plan/plan';
import type { SliceInput } from '../engine-activities';
import { together } from '../together';
import { Admission } from './admission';
import { FeedWatch } from './feed-watch';
import { underWatch } from './under-watch';
import type { WaveInput, WaveParts } from './wave-parts';
import { WaveReadiness } from './wave-readiness';
import { WaveStarts } from './wave-starts';
import { WaveState } from './wave-state';

/**
 * Starts the servers of a wave, canaries first, and waits until each is ready, late, or failed; its feeds are watched
 * all the while. It goes on from the checkpoint of an attempt before; every start reads how its machine stands before
 * it sends anything.
 */
export async function runWave(given: WaveInput): Promise<SliceResult> {
  const { caller, input, slice, pulse } = given;
  const { clock } = caller.ports;
  const feeds = slice.feeds.filter((feed) => input.liveFeeds.includes(feed.id));
  const live = feeds.map((feed) => feed.id);
  if (live.length === 0)
    throw new OperationError(
      'FEED_NOT_LIVE',
      `none of ${slice.feeds.map((feed) => feed.id).join(', ')} is energised`,
    );
  const state = new WaveState(slice.servers);
  state.resume(input.checkpoint, input.attempt, clock.now());
  const sectionsOn = sectionsKept(input.checkpoint);
  const watch = watchOf(given, feeds, state, sectionsOn, () => tell(given, state, watch));
  const admission = new Admission({ ...given, feeds, state, watch, clock });
  const changed = () => {
    const sections = Object.fromEntries([...sectionsOn].map(([feed, on]) => [feed, [...on]]));
    pulse.keep({ ...state.checkpoint(input.attempt), sections });
    tell(given, state, watch);
  };
  const effect = caller.effectOf(slice.start.uses);
  const mayRestart = effect === 'idempotent';
  const parts: WaveParts = { ...given, state, admission, mayRestart, changed };
  const starts = new WaveStarts(parts);
  const readiness = new WaveReadiness(parts);
  if (starts.isOnce && isSameAttempt(input)) state.leaveUnknown();
  changed();
  try {
    await underWatch(watch, pulse.signal, async (signal) => {
      let startsDone = false;
      await together(
        signal,
        async (inner) => {
          await starts.all(inner);
          startsDone = true;
        },
        (inner) => readiness.all(() => startsDone, inner),
      );
    });
  } finally {
    state.letGo();
    changed();
    await given.progress.flush();
  }
  const loadKw = watch.lastLoadKw();
  return state.result({
    feeds: live,
    peakKw: round(state.settledKw()),
    ...(loadKw === undefined ? {} : { loadKw: round(loadKw) }),
    readyErrors: readiness.errors,
    late: readiness.late(),
  });
}

function watchOf(
  { caller, input, slice, baseKw, log }: WaveInput,
  feeds: readonly SliceFeed[],
  state: WaveState,
  sectionsOn: Map<string, Set<string>>,
  news: () => void,
): FeedWatch {
  const live = new Set(feeds.map((feed) => feed.id));
  const interlocks = slice.interlocks.filter((one) => live.has(one.feed));
  return new FeedWatch(caller, feeds, interlocks, input.run.speed, {
    shift: input.shift,
    ...(input.waived === undefined ? {} : { waived: input.waived }),
    isLoaded: (feed) => state.isUp() || (baseKw.get(feed) ?? 0) > 0,
    sectionsOn,
    counts: () => state.counted(),
    news,
    log,
  });
}

/** Feed → sections that an attempt before saw on. */
function sectionsKept(checkpoint: Json | undefined): Map<string, Set<string>> {
  const kept = isJsonObject(checkpoint) ? checkpoint['sections'] : undefined;
  const found = new Map<string, Set<string>>();
  for (const [feed, on] of Object.entries(isJsonObject(kept) ? kept : {}))
    if (Array.isArray(on)) found.set(feed, new Set(on.map(String)));
  return found;
}

function tell({ progress, slice }: WaveInput, state: WaveState, watch: FeedWatch): void {
  const peakKw = round(state.settledKw() + state.reservedKw());
  const loadKw = watch.lastLoadKw();
  const feedKw: Record<string, Json> = {};
  // Feeds that are not live yet too: their racks may draw from them once they are.
  for (const feed of slice.feeds) feedKw[feed.id] = peakKw;
  const counts: JsonObject = {
    ...state.counts(),
    loadKw: loadKw === undefined ? null : round(loadKw),
    feedKw,
    waiting: watch.waiting() ?? null,
  };
  progress.tell(counts);
}

function isSameAttempt({ checkpoint, attempt }: SliceInput): boolean {
  return isJsonObject(checkpoint) && checkpoint['attempt'] === attempt;
}

function round(kw: number): number {
  return Math.round(kw * 1000) / 1000;
}
