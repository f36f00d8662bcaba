import type { Kysely } from 'kysely';

/** Tables of the ledger; the same in every database. Times are ISO 8601 UTC text, bodies are JSON text. */
export interface LedgerTables {
  parts: { digest: string; body: string };
  recoveries: {
    id: string;
    workflow_id: string;
    mode: string;
    simulated: number;
    speed: number;
    plan_digest: string;
    runbook: string;
    title: string;
    sites: string;
    starter: string;
    status: string;
    started_at: string;
    ended_at: string | null;
    last_seq: number;
    last_hash: string;
    /** First entry that no later append has confirmed, and who wrote it; see LedgerWriter. */
    tail_from: number;
    tail_run: string;
    tail_history: number;
    rewrites: number;
  };
  entries: { recovery: string; seq: number; at: string; body: string; hash: string };
  /** Entries that gave way to those of a workflow task done again; nothing reads them but people. */
  replaced: {
    recovery: string;
    rewrite: number;
    seq: number;
    at: string;
    body: string;
    hash: string;
  };
  progress: { recovery: string; node: string; at: string; counts: string };
  attempts: {
    recovery: string;
    node: string;
    attempt: number;
    phase: string;
    item: string | null;
    at: string;
    ended_at: string;
    uses: string;
    request: string;
    answer: string | null;
    error: string | null;
    sampled_at: string | null;
  };
  migrations: { version: number; at: string };
}

type Migration = (db: Kysely<LedgerTables>) => Promise<void>;

/** In order; a migration is never changed once it has been released. */
const MIGRATIONS: readonly Migration[] = [
  async (db) => {
    await db.schema
      .createTable('parts')
      .addColumn('digest', 'text', (c) => c.primaryKey())
      .addColumn('body', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('recoveries')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('workflow_id', 'text', (c) => c.notNull())
      .addColumn('mode', 'text', (c) => c.notNull())
      .addColumn('simulated', 'integer', (c) => c.notNull())
      .addColumn('speed', 'double precision', (c) => c.notNull())
      .addColumn('plan_digest', 'text', (c) => c.notNull())
      .addColumn('runbook', 'text', (c) => c.notNull())
      .addColumn('title', 'text', (c) => c.notNull())
      .addColumn('sites', 'text', (c) => c.notNull())
      .addColumn('starter', 'text', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('started_at', 'text', (c) => c.notNull())
      .addColumn('ended_at', 'text')
      .addColumn('last_seq', 'integer', (c) => c.notNull())
      .addColumn('last_hash', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('entries')
      .addColumn('recovery', 'text', (c) => c.notNull())
      .addColumn('seq', 'integer', (c) => c.notNull())
      .addColumn('at', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('hash', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('entries_pk', ['recovery', 'seq'])
      .execute();
    await db.schema
      .createTable('progress')
      .addColumn('recovery', 'text', (c) => c.notNull())
      .addColumn('node', 'text', (c) => c.notNull())
      .addColumn('at', 'text', (c) => c.notNull())
      .addColumn('counts', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('progress_pk', ['recovery', 'node'])
      .execute();
  },
  async (db) => {
    const number = { tail_from: 1, tail_history: 0, rewrites: 0 };
    for (const [name, first] of Object.entries(number)) {
      await db.schema
        .alterTable('recoveries')
        .addColumn(name, 'integer', (c) => c.notNull().defaultTo(first))
        .execute();
    }
    await db.schema
      .alterTable('recoveries')
      .addColumn('tail_run', 'text', (c) => c.notNull().defaultTo(''))
      .execute();
    await db.schema
      .createTable('replaced')
      .addColumn('recovery', 'text', (c) => c.notNull())
      .addColumn('rewrite', 'integer', (c) => c.notNull())
      .addColumn('seq', 'integer', (c) => c.notNull())
      .addColumn('at', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('hash', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('replaced_pk', ['recovery', 'rewrite', 'seq'])
      .execute();
  },
  async (db) => {
    await db.schema
      .createTable('attempts')
      .addColumn('recovery', 'text', (c) => c.notNull())
      .addColumn('node', 'text', (c) => c.notNull())
      .addColumn('attempt', 'integer', (c) => c.notNull())
      .addColumn('phase', 'text', (c) => c.notNull())
      .addColumn('item', 'text')
      .addColumn('at', 'text', (c) => c.notNull())
      .addColumn('ended_at', 'text', (c) => c.notNull())
      .addColumn('uses', 'text', (c) => c.notNull())
      .addColumn('request', 'text', (c) => c.notNull())
      .addColumn('answer', 'text')
      .addColumn('error', 'text')
      .addColumn('sampled_at', 'text')
      .execute();
    await db.schema
      .createIndex('attempts_of_node')
      .on('attempts')
      .columns(['recovery', 'node', 'ended_at'])
      .execute();
  },
  async (db) => {
    await db.schema
      .createIndex('recoveries_by_start')
      .on('recoveries')
      .columns(['started_at desc', 'id'])
      .execute();
    await db.schema
      .createIndex('recoveries_by_end')
      .on('recoveries')
      .columns(['ended_at', 'started_at desc', 'id'])
      .execute();
  },
];

/** Brings the tables up to the version of this code; safe to run from several processes. */
export async function migrate(db: Kysely<LedgerTables>, now: () => string): Promise<void> {
  await db.schema
    .createTable('migrations')
    .ifNotExists()
    .addColumn('version', 'integer', (c) => c.primaryKey())
    .addColumn('at', 'text', (c) => c.notNull())
    .execute();
  const done = await versionOf(db);
  if (done >= MIGRATIONS.length) return;
  await db.transaction().execute(async (tx) => {
    for (let version = (await versionOf(tx)) + 1; version <= MIGRATIONS.length; version += 1) {
      await MIGRATIONS[version - 1]?.(tx);
      await tx.insertInto('migrations').values({ version, at: now() }).execute();
    }
  });
}

async function versionOf(db: Kysely<LedgerTables>): Promise<number> {
  const row = await db
    .selectFrom('migrations')
    .select((eb) => eb.fn.max('version').as('version'))
    .executeTakeFirst();
  return row?.version ?? 0;
}
