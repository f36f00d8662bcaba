import { OperationError } from '../../../model/errors';
import type { JsonObject } from '../../../model/json';
import type { SliceFeed, SliceInterlock } from '../../../model/plan/plan';
import { canonicalJson } from '../../../model/canonical-json';
import type { ConnectorCaller } from '../connector-caller';
import { brief, isTrue } from '../expect';

/**
 * A read older than this starts nothing, real ms. A BMC may take 10 s to say how its machine stands before the
 * order leaves, so that the order leaves within 15 s of the read (design §6).
 */
export const FRESH_MS = 5000;
/** Least bound on the age of a sample, real ms, however high the speed. */
const LEAST_MAX_AGE_MS = 15_000;
/** Bound on the age of a load's sample where no interlock states one, authored ms. */
const LOAD_MAX_AGE_MS = 60_000;
/** Longest a feed may read as unsafe or unknown before the slice gives up, real ms. */
const UNSAFE_MS = 60_000;
/** Time between reads while a feed is not safe, or has no room, real ms. */
const AGAIN_MS = 1000;
/** What reads the load of a feed. */
const LOAD = 'redfish.outlets';

interface Reading {
  /** When the read began, ms since 1970. */
  readonly at: number;
  /** Feed → measured kW. */
  readonly loadKw: ReadonlyMap<string, number>;
}

/**
 * Interlocks and load of the live feeds of a slice. One read serves all servers that start within 15 s of it;
 * what cannot be read, or is older than its `maxAge`, is unknown, and unknown is never safe.
 */
export class FeedWatch {
  private reading: Reading | undefined;
  private pending: Promise<Reading> | undefined;
  private look: Promise<boolean> | undefined;

  constructor(
    private readonly caller: ConnectorCaller,
    private readonly feeds: readonly SliceFeed[],
    private readonly interlocks: readonly SliceInterlock[],
    private readonly speed: number,
  ) {}

  /** Measured kW per feed, once every interlock has read as safe; throws INTERLOCK_UNSAFE after a minute. */
  async safe(signal: AbortSignal): Promise<Reading> {
    const { reading } = this;
    if (reading !== undefined && this.ageOf(reading) < FRESH_MS) return reading;
    return await this.renew(signal);
  }

  /** The same from a read made now, or at most a second ago. */
  async renew(signal: AbortSignal): Promise<Reading> {
    const { clock } = this.caller.ports;
    if (this.reading !== undefined && this.ageOf(this.reading) < AGAIN_MS)
      await clock.sleep(AGAIN_MS - this.ageOf(this.reading), signal);
    this.pending ??= this.readUntilSafe(signal).finally(() => (this.pending = undefined));
    return await this.pending;
  }

  /** One look, without waiting for better news. */
  async isSafeNow(signal: AbortSignal): Promise<boolean> {
    if (this.reading !== undefined && this.ageOf(this.reading) < FRESH_MS) return true;
    if (this.pending !== undefined) return false;
    this.look ??= this.lookOnce(signal).finally(() => (this.look = undefined));
    return await this.look;
  }

  /** Measured kW of the feeds together, as last read. */
  lastLoadKw(): number | undefined {
    if (this.reading === undefined) return undefined;
    return [...this.reading.loadKw.values()].reduce((sum, kw) => sum + kw, 0);
  }

  private ageOf(reading: Reading): number {
    return this.caller.ports.clock.now() - reading.at;
  }

  private async lookOnce(signal: AbortSignal): Promise<boolean> {
    const found = await this.readFresh(signal);
    this.reading = typeof found === 'string' ? undefined : found;
    return this.reading !== undefined;
  }

  private async readUntilSafe(signal: AbortSignal): Promise<Reading> {
    const { clock } = this.caller.ports;
    const since = clock.now();
    for (;;) {
      const found = await this.readFresh(signal);
      if (typeof found !== 'string') {
        this.reading = found;
        return found;
      }
      this.reading = undefined;
      if (clock.now() - since >= UNSAFE_MS) throw new OperationError('INTERLOCK_UNSAFE', found);
      await clock.sleep(AGAIN_MS, signal);
    }
  }

  /** A reading, or why it is not safe: one that took too long is too old by the time it is there. */
  private async readFresh(signal: AbortSignal): Promise<Reading | string> {
    const at = this.caller.ports.clock.now();
    const loadKw = await this.readOnce(signal);
    if (typeof loadKw === 'string') return loadKw;
    const reading = { at, loadKw };
    if (this.ageOf(reading) < FRESH_MS) return reading;
    const seconds = String(Math.round(this.ageOf(reading) / 1000));
    return `the reading of ${this.feeds.map((feed) => feed.id).join(', ')} is unknown: it took ${seconds} s`;
  }

  /** Load per feed, or why it is not safe. */
  private async readOnce(signal: AbortSignal): Promise<ReadonlyMap<string, number> | string> {
    const reads = new Map<string, Promise<JsonObject>>();
    const read = (uses: string, input: JsonObject): Promise<JsonObject> => {
      const key = canonicalJson({ uses, input });
      const found =
        reads.get(key) ??
        this.caller.call({ uses, with: input, phase: 'interlock', item: 'read' }, signal);
      reads.set(key, found);
      return found;
    };
    const verdicts = await Promise.all([
      ...this.interlocks.map((one) => this.verdictOf(one, read, signal)),
      ...this.feeds.map((feed) => this.loadOf(feed, read, signal)),
    ]);
    const loads = new Map<string, number>();
    for (const verdict of verdicts) {
      if (typeof verdict === 'string') return verdict;
      if (verdict !== undefined) loads.set(verdict.feed, verdict.kw);
    }
    return loads;
  }

  /** Undefined where it is safe, else why not. */
  private async verdictOf(
    interlock: SliceInterlock,
    read: (uses: string, input: JsonObject) => Promise<JsonObject>,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const name = `${interlock.id} of ${interlock.feed}`;
    try {
      const result = await read(interlock.uses, interlock.with);
      const stale = this.staleness(result, interlock.maxAgeMs);
      if (stale !== undefined) return `${name} is unknown: ${stale}`;
      if (isTrue(interlock.expect, interlock.scope, result)) return undefined;
      return `${name} is not safe: ${interlock.expect} is not true of ${brief(result)}`;
    } catch (error) {
      return unknown(name, error, signal);
    }
  }

  private async loadOf(
    feed: SliceFeed,
    read: (uses: string, input: JsonObject) => Promise<JsonObject>,
    signal: AbortSignal,
  ): Promise<{ readonly feed: string; readonly kw: number } | string> {
    // The interlock on the load knows how to log in at the PDU, and one read serves both.
    const same = this.interlocks.find(
      (one) => one.uses === LOAD && one.feed === feed.id && one.with['pdu'] === feed.pdu,
    );
    const name = `load of ${feed.id}`;
    try {
      const result = await read(LOAD, same?.with ?? { pdu: feed.pdu });
      const stale = this.staleness(result, same?.maxAgeMs ?? LOAD_MAX_AGE_MS);
      const kw = result['loadKw'];
      if (stale !== undefined || typeof kw !== 'number')
        return `${name} is unknown: ${stale ?? brief(result)}`;
      return { feed: feed.id, kw };
    } catch (error) {
      return unknown(name, error, signal);
    }
  }

  /** Why a sample is too old; one without a time counts as taken when it was read. */
  private staleness(result: JsonObject, maxAgeMs: number): string | undefined {
    const sampledAt = result['sampledAt'];
    if (sampledAt === undefined || sampledAt === null) return undefined;
    const at = typeof sampledAt === 'string' ? Date.parse(sampledAt) : NaN;
    const most = this.speed === 1 ? maxAgeMs : Math.max(maxAgeMs / this.speed, LEAST_MAX_AGE_MS);
    const age = this.caller.ports.clock.now() - at;
    if (age <= most) return undefined;
    return Number.isNaN(age)
      ? `its sample has no time: ${JSON.stringify(sampledAt)}`
      : `its sample is ${String(Math.round(age / 1000))} s old`;
  }
}

/** Errors that pass with time are unknown readings; those that only a person can mend end the slice. */
function unknown(name: string, error: unknown, signal: AbortSignal): string {
  signal.throwIfAborted();
  if (!(error instanceof OperationError)) throw error;
  const lasting = ['TARGET_OUTSIDE_INVENTORY', 'CALL_INPUT_INVALID', 'CONNECTOR_UNKNOWN'];
  if (lasting.includes(error.code)) throw error;
  return `${name} is unknown: ${error.code} ${error.message}`;
}
