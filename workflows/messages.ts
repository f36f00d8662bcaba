import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { Json } from '../model/json';
import type { RunState } from '../model/run/state';
import type { SignedStatement } from '../model/statement';

/** Name of the one workflow type. */
export const WORKFLOW_TYPE = 'runRecovery';

/** Task queue of the engine, unless the environment names another. */
export const TASK_QUEUE = 'blackstart';

/** What a recovery is started with. */
export interface RunInput {
  readonly recovery: string;
  readonly planDigest: string;
  readonly mode: 'live' | 'drill';
  /** Divides authored waits; 1 in live runs. */
  readonly speed: number;
  /** Whether statements of the simulated people's key are taken; never in live runs. */
  readonly simulated: boolean;
  /** The signed act `start`; its person is the starter. */
  readonly start: SignedStatement;
  /** ISO 8601 UTC; RTO counts from here. */
  readonly lostAt: string;
  /** An earlier recovery of the site that was left open, and why this one begins all the same. */
  readonly after?: { readonly recovery: string; readonly reason: string };
  /** Off only in benchmarks. */
  readonly feedLedger: boolean;
  /** State carried over by continue-as-new. */
  readonly carried?: RunState;
}

/** What the closed workflow returns. */
export interface RunReport {
  readonly recovery: string;
  readonly status: string;
  readonly seq: number;
}

/** What an accepted statement gets back. */
export interface Receipt {
  /** Seq of the ledger entry that holds it. */
  readonly seq: number;
}

/**
 * The one update. Its validator is synchronous and refuses with ApplicationFailure, whose `type` is a code of
 * the catalogue (STATEMENT_…); a refused statement changes nothing and leaves no event.
 */
export const submit = defineUpdate<Receipt, [SignedStatement]>('submit');

/** The one query: status and counts, for tests and repair; views come from the ledger. */
export const state = defineQuery<Json>('state');
