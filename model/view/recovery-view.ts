import type { JsonObject } from '../json';
import type { NodeKind } from '../plan/plan';
import type { NodeStatus, OpenPart, RunStatus, StepError } from '../run/state';

/** A recovery as people see it; made from the ledger alone. Times are ISO 8601 UTC. */
export interface RecoveryView {
  readonly id: string;
  readonly title: string;
  readonly mode: 'live' | 'drill';
  readonly simulated: boolean;
  readonly speed: number;
  readonly plan: {
    readonly digest: string;
    readonly procedureDigest: string;
    readonly runbook: string;
  };
  readonly environment: string;
  readonly sites: readonly string[];
  readonly starter: string;
  readonly status: RunStatus;
  /** When it came to that. */
  readonly since: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly lostAt: string;
  /** Real seconds from start to end, or to the last that is known, times speed. */
  readonly simulatedSeconds: number;
  /** Number of the last ledger entry that it holds. */
  readonly seq: number;
  readonly steps: readonly StepView[];
  readonly services: readonly ServiceView[];
  readonly feeds: readonly FeedView[];
  readonly waiting: readonly AskView[];
  /** Interlocks that do not count for a time, and those that one person has asked to waive. */
  readonly waivers: readonly WaiverView[];
  /** What people wrote down on the way, oldest first. */
  readonly notes: readonly NoteView[];
  /** An earlier recovery of the site that was left open. */
  readonly after: { readonly recovery: string; readonly reason: string } | null;
  /** What could not be made safe; empty but where it ended `unsafe`. */
  readonly left: readonly string[];
  /** Why it is paused, stopped, aborted or held. */
  readonly reason?: string;
}

export interface WaiverView {
  /** Power gate that it is about. */
  readonly node: string;
  readonly feed: string;
  readonly interlock: string;
  readonly status: 'active' | 'asked';
  /** Null while a second person has not signed. */
  readonly until: string | null;
  readonly by: readonly { readonly person: string; readonly role: string }[];
  /** Authored milliseconds that were asked for; null where that is not on record. */
  readonly forMs: number | null;
}

export interface NoteView {
  readonly at: string;
  readonly person: string;
  /** Null where it is about the whole run. */
  readonly step: string | null;
  readonly text: string;
}

export interface StepView {
  readonly id: string;
  readonly kind: NodeKind;
  readonly title: string;
  /** Id of the group it stands in. */
  readonly group: string | null;
  /** Set of what the run added to its program by itself. */
  readonly aside: 'undo' | 'make-safe' | null;
  readonly status: NodeStatus;
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Such as `signature 1 of 2 by facility-manager since 2022-10-15T06:30:00.000Z`. */
  readonly waitingFor: string | null;
  readonly error: StepError | null;
  /** Waived interlocks that it, or a part of it, was done under. */
  readonly waivers: readonly string[];
  /** Null where the step starts no servers. */
  readonly servers: ServerCounts | null;
  /** Parts of a step that flows, feed by feed or service by service; empty of others. */
  readonly parts: readonly PartView[];
}

export interface ServerCounts {
  readonly total: number;
  readonly up: number;
  readonly failed: number;
  readonly slow: number;
}

export interface PartView {
  readonly id: string;
  /** Set where it has one of its own. */
  readonly title: string | null;
  readonly feed: string | null;
  readonly service: string | null;
  readonly status: NodeStatus;
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly waitingFor: string | null;
  readonly error: StepError | null;
  readonly waivers: readonly string[];
  /** Latest counts of a slice at work. */
  readonly progress: JsonObject | null;
}

export interface ServiceView {
  readonly id: string;
  readonly title: string;
  readonly tier: number;
  readonly status: 'down' | 'starting' | 'ramping' | 'enabled' | 'held' | 'skipped';
  /** It had all its traffic, and its health reads badly now. */
  readonly fallen: boolean;
  /** Percent of its traffic that it has now. */
  readonly share: number;
  readonly enabledAt: string | null;
  /** Authored seconds. */
  readonly rto: number;
  /** Authored seconds from the loss until it was enabled: real seconds times speed. */
  readonly recoverySeconds: number | null;
  /** Null until it is known. */
  readonly met: boolean | null;
}

export interface FeedView {
  readonly id: string;
  readonly title: string;
  readonly status: 'ok' | 'tripped';
  /** The last trip, until the feed is resumed. */
  readonly trip: TripView | null;
  readonly servers: ServerCounts;
  readonly waves: readonly {
    readonly node: string;
    readonly status: NodeStatus;
    readonly servers: number;
    readonly up: number;
  }[];
}

export interface TripView {
  readonly at: string;
  readonly interlock: string;
  readonly reason: string;
  /** What is missing before it can be resumed, in order; the cause comes last. */
  readonly needs: readonly string[];
  /** Feeds that wait for later readings because of it, and what they share with it. */
  readonly waits: readonly { readonly feed: string; readonly what: readonly string[] }[];
}

export interface AskView {
  /** What statements name as their step. */
  readonly node: string;
  readonly step: string;
  readonly title: string;
  readonly kind: 'approval' | 'manual' | 'power';
  readonly attempt: number;
  readonly since: string;
  readonly until: string | null;
  /** Digest of `lines`; statements carry it. */
  readonly shown: string;
  readonly lines: readonly string[];
  readonly roles: readonly string[];
  readonly open: readonly OpenPart[];
}

/** What the view needs of a recovery's row in the ledger. */
export interface ViewRow {
  readonly id: string;
  readonly mode: 'live' | 'drill';
  readonly simulated: boolean;
  readonly speed: number;
  readonly planDigest: string;
  readonly starter: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

/** How far a slice has come, as the ledger's progress rows tell. */
export interface ViewProgress {
  readonly node: string;
  readonly at: string;
  readonly counts: JsonObject;
}
