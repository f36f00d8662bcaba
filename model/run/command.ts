import type { Json, JsonObject } from '../json';
import type { CallPhase, PlanNode, SlicePhase } from '../plan/plan';
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
      readonly phase: CallPhase;
      readonly with: JsonObject;
      readonly simulate: boolean;
      /** Which item of `forEach` it is for. */
      readonly item?: number;
      readonly timeoutMs: number;
      readonly deadlineAt?: number;
      readonly checkpoint?: Json;
    }
  | {
      readonly do: 'slice';
      readonly node: PlanNode;
      readonly token: number;
      readonly attempt: number;
      readonly phase: SlicePhase;
      /** Feeds known to be live, in the order of the plan; undefined where the node names none. */
      readonly liveFeeds?: readonly string[];
      readonly timeoutMs: number;
      readonly checkpoint?: Json;
    }
  | { readonly do: 'cancel'; readonly token: number }
  | { readonly do: 'timer'; readonly key: string; readonly at: number }
  | { readonly do: 'clear'; readonly key: string }
  | { readonly do: 'end' };

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
  /** A page of the program could not be taken in. */
  | { readonly type: 'plan-broken'; readonly message: string }
);
