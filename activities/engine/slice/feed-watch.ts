import type { JsonObject } from '../../../model/json';
import type { SliceFeed, SliceInterlock } from '../../../model/plan/plan';
import type { Trip } from '../../../model/run/command';
import type { ConnectorCaller } from '../connector-caller';
import { DetailedError } from '../failures';
import { FeedReader, type Doubt, type FeedFacts, type FeedReading } from './feed-reader';
import { readSections } from './read-sections';

/**
 * A read older than this starts nothing, real ms. A BMC may take 10 s to say how its machine stands before the
 * order leaves, so that the order leaves within 15 s of the read (design §6). A slice reads as often all its life,
 * and a read that takes as long is unknown.
 */
export const FRESH_MS = 5000;
/** Time between reads that nothing but the watch itself asks for, real ms. */
const GUARD_MS = 4500;
/** Time between reads while a feed is not safe, or has no room; an unsafe one is confirmed after it. Real ms. */
const AGAIN_MS = 1000;
/** Timers may go off a little early. */
const SLACK_MS = 5;
/** Longest without a safe reading until a feed counts as lost, real ms. */
const UNKNOWN_MS = 15_000;
/** Longest that a feed may be unsafe or unknown after load came over to it: authored ms, and the least real ms. */
const SHIFT_MS = 600_000;
const LEAST_SHIFT_MS = 30_000;

interface Reading {
  /** When the read began, ms since 1970. */
  readonly at: number;
  /** Feed → measured kW; feeds whose meter people have waived may be missing. */
  readonly loadKw: ReadonlyMap<string, number>;
}

interface Look {
  readonly at: number;
  readonly feeds: ReadonlyMap<string, FeedReading>;
}

/** How a feed has read so far. */
interface FeedRecord {
  lastSafeAt: number;
  /** Since when it has read as not safe, with no safe reading in between. */
  unsafeSince?: number;
  /** Whether it has read as safe since load came over to it. */
  isSettled: boolean;
  /** Set once it has tripped. */
  tripped?: Doubt;
}

interface WatchFacts extends FeedFacts {
  /** Counts of the slice, for the failure that a trip is. */
  readonly counts?: () => JsonObject;
  /** Called when what the watch waits for has changed. */
  readonly news?: () => void;
}

/**
 * Watches the live feeds of a slice from its beginning to its end. One read serves all servers that start within 5 s
 * of it. A feed that reads as not safe twice, a second apart, or for 15 s not as safe, has tripped: that ends the
 * slice with INTERLOCK_UNSAFE, and says which feeds it is and how their sections stand.
 */
export class FeedWatch {
  private readonly reader: FeedReader;
  private readonly records: ReadonlyMap<string, FeedRecord>;
  private last: Look | undefined;
  private reading: Reading | undefined;
  private pending: Promise<Look> | undefined;
  private trip: DetailedError | undefined;
  private told: string | undefined;

  constructor(
    private readonly caller: ConnectorCaller,
    feeds: readonly SliceFeed[],
    interlocks: readonly SliceInterlock[],
    private readonly speed: number,
    private readonly facts: WatchFacts = {},
  ) {
    this.reader = new FeedReader(caller, feeds, interlocks, speed, facts);
    const now = caller.ports.clock.now();
    this.records = new Map(
      feeds.map(({ id }) => [id, { lastSafeAt: now, isSettled: facts.shift === undefined }]),
    );
  }

  /** Measured kW per feed, as soon as every interlock reads as safe. */
  async safe(signal: AbortSignal): Promise<Reading> {
    const { reading } = this;
    if (reading !== undefined && this.age(reading.at) < FRESH_MS) return reading;
    return await this.renew(signal);
  }

  /** The same from a read made now, or at most a second ago. */
  async renew(signal: AbortSignal): Promise<Reading> {
    for (;;) {
      await this.rest(AGAIN_MS, signal);
      const { at } = await this.look(signal);
      if (this.reading?.at === at) return this.reading;
    }
  }

  /** One look, without waiting for better news. */
  async isSafeNow(signal: AbortSignal): Promise<boolean> {
    if (this.reading !== undefined && this.age(this.reading.at) < FRESH_MS) return true;
    if (this.pending !== undefined) return false;
    await this.look(signal);
    return this.reading !== undefined;
  }

  /**
   * Reads on and on until the slice is `done`, and then until its feeds read as safe once more, or trip: what went
   * dark in between must not look as if it were up.
   */
  async guard(done: AbortSignal, signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([done, signal]);
    for (;;) {
      const isLast = done.aborted;
      await this.look(signal);
      if (isLast && this.reading !== undefined) return;
      try {
        await this.rest(this.reading === undefined ? AGAIN_MS : GUARD_MS, isLast ? signal : either);
      } catch (error) {
        signal.throwIfAborted();
        if (!done.aborted) throw error;
      }
    }
  }

  /** For a slice that has failed: throws where it was its feeds that made it fail. */
  async judge(signal: AbortSignal): Promise<void> {
    do {
      await this.rest(AGAIN_MS, signal);
      await this.look(signal);
    } while (this.isInDoubt());
  }

  /** Measured kW of the feeds together, as last read. */
  lastLoadKw(): number | undefined {
    if (this.last === undefined) return undefined;
    const known = [...this.last.feeds.values()].flatMap(({ loadKw }) => loadKw ?? []);
    return known.length === 0 ? undefined : known.reduce((sum, kw) => sum + kw, 0);
  }

  /** What the slice waits for before it starts more; undefined while it may. */
  waiting(): string | undefined {
    for (const [feed, { isSettled }] of this.records)
      if (!isSettled)
        return `a safe reading of ${feed} after ${this.facts.shift?.feed ?? ''} tripped`;
    for (const [feed, { doubt }] of this.last?.feeds ?? [])
      if (doubt !== undefined) return `a safe reading of ${feed}: ${doubt.reason}`;
    return undefined;
  }

  /** Whether a feed is not safe, and may yet turn out to have tripped. */
  private isInDoubt(): boolean {
    return [...(this.last?.feeds ?? [])].some(
      ([feed, { doubt }]) => doubt !== undefined && !this.isShifting(feed),
    );
  }

  private age(at: number): number {
    return this.caller.ports.clock.now() - at;
  }

  /** Until the last read is so old. */
  private async rest(ms: number, signal: AbortSignal): Promise<void> {
    const restMs = this.last === undefined ? 0 : ms + SLACK_MS - this.age(this.last.at);
    if (restMs > 0) await this.caller.ports.clock.sleep(restMs, signal);
  }

  /** One read for all that ask while it is under way. */
  private async look(signal: AbortSignal): Promise<Look> {
    if (this.trip !== undefined) throw this.trip;
    this.pending ??= this.lookOnce(signal).finally(() => (this.pending = undefined));
    return await this.pending;
  }

  private async lookOnce(signal: AbortSignal): Promise<Look> {
    for (;;) {
      const look = await this.read(signal);
      this.take(look);
      const tripped = [...this.records.values()].some((record) => record.tripped !== undefined);
      if (!tripped) return look;
      // Another feed may have gone with it: it is named too, or known not to have.
      const isOpen = [...look.feeds].some(
        ([feed, { doubt }]) =>
          doubt?.is === 'unsafe' &&
          this.records.get(feed)?.tripped === undefined &&
          !this.isShifting(feed),
      );
      if (isOpen) await this.rest(AGAIN_MS, signal);
      else throw await this.tripped(signal);
    }
  }

  private async read(signal: AbortSignal): Promise<Look> {
    const at = this.caller.ports.clock.now();
    const limit = AbortSignal.timeout(FRESH_MS);
    const feeds = await this.reader.read(signal, limit, FRESH_MS);
    return { at, feeds };
  }

  /** Takes note of a look: when each feed was safe last, what waits for it, and which have tripped. */
  private take(look: Look): void {
    const { shift, sectionsOn } = this.facts;
    const wasWaiting = this.told;
    this.last = look;
    let isSafe = true;
    for (const [feed, { doubt, sections }] of look.feeds) {
      const record = this.records.get(feed);
      if (record === undefined) continue;
      if (doubt === undefined) {
        record.lastSafeAt = look.at;
        delete record.unsafeSince;
        if (shift === undefined || look.at > shift.at) record.isSettled = true;
        noteSections(sectionsOn, feed, sections);
      } else this.weigh(feed, record, doubt, look.at);
      if (doubt !== undefined || !record.isSettled) isSafe = false;
    }
    this.reading = isSafe ? { at: look.at, loadKw: loadsOf(look) } : undefined;
    this.told = this.waiting();
    if (this.told !== wasWaiting) this.facts.news?.();
  }

  private weigh(feed: string, record: FeedRecord, doubt: Doubt, at: number): void {
    if (doubt.is === 'unsafe') record.unsafeSince ??= at;
    if (this.isShifting(feed)) return;
    const since = record.unsafeSince;
    const isConfirmed = doubt.is === 'unsafe' && since !== undefined && at - since >= AGAIN_MS;
    if (isConfirmed || this.age(record.lastSafeAt) >= UNKNOWN_MS) record.tripped ??= doubt;
  }

  /** Whether a feed has still time to come to rest after load came over to it. */
  private isShifting(feed: string): boolean {
    const { shift } = this.facts;
    if (shift === undefined || this.records.get(feed)?.isSettled === true) return false;
    return this.age(shift.at) < Math.max(SHIFT_MS / this.speed, LEAST_SHIFT_MS);
  }

  /** The failure that a trip is, with a last look at the sections of its feeds. */
  private async tripped(signal: AbortSignal): Promise<DetailedError> {
    const trips: Trip[] = [];
    for (const feed of this.reader.feeds) {
      const doubt = this.records.get(feed.id)?.tripped;
      if (doubt === undefined) continue;
      const { interlock, reason } = doubt;
      const known = this.facts.sectionsOn?.get(feed.id);
      const login = this.reader.loadInput(feed);
      const sections = await readSections(this.caller, feed, login, known ?? [], signal);
      trips.push({ feed: feed.id, interlock, reason, sections });
    }
    const message = trips.map(({ reason }) => reason).join('; ');
    this.trip = new DetailedError('INTERLOCK_UNSAFE', message, {
      ...this.facts.counts?.(),
      trips: trips.map((trip) => ({ ...trip })),
    });
    return this.trip;
  }
}

function loadsOf({ feeds }: Look): ReadonlyMap<string, number> {
  return new Map(
    [...feeds].flatMap(([feed, { loadKw }]) => (loadKw === undefined ? [] : [[feed, loadKw]])),
  );
}

/** Sections that are on must stay so. */
function noteSections(
  known: Map<string, Set<string>> | undefined,
  feed: string,
  sections: ReadonlyMap<string, string> | undefined,
): void {
  if (known === undefined || sections === undefined) return;
  const on = known.get(feed) ?? new Set<string>();
  for (const [section, state] of sections) if (state === 'on') on.add(section);
  known.set(feed, on);
}
