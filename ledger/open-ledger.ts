import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, sql, SqliteDialect, type Selectable } from 'kysely';
import { OperationError } from '../model/errors';
import { isJsonObject, type JsonObject } from '../model/json';
import type { EntryBody, LedgerEntry } from '../model/run/entry';
import { appendEntries } from './append-entries';
import { AttemptTable } from './attempt-table';
import type {
  AttemptRow,
  Ledger,
  LedgerWriter,
  ProgressRow,
  RecoveryRow,
  StoredEntry,
} from './ledger';
import { migrate, type LedgerTables } from './schema';

/** How long a writer waits for another process to finish, ms. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * Opens the ledger in an SQLite file, made where it is missing. WAL with synchronous=FULL: what was appended
 * survives the power cut it is about. Throws LEDGER_UNREACHABLE.
 */
export async function openLedger(options: { readonly file: string }): Promise<Ledger> {
  try {
    if (options.file !== ':memory:') mkdirSync(dirname(options.file), { recursive: true });
    const database = new Database(options.file, { timeout: BUSY_TIMEOUT_MS });
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    const db = new Kysely<LedgerTables>({ dialect: new SqliteDialect({ database }) });
    await migrate(db, () => new Date().toISOString());
    return new SqlLedger(db);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new OperationError('LEDGER_UNREACHABLE', `${options.file}: ${message}`, { cause: error });
  }
}

/**
 * Opens the ledger for reading alone; where its disk is full, and nobody else has it open, a copy of it in memory.
 * Throws LEDGER_UNREACHABLE.
 */
export async function openLedgerToRead(options: { readonly file: string }): Promise<Ledger> {
  try {
    return await openLedger(options);
  } catch (error) {
    const copy = copyOf(options.file);
    if (copy === undefined) throw error;
    const database = new Database(copy, { readonly: true });
    database.pragma('query_only = ON');
    return new SqlLedger(new Kysely<LedgerTables>({ dialect: new SqliteDialect({ database }) }));
  }
}

/** What every SQLite file begins with. */
const MAGIC = 'SQLite format 3\0';
/** Where the header of an SQLite file says that there is a log beside it, and what says that there is none. */
const LOG_BYTES = [18, 19] as const;
const NO_LOG = 1;

/** All that a ledger holds; undefined where a part of it may still stand in the log beside it. */
function copyOf(file: string): Buffer | undefined {
  try {
    const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
    if (log?.isFile() === true && log.size > 0) return undefined;
    const bytes = readFileSync(file);
    if (!bytes.toString('latin1', 0, MAGIC.length).startsWith(MAGIC)) return undefined;
    for (const at of LOG_BYTES) bytes[at] = NO_LOG;
    return bytes;
  } catch {
    return undefined; // the first error tells more
  }
}

class SqlLedger implements Ledger {
  private readonly attemptTable: AttemptTable;

  constructor(private readonly db: Kysely<LedgerTables>) {
    this.attemptTable = new AttemptTable(db);
  }

  async putParts(parts: ReadonlyMap<string, string>): Promise<void> {
    await this.db.transaction().execute(async (tx) => {
      for (const [digest, body] of parts) {
        await tx
          .insertInto('parts')
          .values({ digest, body })
          .onConflict((c) => c.column('digest').doNothing())
          .execute();
      }
    });
  }

  async part(digest: string): Promise<string | undefined> {
    const row = await this.db
      .selectFrom('parts')
      .select('body')
      .where('digest', '=', digest)
      .executeTakeFirst();
    return row?.body;
  }

  async register(row: Omit<RecoveryRow, 'lastSeq' | 'endedAt' | 'rewrites'>): Promise<void> {
    await this.db
      .insertInto('recoveries')
      .values({
        id: row.id,
        workflow_id: row.workflowId,
        mode: row.mode,
        simulated: row.simulated ? 1 : 0,
        speed: row.speed,
        plan_digest: row.planDigest,
        runbook: row.runbook,
        title: row.title,
        sites: JSON.stringify(row.sites),
        starter: row.starter,
        status: row.status,
        started_at: row.startedAt,
        ended_at: null,
        last_seq: 0,
        last_hash: '',
        tail_from: 1,
        tail_run: '',
        tail_history: 0,
        rewrites: 0,
      })
      .execute();
  }

  async unregister(id: string): Promise<void> {
    await this.db.deleteFrom('recoveries').where('id', '=', id).where('last_seq', '=', 0).execute();
  }

  async append(
    recovery: string,
    entries: readonly LedgerEntry[],
    writer?: LedgerWriter,
  ): Promise<void> {
    if (entries.length === 0) return;
    await this.db.transaction().execute((tx) => appendEntries(tx, recovery, entries, writer));
  }

  async entries(recovery: string, after = 0, limit = 10_000): Promise<readonly StoredEntry[]> {
    const rows = await this.db
      .selectFrom('entries')
      .selectAll()
      .where('recovery', '=', recovery)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(limit)
      .execute();
    return rows.map(entryOf);
  }

  async entryOfNonce(recovery: string, nonce: string): Promise<StoredEntry | undefined> {
    // The body is canonical JSON: what was said stands at its beginning.
    const row = await this.db
      .selectFrom('entries')
      .selectAll()
      .where('recovery', '=', recovery)
      .where('body', 'like', `{"signed":%"nonce":"${nonce.replaceAll(/[^0-9a-f]/g, '')}"%`)
      .executeTakeFirst();
    return row === undefined ? undefined : entryOf(row);
  }

  async replacedSince(recovery: string, rewrites: number): Promise<number | undefined> {
    const row = await this.db
      .selectFrom('replaced')
      .select((eb) => eb.fn.min('seq').as('seq'))
      .where('recovery', '=', recovery)
      .where('rewrite', '>', rewrites)
      .executeTakeFirst();
    return row?.seq ?? undefined;
  }

  async stamp(): Promise<number> {
    const { rows } = await sql<{ data_version: number }>`PRAGMA data_version`.execute(this.db);
    return rows[0]?.data_version ?? 0;
  }

  async recovery(id: string): Promise<RecoveryRow | undefined> {
    const row = await this.db
      .selectFrom('recoveries')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row === undefined ? undefined : recoveryOf(row);
  }

  async recoveries(
    filter: Parameters<Ledger['recoveries']>[0] = {},
  ): Promise<readonly RecoveryRow[]> {
    const { after } = filter;
    let query = this.db.selectFrom('recoveries').selectAll();
    if (filter.open === true) query = query.where('ended_at', 'is', null);
    if (after !== undefined)
      query = query
        .where('started_at', '<=', after.startedAt)
        .where((eb) => eb.or([eb('started_at', '<', after.startedAt), eb('id', '>', after.id)]));
    const rows = await query
      .orderBy('started_at', 'desc')
      .orderBy('id')
      .limit(filter.limit ?? 1000)
      .execute();
    return rows.map(recoveryOf);
  }

  async recordProgress(row: ProgressRow): Promise<void> {
    const values = { ...row, counts: JSON.stringify(row.counts) };
    await this.db
      .insertInto('progress')
      .values(values)
      .onConflict((c) =>
        c.columns(['recovery', 'node']).doUpdateSet({ at: row.at, counts: values.counts }),
      )
      .execute();
  }

  async progress(recovery: string): Promise<readonly ProgressRow[]> {
    const rows = await this.db
      .selectFrom('progress')
      .selectAll()
      .where('recovery', '=', recovery)
      .execute();
    return rows.map((row) => ({ ...row, counts: countsOf(row.counts) }));
  }

  async recordAttempts(rows: readonly AttemptRow[]): Promise<void> {
    await this.attemptTable.add(rows);
  }

  async attempts(recovery: string, node?: string): Promise<readonly AttemptRow[]> {
    return await this.attemptTable.of(recovery, node);
  }

  async close(): Promise<void> {
    await this.db.destroy();
  }
}

function recoveryOf(row: Selectable<LedgerTables['recoveries']>): RecoveryRow {
  const sites: unknown = JSON.parse(row.sites);
  return {
    id: row.id,
    workflowId: row.workflow_id,
    mode: row.mode === 'live' ? 'live' : 'drill',
    simulated: row.simulated === 1,
    speed: row.speed,
    planDigest: row.plan_digest,
    runbook: row.runbook,
    title: row.title,
    sites: Array.isArray(sites) ? sites.map(String) : [],
    starter: row.starter,
    status: row.status,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    lastSeq: row.last_seq,
    rewrites: row.rewrites,
  };
}

function entryOf(row: Selectable<LedgerTables['entries']>): StoredEntry {
  return { seq: row.seq, at: row.at, body: bodyOf(row.body), hash: row.hash };
}

function bodyOf(text: string): EntryBody {
  const body: unknown = JSON.parse(text);
  if (isEntryBody(body)) return body;
  throw new OperationError(
    'LEDGER_CONFLICT',
    `the ledger holds an entry that is none: ${text.slice(0, 80)}`,
  );
}

/** The ledger holds what the reducer wrote; older versions may lack fields, never the type. */
function isEntryBody(value: unknown): value is EntryBody {
  return isJsonObject(value) && typeof value['type'] === 'string';
}

function countsOf(text: string): JsonObject {
  const counts: unknown = JSON.parse(text);
  return isJsonObject(counts) ? counts : {};
}
