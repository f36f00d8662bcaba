import type { Json, JsonObject } from '../json';
import type { RetryPolicy } from './retry-policy';

/*
 * A slice is the work of one activity on many targets: the servers of a wave, or those behind a section. It stays in
 * the plan's store, and only its id travels through Temporal.
 */

/** A server as slices carry it. */
export interface SliceServer {
  readonly id: string;
  readonly rack: string;
  readonly site?: string;
  readonly hall?: string;
  readonly zone?: string;
  readonly role?: string;
  readonly feeds?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly watts: number;
  readonly inrush: number;
  readonly serial?: string;
  readonly uuid?: string;
  readonly bmc: string;
  readonly ready?: string;
}

/** A call inside a slice; `with` may hold `${{ server.… }}`, resolved per server. */
export interface SliceCall {
  readonly uses: string;
  readonly with: JsonObject;
  readonly expect?: string;
  /** What compile knew of the names in `with` and `expect`, beside `server` and `result`. */
  readonly scope?: JsonObject;
}

export interface SliceInterlock extends SliceCall {
  readonly id: string;
  readonly feed: string;
  readonly maxAgeMs: number;
  readonly expect: string;
  /** `feed` of the expressions. */
  readonly scope: JsonObject;
}

/** A feed as a slice needs it. */
export interface SliceFeed {
  readonly id: string;
  readonly pdu: string;
  /** Least usable kW on its way: min over nodes of rating x derating, shared nodes divided by their feeds. */
  readonly usableKw: number;
  /** kW that its equipment takes when all of it runs; a meter may show less. */
  readonly equipmentKw: number;
}

export type Slice = WaveSlice | SectionSlice;

/** One wave of a restore step. */
export interface WaveSlice {
  readonly type: 'wave';
  readonly feeds: readonly SliceFeed[];
  readonly servers: readonly SliceServer[];
  readonly canary: number;
  readonly start: SliceCall;
  readonly ready: SliceCall & { readonly everyMs: number; readonly withinMs: number };
  readonly interlocks: readonly SliceInterlock[];
  readonly tolerate: Readonly<Record<'electrical' | 'oneRack' | 'other', number>>;
  readonly retry: RetryPolicy;
}

/** One PDU section to be energised. */
export interface SectionSlice {
  readonly type: 'section';
  readonly feed: SliceFeed;
  readonly section: string;
  /** `manual` where a person closes the breaker. */
  readonly close: SliceCall | 'manual';
  readonly settleMs: number;
  /** Read once it is on. */
  readonly interlocks?: readonly SliceInterlock[];
  /** Servers behind it, whose restore policy is read back. */
  readonly servers: readonly SliceServer[];
}

/** What a slice gives back: counts, and at most 200 names. */
export interface SliceResult {
  readonly ok: number;
  readonly already: number;
  readonly slow: number;
  readonly failed: readonly {
    readonly id: string;
    readonly code: string;
    readonly message: string;
  }[];
  readonly detail?: JsonObject;
  /** What it found before it changed anything, for undo; null or absent where it changed nothing. */
  readonly before?: Json;
}
