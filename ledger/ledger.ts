import type { JsonObject } from '../model/json';
import type { LedgerEntry } from '../model/run/entry';

/** A recovery as lists show it, kept up by appends. */
export interface RecoveryRow {
  readonly id: string;
  readonly workflowId: string;
  readonly mode: 'live' | 'drill';
  readonly simulated: boolean;
  readonly speed: number;
  readonly planDigest: string;
  readonly runbook: string;
  readonly title: string;
  readonly sites: readonly string[];
  readonly starter: string;
  readonly status: string;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly lastSeq: number;
  /** How often entries at the end were replaced; whoever keeps what was read reads anew when it changes. */
  readonly rewrites: number;
}

/**
 * Who appends: the workflow run, and how many events its history had. What a run wrote under its newest length is
 * not confirmed yet: the workflow task it belongs to may be lost with its worker and done again.
 */
export interface LedgerWriter {
  readonly run: string;
  readonly history: number;
}

/** An entry as stored, with the hash that chains it to the one before. */
export interface StoredEntry extends LedgerEntry {
  /** sha256 of canonical JSON of `{ prev, recovery, seq, at, body }`. */
  readonly hash: string;
}

/** How far a slice has come; volatile, not part of the chain. */
export interface ProgressRow {
  readonly recovery: string;
  readonly node: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Counts such as `{ total, started, ready, failed, slow, loadKw }`. */
  readonly counts: JsonObject;
}

/** One call that the engine made, for `logs`; volatile, not part of the chain. */
export interface AttemptRow {
  readonly recovery: string;
  readonly node: string;
  readonly attempt: number;
  readonly phase: string;
  /** Server, interlock or `forEach` item that it was for; null where there is none. */
  readonly item: string | null;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly endedAt: string;
  readonly uses: string;
  /** Its input as JSON, without secrets. */
  readonly request: string;
  /** What came back, as it came, without secrets, at most 4 kB; null where nothing did. */
  readonly answer: string | null;
  /** `CODE: message`; null where it went well. */
  readonly error: string | null;
  /** When what it read was measured, ISO 8601 UTC; null where nobody said. */
  readonly sampledAt: string | null;
}

/** The record of runs. One SQLite file by default, PostgreSQL in production; the same tables. */
export interface Ledger {
  /** Stores texts under their digests; a text that is there already is left alone. */
  putParts(parts: ReadonlyMap<string, string>): Promise<void>;
  /** Text of a part, or undefined. */
  part(digest: string): Promise<string | undefined>;

  /** Registers a recovery ahead of its start, so that it is listed even if the start is cut short. */
  register(row: Omit<RecoveryRow, 'lastSeq' | 'endedAt' | 'rewrites'>): Promise<void>;
  /** Removes a registered recovery that never began; refused once it has entries. */
  unregister(id: string): Promise<void>;
  /**
   * Appends entries in order, each once: an entry that is there with the same body is passed over, with
   * another body it throws OperationError LEDGER_CONFLICT, and a gap throws LEDGER_GAP. One transaction.
   * With a `writer`, entries at the end that no later append has confirmed give way to other ones: they came
   * from a workflow task that was lost. They are kept aside, and `rewrites` counts up.
   */
  append(recovery: string, entries: readonly LedgerEntry[], writer?: LedgerWriter): Promise<void>;
  /** Entries with seq > `after`, in order, at most `limit` (default 10,000). */
  entries(recovery: string, after?: number, limit?: number): Promise<readonly StoredEntry[]>;
  /** The entry that took the statement with this nonce. */
  entryOfNonce(recovery: string, nonce: string): Promise<StoredEntry | undefined>;
  /** First of the entries that were replaced since `rewrites` was counted; undefined where none was. */
  replacedSince(recovery: string, rewrites: number): Promise<number | undefined>;
  recovery(id: string): Promise<RecoveryRow | undefined>;
  /** Newest first; `after` is the last one of the page before. */
  recoveries(filter?: {
    readonly open?: boolean;
    readonly limit?: number;
    readonly after?: Pick<RecoveryRow, 'startedAt' | 'id'>;
  }): Promise<readonly RecoveryRow[]>;
  /** A number that is another one as soon as another process, or another connection, has written anything. */
  stamp(): Promise<number>;

  recordProgress(row: ProgressRow): Promise<void>;
  progress(recovery: string): Promise<readonly ProgressRow[]>;
  /** Adds calls that were made, in one transaction. */
  recordAttempts(rows: readonly AttemptRow[]): Promise<void>;
  /** Calls of a node in the order in which they ended; of all nodes where none is named. */
  attempts(recovery: string, node?: string): Promise<readonly AttemptRow[]>;
  close(): Promise<void>;
}
