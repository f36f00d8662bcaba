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
  /** Why it is paused, stopped or held. */
  readonly reason?: string;
}

export interface StepView {
  readonly id: string;
  readonly kind: NodeKind;
  readonly title: string;
  /** Id of the group it stands in. */
  readonly group: string | null;
  readonly status: NodeStatus;
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Such as `signature 1 of 2 by facility-manager since 2022-10-15T06:30:00.000Z`. */
  readonly waitingFor: string | null;
  readonly error: StepError | null;
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
  readonly feed: string | null;
  readonly service: string | null;
  readonly status: NodeStatus;
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly waitingFor: string | null;
  readonly error: StepError | null;
  /** Latest counts of a slice at work. */
  readonly progress: JsonObject | null;
}

export interface ServiceView {
  readonly id: string;
  readonly title: string;
  readonly tier: number;
  readonly status: 'down' | 'starting' | 'ramping' | 'enabled' | 'held' | 'skipped';
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
  readonly servers: ServerCounts;
  readonly waves: readonly {
    readonly node: string;
    readonly status: NodeStatus;
    readonly servers: number;
    readonly up: number;
  }[];
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
