import { setMaxListeners } from 'node:events';
import { canonicalJson } from '../../../model/canonical-json';
import { OperationError } from '../../../model/errors';
import { isJsonObject, type JsonObject } from '../../../model/json';
import type { SliceFeed, SliceInterlock } from '../../../model/plan/plan';
import type { Shift, WaivedInterlock } from '../../../model/run/command';
import type { CallRecord } from '../call-record';
import type { ConnectorCaller } from '../connector-caller';
import { brief, isTrue } from '../expect';
import type { SliceLog } from './slice-log';

/** Least bound on the age of a sample, real ms, however high the speed. */
const LEAST_MAX_AGE_MS = 15_000;
/** Bound on the age of a load's sample where no interlock states one, authored ms. */
const LOAD_MAX_AGE_MS = 60_000;
/** What reads the load of a feed, and how its sections stand. */
export const LOAD = 'redfish.outlets';
/** Name that a trip gives an open section, and one that it gives the load where no interlock reads it. */
export const SECTION = 'section';
const LOAD_ID = 'load';

/** What is not safe: known not to be, or not known. */
export interface Doubt {
  readonly is: 'unsafe' | 'unknown';
  readonly interlock: string;
  readonly reason: string;
}

/** A feed as it was read at one time. */
export interface FeedReading {
  readonly doubt?: Doubt;
  /** Measured kW; absent where it is not known. */
  readonly loadKw?: number;
  /** Sections as they stood; absent where the PDU gave no answer. */
  readonly sections?: ReadonlyMap<string, string>;
}

/** What a slice knows beside what it reads. */
export interface FeedFacts {
  readonly waived?: readonly WaivedInterlock[];
  /** Load came over from a feed that tripped: what was measured before says nothing of it. */
  readonly shift?: Shift | undefined;
  /** Whether servers are up on a feed: a meter that says 0 then says nothing. */
  readonly isLoaded?: (feed: string) => boolean;
  /** Sections that have been on and must stay so, by feed. */
  readonly sectionsOn?: Map<string, Set<string>>;
  /** Whether the feed may stand with no section on at all. */
  readonly mayBeOpen?: boolean;
  readonly log?: SliceLog;
}

interface Answer {
  readonly record?: CallRecord;
  readonly result?: JsonObject;
  readonly error?: OperationError;
}
type Read = (uses: string, input: JsonObject) => Promise<Answer>;

/** Reads the interlocks, the load and the sections of feeds. What cannot be read, or is too old, is unknown. */
export class FeedReader {
  constructor(
    private readonly caller: ConnectorCaller,
    readonly feeds: readonly SliceFeed[],
    private readonly interlocks: readonly SliceInterlock[],
    private readonly speed: number,
    private readonly facts: FeedFacts,
  ) {}

  /** Every feed, read now: the same call serves all that ask for it. `limit` ends what has not answered in time. */
  async read(
    signal: AbortSignal,
    limit: AbortSignal,
    withinMs: number,
  ): Promise<ReadonlyMap<string, FeedReading>> {
    const either = AbortSignal.any([signal, limit]);
    // Every call under way listens to it.
    setMaxListeners(0, either);
    const reads = new Map<string, Promise<Answer>>();
    const read: Read = (uses, input) => {
      const key = canonicalJson({ uses, input });
      const found = reads.get(key) ?? this.ask(uses, input, signal, either);
      reads.set(key, found);
      return found;
    };
    const readings = await Promise.all(
      this.feeds.map(async (feed) => [feed.id, await this.readFeed(feed, read, withinMs)] as const),
    );
    return new Map(readings);
  }

  /** How the PDU of a feed is logged in to: as the interlock on its load does. */
  loadInput(feed: SliceFeed): JsonObject {
    return this.loadInterlock(feed)?.with ?? { pdu: feed.pdu };
  }

  private async readFeed(feed: SliceFeed, read: Read, withinMs: number): Promise<FeedReading> {
    const now = this.caller.ports.clock.now();
    const own = this.interlocks.filter((one) => one.feed === feed.id);
    const counted = own.filter((one) => !this.isWaived(one, now));
    const load = this.readLoad(feed, read);
    const doubts = await Promise.all([
      load.then(({ doubt }) => doubt),
      ...counted.map((one) => this.doubtOf(one, read)),
    ]);
    const found = doubts.filter((doubt) => doubt !== undefined);
    const worst =
      found.find(({ is }) => is === 'unsafe') ?? found[0] ?? this.late(feed, own, now, withinMs);
    const { loadKw, sections } = await load;
    return {
      ...(worst === undefined ? {} : { doubt: worst }),
      ...(loadKw === undefined ? {} : { loadKw }),
      ...(sections === undefined ? {} : { sections }),
    };
  }

  /** A reading that was long on its way is too old by the time it is there. */
  private late(
    feed: SliceFeed,
    own: readonly SliceInterlock[],
    began: number,
    withinMs: number,
  ): Doubt | undefined {
    const tookMs = this.caller.ports.clock.now() - began;
    if (tookMs < withinMs) return undefined;
    const seconds = String(Math.round(tookMs / 1000));
    return {
      is: 'unknown',
      interlock: own[0]?.id ?? LOAD_ID,
      reason: `the reading of ${feed.id} is unknown: it took ${seconds} s`,
    };
  }

  private isWaived({ feed, id }: SliceInterlock, now: number): boolean {
    const waived = this.facts.waived ?? [];
    return waived.some((one) => one.feed === feed && one.interlock === id && now < one.until);
  }

  private loadInterlock(feed: SliceFeed): SliceInterlock | undefined {
    return this.interlocks.find(
      (one) => one.uses === LOAD && one.feed === feed.id && one.with['pdu'] === feed.pdu,
    );
  }

  private async doubtOf(one: SliceInterlock, read: Read): Promise<Doubt | undefined> {
    const { record, result, error } = await read(one.uses, one.with);
    const name = `${one.id} of ${one.feed}`;
    const doubt = (is: Doubt['is'], why: string): Doubt => {
      const reason = `${name} is ${is === 'unsafe' ? 'not safe' : 'unknown'}: ${why}`;
      this.facts.log?.interlock(name, record, reason);
      return { is, interlock: one.id, reason };
    };
    if (result === undefined) return doubt('unknown', saidBy(error));
    const stale = this.staleness(result, one.maxAgeMs);
    if (stale !== undefined) return doubt('unknown', stale);
    try {
      if (!isTrue(one.expect, one.scope, result))
        return doubt('unsafe', `${one.expect} is not true of ${brief(result)}`);
    } catch (failed) {
      if (failed instanceof OperationError) return doubt('unknown', saidBy(failed));
      throw failed;
    }
    this.facts.log?.interlock(name, record, undefined);
    return undefined;
  }

  /** Load and sections of a feed, and what is wrong with them. */
  private async readLoad(feed: SliceFeed, read: Read): Promise<FeedReading> {
    const own = this.loadInterlock(feed);
    const { record, result, error } = await read(LOAD, this.loadInput(feed));
    const interlock = own?.id ?? LOAD_ID;
    const doubt = (is: Doubt['is'], name: string, reason: string): { readonly doubt: Doubt } => {
      this.facts.log?.interlock(`${name} of ${feed.id}`, record, reason);
      return { doubt: { is, interlock: name, reason } };
    };
    const name = `load of ${feed.id}`;
    const isWaived = own !== undefined && this.isWaived(own, this.caller.ports.clock.now());
    if (result === undefined) {
      // People took it on them that the meter says nothing: what was started counts by its model.
      if (isWaived) return {};
      return doubt('unknown', interlock, `${name} is unknown: ${saidBy(error)}`);
    }
    const sections = sectionsIn(result);
    const open = this.openSection(feed, sections);
    if (open !== undefined) return { sections, ...doubt('unsafe', SECTION, open) };
    const kw = result['loadKw'];
    const unknown = this.whyUnknown(feed, result, own?.maxAgeMs ?? LOAD_MAX_AGE_MS);
    if (typeof kw === 'number' && unknown === undefined) return { sections, loadKw: kw };
    if (isWaived) return { sections };
    return {
      sections,
      ...doubt('unknown', interlock, `${name} is unknown: ${unknown ?? brief(result)}`),
    };
  }

  private whyUnknown(feed: SliceFeed, result: JsonObject, maxAgeMs: number): string | undefined {
    const stale = this.staleness(result, maxAgeMs);
    if (stale !== undefined) return stale;
    return result['loadKw'] === 0 && this.facts.isLoaded?.(feed.id) === true
      ? `${feed.pdu} says 0 kW while servers are up on it`
      : undefined;
  }

  private openSection(feed: SliceFeed, sections: ReadonlyMap<string, string>): string | undefined {
    const wanted = this.facts.sectionsOn?.get(feed.id) ?? new Set<string>();
    for (const [section, state] of sections)
      if (wanted.has(section) && isOpen(state))
        return `section ${section} of ${feed.pdu} reads ${state}`;
    const states = [...sections.values()];
    const none = states.length > 0 && states.every(isOpen);
    return none && this.facts.mayBeOpen !== true ? `no section of ${feed.pdu} is on` : undefined;
  }

  /** Why a sample is too old, or older than a shift of load; one without a time counts as taken when it was read. */
  private staleness(result: JsonObject, maxAgeMs: number): string | undefined {
    const sampledAt = result['sampledAt'];
    if (sampledAt === undefined || sampledAt === null) return undefined;
    const at = typeof sampledAt === 'string' ? Date.parse(sampledAt) : NaN;
    const most = this.speed === 1 ? maxAgeMs : Math.max(maxAgeMs / this.speed, LEAST_MAX_AGE_MS);
    const age = this.caller.ports.clock.now() - at;
    const { shift } = this.facts;
    if (shift !== undefined && at <= shift.at)
      return `its sample was taken before ${shift.feed} tripped`;
    if (age <= most) return undefined;
    return Number.isNaN(age)
      ? `its sample has no time: ${JSON.stringify(sampledAt)}`
      : `its sample is ${String(Math.round(age / 1000))} s old`;
  }

  /** Errors that pass with time are unknown readings; those that only a person can mend end the slice. */
  private async ask(
    uses: string,
    input: JsonObject,
    signal: AbortSignal,
    either: AbortSignal,
  ): Promise<Answer> {
    let record: CallRecord | undefined;
    let isAllowed = false;
    const request = { uses, with: input, phase: 'interlock', item: 'read' };
    try {
      const prepared = this.caller.prepare(request);
      isAllowed = true;
      const result = await prepared.run(null, either, { ended: (one) => (record = one) });
      return { result, ...(record === undefined ? {} : { record }) };
    } catch (error) {
      signal.throwIfAborted();
      const known = either.aborted ? TOO_LATE : error;
      if (!(known instanceof OperationError)) throw known;
      // A call of the inventory that leads out of it was redirected: its answer is as bad as any other.
      const wasRedirected = isAllowed && known.code === 'TARGET_OUTSIDE_INVENTORY';
      if (LASTING.has(known.code) && !wasRedirected) throw known;
      return { error: known, ...(record === undefined ? {} : { record }) };
    }
  }
}

const LASTING: ReadonlySet<string> = new Set([
  'TARGET_OUTSIDE_INVENTORY',
  'CALL_INPUT_INVALID',
  'CONNECTOR_UNKNOWN',
]);

const TOO_LATE = new OperationError('TARGET_NO_ANSWER', 'no answer in time');

function saidBy(error: OperationError | undefined): string {
  return error === undefined ? 'no answer' : `${error.code} ${error.message}`;
}

/** Section → how it stands, as a PDU says. */
export function sectionsIn(result: JsonObject): ReadonlyMap<string, string> {
  const { outlets } = result;
  const found = new Map<string, string>();
  for (const one of Array.isArray(outlets) ? outlets : []) {
    if (!isJsonObject(one)) continue;
    const { id, state } = one;
    if (typeof id === 'string' && typeof state === 'string') found.set(id, state);
  }
  return found;
}

function isOpen(state: string): boolean {
  return state === 'off' || state === 'powering-off';
}
