import type { Json } from '../json';

export type RunStatus =
  'running' | 'held' | 'paused' | 'stopped' | 'aborting' | 'aborted' | 'unsafe' | 'done';

export type NodeStatus =
  'pending' | 'running' | 'waiting' | 'held' | 'done' | 'skipped' | 'denied' | 'failed' | 'undone';

/** One letter per node in {@link RunState.marks}, so that 5,000 steps fit in 5 kB of state. */
export const MARKS = {
  pending: '.',
  running: 'r',
  waiting: 'w',
  held: 'h',
  done: 'd',
  skipped: 's',
  denied: 'n',
  failed: 'f',
  undone: 'u',
} as const satisfies Record<NodeStatus, string>;

export interface StepError {
  readonly code: string;
  readonly message: string;
  readonly fix?: string;
}

/** A question that is open: what the inbox shows. */
export interface Ask {
  readonly kind: 'approval' | 'manual' | 'power';
  /** Counts the askings of this question; statements must name it. */
  readonly attempt: number;
  /** ISO 8601 UTC. */
  readonly since: string;
  /** ISO 8601 UTC; when the question is held. */
  readonly until?: string;
  /** Digest of the question as rendered by model/run/question.ts; statements carry it as `shown`. */
  readonly shown: string;
  /** The question, at most 12 lines. */
  readonly lines: readonly string[];
  /** Roles that may answer now. */
  readonly roles: readonly string[];
  /** What is still open, such as `lock L-01 (han)`, `reading insulation`, `sign-off 1 of 2`. */
  readonly open: readonly OpenPart[];
}

export interface OpenPart {
  readonly part: 'vote' | 'form' | 'lock' | 'reading' | 'sign-off';
  /** Lock or reading id; empty for votes and forms. */
  readonly id: string;
  /** Roles or `person:<id>` that may answer. */
  readonly who: readonly string[];
  readonly text: string;
}

export interface Vote {
  readonly person: string;
  readonly role: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What is known of a node that has begun and may still change. */
export interface NodeRecord {
  /** Attempt of a call, or asking of a question; from 1. Attempts lost to a dead worker are not counted. */
  attempt: number;
  /** Tries of the present phase since a person or a success last reset them. */
  tries: number;
  /** Attempts of the present phase lost to dead workers. */
  lost: number;
  phase: number;
  item: number;
  items?: readonly Json[];
  /** End of the present poll or wait, ms since 1970. */
  deadlineAt?: number;
  /** Tells the answer of the present call from those of calls given up; 0 while none is in flight. */
  token: number;
  checkpoint?: Json;
  error?: StepError;
  gate?: GateRecord;
  /** Votes to skip an approval; they count until it is asked again. */
  skipVotes?: readonly Vote[];
  /** What was read before each changing call, oldest first, for undo. */
  before?: readonly { readonly phase: number; readonly item: number; readonly value: Json }[];
}

export interface GateRecord {
  askedAt: number;
  expiresAt?: number;
  shown: string;
  lines: readonly string[];
  votes: Vote[];
  escalated: boolean;
  locks?: Record<string, number>;
  readings?: Record<string, PermitReading>;
  /** When the gate opened. */
  openedAt?: number;
  /** Servers started under this approval. */
  servers?: number;
}

export interface PermitReading {
  readonly value: Json;
  readonly takenAt: number;
  readonly person: string;
  readonly safe: boolean;
}

/** What a run was started with. */
export interface RunHeader {
  readonly recovery: string;
  readonly planDigest: string;
  readonly mode: 'live' | 'drill';
  readonly speed: number;
  readonly simulated: boolean;
  readonly starter: string;
  readonly startedAt: number;
  readonly lostAt: number;
}

/** The whole state of a run: JSON, owned by the reducer, handed on by continue-as-new. */
export interface RunState {
  readonly v: 1;
  readonly header: RunHeader;
  /** Number of the last transition. */
  seq: number;
  status: RunStatus;
  paused: boolean;
  stopped: boolean;
  /** Nothing new starts: the workflow is about to continue as new. */
  rolling: boolean;
  /** A letter of {@link MARKS} per node. */
  marks: string;
  /** Page → 0 not asked for, 1 asked for, 2 loaded, 3 over. */
  pages: number[];
  /** Nodes that have begun and may still change, by index. */
  active: Record<string, NodeRecord>;
  /** Outputs that later expressions name, by step id. */
  outputs: Record<string, Json>;
  /** Services that have all their traffic. */
  enabled: string[];
  /** Timer key → when it fires, ms since 1970. */
  timers: Record<string, number>;
  /** Nonce of an accepted statement → seq of its entry, digest of the statement. */
  nonces: Record<string, { readonly seq: number; readonly digest: string }>;
  nextToken: number;
}
