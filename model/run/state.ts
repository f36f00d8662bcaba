import type { Json, JsonObject } from '../json';
import type { PlanNode } from '../plan/plan';

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
  /** People who may not, whatever their roles: they have signed, or started the run. */
  readonly not?: readonly string[];
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
  /** What is left of the present poll's time while it cannot be sent, ms; it has no end then. */
  leftMs?: number;
  /** Tells the answer of the present call from those of calls given up; 0 while none is in flight. */
  token: number;
  checkpoint?: Json;
  error?: StepError;
  gate?: GateRecord;
  /** Votes to skip an approval; they count until it is asked again. */
  skipVotes?: readonly Vote[];
  /** Input of the changing call that was sent last. */
  sent?: JsonObject;
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
  /** An earlier recovery of the site that was left open, and why this one may begin all the same. */
  readonly after?: { readonly recovery: string; readonly reason: string };
}

/** A feed that has tripped, or that waits for one that did. */
export interface FeedState {
  status: 'ok' | 'tripped';
  trips: number;
  /** Of the last trip, ms since 1970. */
  at: number;
  /** Which interlock, or `section`; what was read stands in the ledger. */
  reason: string;
  /** Permit readings taken before this are void, ms since 1970. */
  readingsSince?: number;
  /** Whether sections may be closed: not under a sign-off that came without new permit readings. */
  mayClose: boolean;
  /** Whether the power gate has been asked again since the trip. */
  asked: boolean;
  /** A feed that shares something tripped at that time: only later readings count. */
  shift?: {
    readonly feed: string;
    readonly at: number;
    /** Token of the first call that is told of it. */
    readonly since: number;
  };
}

/** An interlock that is waived, or that one person has asked to waive. */
export interface Waiver {
  readonly gate: number;
  readonly feed: string;
  readonly interlock: string;
  /** Authored milliseconds it was asked for. */
  readonly forMs: number;
  readonly askedAt: number;
  /** Absent until a second person has signed. */
  until?: number;
  readonly by: { readonly person: string; readonly role: string }[];
}

/** What was read before something was changed, and how it was changed: enough to put it back. */
export interface UndoRecord {
  readonly serial: number;
  readonly node: number;
  readonly phase: number;
  readonly item: number;
  /** Input of the call, resolved; empty for slices. */
  readonly with: JsonObject;
  before: Json;
  /** Whether what comes after it is a change of its own: its feed tripped since. */
  sealed?: true;
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
  /** Where it is going: on, back, or to an end that is safe. */
  goal: 'forward' | 'undo' | 'abort';
  /** Whether the steps of make-safe are among the added nodes. */
  madeSafe: 'no' | 'laid';
  /** Feeds that tripped, or wait for one that did. */
  feeds: Record<string, FeedState>;
  waivers: Waiver[];
  /** Services that had traffic, all of it or a share, when the run was aborted. */
  served: readonly string[];
  /** Services that had all their traffic and fell. */
  fallen: string[];
  /** What can be put back, in the order in which it was done. */
  changes: UndoRecord[];
  /** Nodes added by the run itself, behind those of the plan. */
  added: PlanNode[];
  /** Undos so far. */
  undos: number;
  /** Token of the watch over services; 0 while there is none. */
  watch: number;
  /** Attempts of nodes that have ended, where it took more than one: what begins again goes on counting. */
  attempts: Record<string, number>;
  /** How often something that a node changed was put back, by index; nodes of which nothing was are left out. */
  rounds: Record<string, number>;
  /** Node that waits for names of its `mutex` → nodes that have held one since it began to wait. */
  turns: Record<string, readonly number[]>;
}
