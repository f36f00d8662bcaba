import type { Json, JsonObject } from '../json';
import type { SignedStatement } from '../statement';
import type { Ask, NodeStatus, RunStatus, StepError } from './state';

/** One transition of a run, numbered by the reducer. The ledger holds them all; views are made from them. */
export interface LedgerEntry {
  /** 1, 2, 3 … without a gap. */
  readonly seq: number;
  /** ISO 8601 UTC, by the workflow's clock. */
  readonly at: string;
  readonly body: EntryBody;
}

export type EntryBody =
  | {
      readonly type: 'started';
      readonly recovery: string;
      readonly mode: 'live' | 'drill';
      readonly simulated: boolean;
      readonly speed: number;
      readonly planDigest: string;
      readonly starter: string;
      readonly lostAt: string;
    }
  | {
      readonly type: 'run';
      readonly status: RunStatus;
      readonly reason?: string;
      readonly by?: string;
    }
  | {
      readonly type: 'node';
      readonly node: string;
      readonly status: NodeStatus;
      readonly attempt: number;
      readonly error?: StepError;
      readonly reason?: string;
      readonly output?: Json;
      /** Counts of a slice, how many polls, what a phase gave. */
      readonly detail?: JsonObject;
    }
  /** A phase of a node ended: ramps, checks before traffic. */
  | {
      readonly type: 'phase';
      readonly node: string;
      readonly attempt: number;
      readonly phase: string;
      readonly share?: number;
      readonly detail?: JsonObject;
    }
  /** An attempt ended without success and another one follows by itself. */
  | {
      readonly type: 'retry';
      readonly node: string;
      readonly attempt: number;
      readonly error: StepError;
      readonly delayMs: number;
    }
  /** A question came up, or came up again. */
  | { readonly type: 'asked'; readonly node: string; readonly ask: Ask }
  /** A statement was accepted. */
  | { readonly type: 'said'; readonly signed: SignedStatement; readonly simulated: boolean }
  | { readonly type: 'reminded'; readonly node: string }
  | { readonly type: 'escalated'; readonly node: string; readonly roles: readonly string[] }
  | { readonly type: 'expired'; readonly node: string }
  /** Votes or a permit lapsed: why. */
  | { readonly type: 'lapsed'; readonly node: string; readonly reason: string };
