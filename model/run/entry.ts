import type { Json, JsonObject } from '../json';
import type { SignedStatement } from '../statement';
import type { Ask, NodeStatus, RunStatus, StepError } from './state';

export interface AddedNode {
  readonly id: string;
  readonly title: string;
  readonly kind: 'action' | 'approval';
  /** What an undo rolls back. */
  readonly of?: string;
}

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
      /** An earlier recovery of the site that was left open, and why this one began all the same. */
      readonly after?: { readonly recovery: string; readonly reason: string };
    }
  | {
      readonly type: 'run';
      readonly status: RunStatus;
      readonly reason?: string;
      readonly by?: string;
      /** With `unsafe`: what could not be made safe. */
      readonly left?: readonly string[];
    }
  | {
      readonly type: 'node';
      readonly node: string;
      readonly status: NodeStatus;
      readonly attempt: number;
      readonly error?: StepError;
      readonly reason?: string;
      readonly output?: Json;
      /** Waived interlocks that it was done under, such as `load of feed-a until 2022-10-15T09:00:00.000Z`. */
      readonly waivers?: readonly string[];
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
      /** Whose share it is, where the node is not that service's own: of make-safe. */
      readonly service?: string;
      readonly detail?: JsonObject;
      /** Serial of the change that an undo put back by it. */
      readonly undone?: number;
    }
  /** Something was changed that can be put back; the same serial again tells more of the same change. */
  | {
      readonly type: 'changed';
      readonly serial: number;
      readonly node: string;
      readonly phase: string;
      /** Input of the call; empty of slices. */
      readonly with: JsonObject;
      /** What was read ahead of it. */
      readonly before: Json;
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
  /** A feed was lost or not safe: it is held, and what shares anything with it waits. */
  | {
      readonly type: 'tripped';
      readonly feed: string;
      /** Node that found it. */
      readonly node: string;
      readonly interlock: string;
      readonly reason: string;
      /** Whether new permit readings are needed: a section is open, or nobody knows. */
      readonly needsReadings: boolean;
      readonly waits: readonly { readonly feed: string; readonly what: readonly string[] }[];
    }
  /** A tripped feed may go on: who said so, and what was found to be the cause. */
  | {
      readonly type: 'feed-resumed';
      readonly feed: string;
      readonly cause: string;
      readonly by: string;
    }
  /** A wave goes on only after a reading that is later than the trip of the other feed, and safe. */
  | { readonly type: 'waits'; readonly node: string; readonly feed: string }
  /** One interlock of one feed does not count for a time; with one person it is only asked for. */
  | {
      readonly type: 'waived';
      readonly node: string;
      readonly feed: string;
      readonly interlock: string;
      /** ISO 8601 UTC; null until a second person has signed. */
      readonly until: string | null;
      readonly by: readonly { readonly person: string; readonly role: string }[];
    }
  | { readonly type: 'waiver-over'; readonly feed: string; readonly interlock: string }
  /** A service that had its traffic was seen to fall, or to be back. */
  | { readonly type: 'service'; readonly service: string; readonly health: 'fallen' | 'back' }
  /** Nodes that the run added to its program: an undo, with its approval, or make-safe. */
  | {
      readonly type: 'added';
      readonly why: 'undo' | 'make-safe';
      readonly nodes: readonly AddedNode[];
    }
  /** Votes or a permit lapsed: why. */
  | { readonly type: 'lapsed'; readonly node: string; readonly reason: string };
