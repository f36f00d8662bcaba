import type { Json } from './json';

/** What a person can do to a recovery. `start` is signed when it is started. */
export const ACTS = [
  'start',
  'approve',
  'deny',
  'done',
  'reading',
  'lock',
  'sign-off',
  'retry',
  'skip',
  'pause',
  'resume',
  'stop',
  'abort',
  'undo',
  'waive',
  'note',
] as const;
export type Act = (typeof ACTS)[number];

/** One signed human act. The signature is Ed25519 over the canonical JSON of the statement. */
export interface Statement {
  readonly v: 1;
  readonly alg: 'Ed25519';
  /** Which key signed: an installation key (`local`, `api`, `simulated`) or `person:<id>`. */
  readonly keyId: string;
  /** Recovery id. */
  readonly recovery: string;
  /** Digest of the plan it is about. */
  readonly planDigest: string;
  /** Step or part of a step, as the inbox names it (`power-safe/feed-a`); empty for the whole run. */
  readonly step: string;
  /** Which asking of the question, or which attempt of the step; 0 for the whole run. */
  readonly attempt: number;
  readonly act: Act;
  /** Typed answer: a form, a reading `{ id, value, takenAt }`, a lock `{ lock, state }`, steering arguments. */
  readonly answer: Json;
  /** Digest of the question as it was shown; empty where nothing was asked. */
  readonly shown: string;
  readonly reason: string;
  /** Id of the person in the roster. */
  readonly person: string;
  /** Role the person acts in. */
  readonly role: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Never used twice: 16 random bytes in hex. */
  readonly nonce: string;
}

/** A statement and its signature, as sent to the workflow. */
export interface SignedStatement {
  readonly statement: Statement;
  /** Base64 of the 64-byte signature. */
  readonly signature: string;
}
