import type { Json, JsonObject } from '../../model/json';
import type { CallPhase, SliceResult } from '../../model/plan/plan';
import type { LedgerWriter } from '../../ledger/ledger';
import type { Shift, WaivedInterlock, WatchedService } from '../../model/run/command';
import type { LedgerEntry } from '../../model/run/entry';

/*
 * The activities of the engine, as the workflow sees them. Each makes one attempt: the reducer schedules
 * every retry and hands it the checkpoint of the attempt before.
 */

/** What every call knows about the run it belongs to. */
export interface RunRef {
  readonly recovery: string;
  readonly planDigest: string;
  readonly mode: 'live' | 'drill';
  /** Divides authored waits and polls; 1 in live runs. */
  readonly speed: number;
}

export interface CallInput {
  readonly run: RunRef;
  readonly node: string;
  readonly attempt: number;
  /** How often something that the node changed was put back; part of the idempotency key where it was. */
  readonly round?: number;
  readonly phase: CallPhase;
  /** `with`, with every expression resolved. */
  readonly with: JsonObject;
  readonly simulate: boolean;
  /** Which item of `forEach` it is for; part of the idempotency key. Absent where there is none. */
  readonly item?: number;
  /** Poll ends here, ms since 1970; absent where it is not a poll. */
  readonly deadlineAt?: number;
  /** What the attempt before left in its last heartbeat. */
  readonly checkpoint?: Json;
  /** Services that have traffic: what they run on is not powered off. */
  readonly serving?: readonly string[];
}

export interface CallResult {
  /** Output without what makes it longer than 2 kB; null where nothing is kept. */
  readonly output: Json;
  /** Recorded ahead of the call, for undo. */
  readonly before?: Json;
  /** Polls: how many reads it took. */
  readonly polls?: number;
}

export interface SliceInput {
  readonly run: RunRef;
  readonly node: string;
  readonly attempt: number;
  /** As that of a call. */
  readonly round?: number;
  readonly slice: string;
  /** Feeds that the reducer knows to be energised: a wave uses only those of its feeds, and needs one. */
  readonly liveFeeds: readonly string[];
  readonly checkpoint?: Json;
  /** Puts back what it did: the `before` of its result, or the checkpoint it failed with. */
  readonly undo?: { readonly before: Json };
  readonly serving?: readonly string[];
  readonly shift?: Shift;
  readonly waived?: readonly WaivedInterlock[];
  /** For a section: whether it may be closed; true where absent. */
  readonly mayClose?: boolean;
}

export interface WatchInput {
  readonly run: RunRef;
  readonly services: readonly WatchedService[];
}

/** Service → healthy, of those that read otherwise than was known. */
export interface WatchResult {
  readonly changed: Readonly<Record<string, boolean>>;
}

export interface EngineActivities {
  /** Text of one part of a plan by its digest. */
  loadPart(input: { readonly digest: string }): Promise<string>;
  call(input: CallInput): Promise<CallResult>;
  runSlice(input: SliceInput): Promise<SliceResult>;
  /** Reads the health of services that have their traffic, and returns on a change. */
  watchServices(input: WatchInput): Promise<WatchResult>;
  /** Local activity: appends entries that the reducer numbered. Same seq with another body: LEDGER_CONFLICT. */
  appendLedger(input: {
    readonly recovery: string;
    readonly entries: readonly LedgerEntry[];
    readonly writer: LedgerWriter;
  }): Promise<void>;
}
