import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect, type Selectable, type Transaction } from 'kysely';
import { canonicalJson } from '../model/canonical-json';
import { OperationError } from '../model/errors';
import { isJsonObject, type JsonObject } from '../model/json';
import type { EntryBody, LedgerEntry } from '../model/run/entry';
import type { Ledger, ProgressRow, RecoveryRow, StoredEntry } from './ledger';
import { migrate, type LedgerTables } from './schema';

/** How long a writer waits for another process to finish, ms. */
const BUSY_TIMEOUT_MS = 5000;

const ENDED = new Set(['done', 'aborted', 'unsafe']);

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

class SqlLedger implements Ledger {
  constructor(private readonly db: Kysely<LedgerTables>) {}

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

  async register(row: Omit<RecoveryRow, 'lastSeq' | 'endedAt'>): Promise<void> {
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
      })
      .execute();
  }

  async unregister(id: string): Promise<void> {
    await this.db.deleteFrom('recoveries').where('id', '=', id).where('last_seq', '=', 0).execute();
  }

  async append(recovery: string, entries: readonly LedgerEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.db.transaction().execute(async (tx) => {
      const row = await tx
        .selectFrom('recoveries')
        .select(['last_seq', 'last_hash'])
        .where('id', '=', recovery)
        .executeTakeFirst();
      if (row === undefined)
        throw new OperationError('RECOVERY_UNKNOWN', `'${recovery}' is not in the ledger`);
      const known = entries.filter((entry) => entry.seq <= row.last_seq);
      await checkKnown(tx, recovery, known);
      await appendNew(tx, recovery, entries.slice(known.length), row);
    });
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
    return rows.map((row) => ({
      seq: row.seq,
      at: row.at,
      body: bodyOf(row.body),
      hash: row.hash,
    }));
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
    filter: { readonly open?: boolean; readonly limit?: number } = {},
  ): Promise<readonly RecoveryRow[]> {
    let query = this.db.selectFrom('recoveries').selectAll();
    if (filter.open === true) query = query.where('ended_at', 'is', null);
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

  async close(): Promise<void> {
    await this.db.destroy();
  }
}

/** Entries that are there already must be the same, else two runs write under one id. */
async function checkKnown(
  tx: Transaction<LedgerTables>,
  recovery: string,
  entries: readonly LedgerEntry[],
): Promise<void> {
  for (const entry of entries) {
    const row = await tx
      .selectFrom('entries')
      .select(['at', 'body'])
      .where('recovery', '=', recovery)
      .where('seq', '=', entry.seq)
      .executeTakeFirst();
    if (row?.at === entry.at && row.body === canonicalJson(entry.body)) continue;
    throw new OperationError(
      'LEDGER_CONFLICT',
      `entry ${entry.seq} of '${recovery}' is there with another body`,
    );
  }
}

async function appendNew(
  tx: Transaction<LedgerTables>,
  recovery: string,
  entries: readonly LedgerEntry[],
  last: { readonly last_seq: number; readonly last_hash: string },
): Promise<void> {
  let seq = last.last_seq;
  let prev = last.last_hash;
  let status: string | undefined;
  let endedAt: string | undefined;
  const rows: LedgerTables['entries'][] = [];
  for (const entry of entries) {
    if (entry.seq !== seq + 1) {
      throw new OperationError(
        'LEDGER_GAP',
        `entry ${entry.seq} of '${recovery}' came after ${seq}`,
      );
    }
    const body = canonicalJson(entry.body);
    prev = chainHash(prev, recovery, entry.seq, entry.at, body);
    rows.push({ recovery, seq: entry.seq, at: entry.at, body, hash: prev });
    seq = entry.seq;
    if (entry.body.type !== 'run') continue;
    status = entry.body.status;
    if (ENDED.has(status)) endedAt = entry.at;
  }
  for (let i = 0; i < rows.length; i += 100) {
    await tx
      .insertInto('entries')
      .values(rows.slice(i, i + 100))
      .execute();
  }
  if (rows.length === 0) return;
  await tx
    .updateTable('recoveries')
    .set({
      last_seq: seq,
      last_hash: prev,
      ...(status === undefined ? {} : { status }),
      ...(endedAt === undefined ? {} : { ended_at: endedAt }),
    })
    .where('id', '=', recovery)
    .execute();
}

/** sha256 over the canonical JSON of `{ at, body, prev, recovery, seq }`; `body` is canonical already. */
function chainHash(prev: string, recovery: string, seq: number, at: string, body: string): string {
  const text = `{"at":${JSON.stringify(at)},"body":${body},"prev":${JSON.stringify(prev)},"recovery":${JSON.stringify(recovery)},"seq":${seq}}`;
  return createHash('sha256').update(text).digest('hex');
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
  };
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
