import type { Json, JsonObject } from '../json';
import type { CallPhase, MakeSafe, PlanNode, SlicePhase } from '../plan/plan';
import type { SignedStatement } from '../statement';
import type { StepError } from './state';

/** What the reducer asks of the driver. */
export type Command =
  | { readonly do: 'load'; readonly page: number; readonly digest: string }
  | {
      readonly do: 'call';
      readonly node: PlanNode;
      readonly token: number;
      readonly attempt: number;
      /** How often something that the node changed was put back; absent where never. */
      readonly round?: number;
      readonly phase: CallPhase;
      readonly with: JsonObject;
      readonly simulate: boolean;
      /** Which item of `forEach` it is for. */
      readonly item?: number;
      readonly timeoutMs: number;
      readonly deadlineAt?: number;
      readonly checkpoint?: Json;
      /** Services that have traffic: what they run on is not powered off. Given to undo and make-safe. */
      readonly serving?: readonly string[];
    }
  | {
      readonly do: 'slice';
      readonly node: PlanNode;
      readonly token: number;
      readonly attempt: number;
      /** As that of a call. */
      readonly round?: number;
      readonly phase: SlicePhase;
      /** Feeds known to be live, in the order of the plan; undefined where the node names none. */
      readonly liveFeeds?: readonly string[];
      readonly timeoutMs: number;
      readonly checkpoint?: Json;
      readonly serving?: readonly string[];
      /** Load came over from a feed that tripped: nothing starts before a reading that is later and safe. */
      readonly shift?: Shift;
      /** Interlocks that people have waived for a time. */
      readonly waived?: readonly WaivedInterlock[];
      /** For a section: whether it may be closed, or only be looked at, as no permit covers it. */
      readonly mayClose?: boolean;
    }
  /** Asks for the steps that leave things safe. */
  | { readonly do: 'load-make-safe'; readonly digest: string }
  /** Watches services that have their traffic, until one falls or comes back. */
  | { readonly do: 'watch'; readonly token: number; readonly services: readonly WatchedService[] }
  | { readonly do: 'cancel'; readonly token: number }
  | { readonly do: 'timer'; readonly key: string; readonly at: number }
  | { readonly do: 'clear'; readonly key: string }
  | { readonly do: 'end' };

/** A feed tripped, and its load or heat may have come to others. `at` is ms since 1970. */
export interface Shift {
  readonly feed: string;
  readonly at: number;
}

export interface WaivedInterlock {
  readonly feed: string;
  readonly interlock: string;
  /** Ms since 1970. */
  readonly until: number;
}

export interface WatchedService {
  readonly service: string;
  /** Node that gave it its traffic: its reads are logged there. */
  readonly node: string;
  /** How its health is read. */
  readonly phase: CallPhase;
  /** As last known; the watch ends when it reads otherwise. */
  readonly healthy: boolean;
}

/** One feed of a slice that was not safe, as slices tell in `detail.trips`. */
export interface Trip {
  readonly feed: string;
  /** Which interlock; `section` where its breaker was found open. */
  readonly interlock: string;
  /** What was read and what was wanted. */
  readonly reason: string;
  /** Section → how its breaker was last read. */
  readonly sections: Readonly<Record<string, 'on' | 'off' | 'unknown'>>;
}

/** How a call ended. */
export type CallOutcome =
  | {
      readonly ok: true;
      readonly output: Json;
      readonly before?: Json;
      readonly detail?: JsonObject;
    }
  | {
      readonly ok: false;
      readonly error: StepError;
      /** Whether trying again may help. */
      readonly retry: boolean;
      /** `lost`: nobody knows how it ended; `cancelled`: it was told to stop and did. */
      readonly end: 'failed' | 'lost' | 'cancelled';
      readonly checkpoint?: Json;
      readonly detail?: JsonObject;
    };

/** What happens to a run. `at` is the workflow's time, ms since 1970. */
export type RunEvent = { readonly at: number } & (
  | { readonly type: 'begin' }
  | { readonly type: 'loaded'; readonly page: number; readonly nodes: readonly PlanNode[] }
  | {
      readonly type: 'settled';
      readonly node: number;
      readonly token: number;
      readonly outcome: CallOutcome;
    }
  | { readonly type: 'fired'; readonly key: string }
  | { readonly type: 'said'; readonly signed: SignedStatement }
  /** Temporal asked to cancel the workflow; it counts as a stop. */
  | { readonly type: 'cancel' }
  /** The workflow is about to continue as new. */
  | { readonly type: 'roll' }
  /** The first event of a workflow that took over a state. */
  | { readonly type: 'taken-over' }
  | { readonly type: 'ledger-conflict'; readonly message: string }
  | {
      readonly type: 'make-safe-loaded';
      /** Null where they could not be read. */ readonly steps: MakeSafe['steps'] | null;
    }
  /** The watch over services ended: service → healthy, of those that changed. */
  | {
      readonly type: 'watched';
      readonly token: number;
      readonly changed: Readonly<Record<string, boolean>>;
      /** It could not be kept up, and begins again after a while. */
      readonly failed?: boolean;
    }
  /** A page of the program could not be taken in. */
  | { readonly type: 'plan-broken'; readonly message: string }
);
