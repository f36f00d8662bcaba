import { setMaxListeners } from 'node:events';
import { OperationError } from '../../../model/errors';
import { isJsonObject, type Json } from '../../../model/json';
import type { SliceResult } from '../../../model/plan/plan';
import type { SliceInput } from '../engine-activities';
import { Admission } from './admission';
import { FeedWatch } from './feed-watch';
import type { WaveInput, WaveParts } from './wave-parts';
import { WaveReadiness } from './wave-readiness';
import { WaveStarts } from './wave-starts';
import { WaveState } from './wave-state';

/**
 * Starts the servers of a wave, canaries first, and waits until each is ready, late, or failed. It goes on
 * from the checkpoint of an attempt before; every start reads how its machine stands before it sends anything.
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
  const interlocks = slice.interlocks.filter((one) => live.includes(one.feed));
  const watch = new FeedWatch(caller, feeds, interlocks, input.run.speed);
  const admission = new Admission({ ...given, feeds, state, watch, clock });
  const changed = () => {
    pulse.keep(state.checkpoint(input.attempt));
    tell(given, state, watch.lastLoadKw());
  };
  const effect = caller.effectOf(slice.start.uses);
  const mayRestart = effect === 'idempotent';
  const parts: WaveParts = { ...given, state, admission, mayRestart, changed };
  const starts = new WaveStarts(parts);
  const readiness = new WaveReadiness(parts);
  if (starts.isOnce && isSameAttempt(input)) state.leaveUnknown();
  changed();
  let startsDone = false;
  await bothHalves(
    pulse.signal,
    async (signal) => {
      await starts.all(signal);
      startsDone = true;
    },
    (signal) => readiness.all(() => startsDone, signal),
  ).finally(() => given.progress.flush());
  const loadKw = watch.lastLoadKw();
  return state.result({
    feeds: live,
    peakKw: round(state.settledKw()),
    ...(loadKw === undefined ? {} : { loadKw: round(loadKw) }),
    readyErrors: readiness.errors,
    late: readiness.late(),
  });
}

/** Whichever half fails ends the other, and neither goes on behind a slice that has failed. */
async function bothHalves(
  outer: AbortSignal,
  ...halves: readonly ((signal: AbortSignal) => Promise<void>)[]
): Promise<void> {
  const ended = new AbortController();
  const signal = AbortSignal.any([outer, ended.signal]);
  // Every call under way listens to it.
  setMaxListeners(0, signal);
  const errors: unknown[] = [];
  const run = async (half: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    try {
      await half(signal);
    } catch (error) {
      errors.push(error);
      ended.abort(error);
    }
  };
  await Promise.all(halves.map(run));
  outer.throwIfAborted();
  if (errors.length > 0) throw errors[0];
}

function tell({ progress, slice }: WaveInput, state: WaveState, loadKw: number | undefined): void {
  const peakKw = round(state.settledKw() + state.reservedKw());
  const feedKw: Record<string, Json> = {};
  // Feeds that are not live yet too: their racks may draw from them once they are.
  for (const feed of slice.feeds) feedKw[feed.id] = peakKw;
  progress.tell({
    ...state.counts(),
    loadKw: loadKw === undefined ? null : round(loadKw),
    feedKw,
  });
}

function isSameAttempt({ checkpoint, attempt }: SliceInput): boolean {
  return isJsonObject(checkpoint) && checkpoint['attempt'] === attempt;
}

function round(kw: number): number {
  return Math.round(kw * 1000) / 1000;
}
