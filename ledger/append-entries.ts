import { createHash } from 'node:crypto';
import type { Selectable, Transaction } from 'kysely';
import { canonicalJson } from '../model/canonical-json';
import { OperationError } from '../model/errors';
import type { LedgerEntry } from '../model/run/entry';
import type { LedgerWriter } from './ledger';
import type { LedgerTables } from './schema';

type Tx = Transaction<LedgerTables>;
type Row = Selectable<LedgerTables['recoveries']>;

const ENDED = new Set(['done', 'aborted', 'unsafe']);

/** {@link Ledger.append} inside one transaction. */
export async function appendEntries(
  tx: Tx,
  recovery: string,
  entries: readonly LedgerEntry[],
  writer: LedgerWriter | undefined,
): Promise<void> {
  const row = await makeWay(tx, recovery, entries, writer);
  const fresh = entries.filter((entry) => entry.seq > row.last_seq);
  await appendNew(tx, fresh, row, writer);
}

/** Sets aside what gives way to these entries; gives the recovery as it then stands. */
async function makeWay(
  tx: Tx,
  recovery: string,
  entries: readonly LedgerEntry[],
  writer: LedgerWriter | undefined,
): Promise<Row> {
  const row = await rowOf(tx, recovery);
  const known = entries.filter((entry) => entry.seq <= row.last_seq);
  const other = await firstOther(tx, recovery, known, row);
  if (other === undefined) return row;
  if (!mayReplace(row, other, writer)) {
    throw new OperationError(
      'LEDGER_CONFLICT',
      `entry ${other} of '${recovery}' is there with another body`,
    );
  }
  await setAside(tx, row, other);
  return await rowOf(tx, recovery);
}

async function rowOf(tx: Tx, recovery: string): Promise<Row> {
  const row = await tx
    .selectFrom('recoveries')
    .selectAll()
    .where('id', '=', recovery)
    .executeTakeFirst();
  if (row !== undefined) return row;
  throw new OperationError('RECOVERY_UNKNOWN', `'${recovery}' is not in the ledger`);
}

/**
 * Number of the first entry that is there otherwise than it is told now, or that nobody tells any more although
 * it was not confirmed; undefined where what is there and what is told agree.
 */
async function firstOther(
  tx: Tx,
  recovery: string,
  told: readonly LedgerEntry[],
  row: Row,
): Promise<number | undefined> {
  for (const entry of told) {
    const found = await tx
      .selectFrom('entries')
      .select(['at', 'body'])
      .where('recovery', '=', recovery)
      .where('seq', '=', entry.seq)
      .executeTakeFirst();
    if (found?.at !== entry.at || found.body !== canonicalJson(entry.body)) return entry.seq;
  }
  const last = told.at(-1)?.seq;
  const hasMore = last !== undefined && last < row.last_seq && last + 1 >= row.tail_from;
  return hasMore && row.tail_run !== '' ? last + 1 : undefined;
}

/** Whether entries from `seq` on were never confirmed, and the writer is the run that goes on from before them. */
function mayReplace(row: Row, seq: number, writer: LedgerWriter | undefined): boolean {
  if (writer === undefined || row.tail_run === '' || seq < row.tail_from) return false;
  return writer.run !== row.tail_run || writer.history >= row.tail_history;
}

/** Takes entries from `seq` on out of the chain, and keeps them aside. */
async function setAside(tx: Tx, row: Row, seq: number): Promise<void> {
  const rewrite = row.rewrites + 1;
  const gone = await tx
    .selectFrom('entries')
    .selectAll()
    .where('recovery', '=', row.id)
    .where('seq', '>=', seq)
    .execute();
  for (const entry of gone)
    await tx
      .insertInto('replaced')
      .values({ ...entry, rewrite })
      .execute();
  await tx.deleteFrom('entries').where('recovery', '=', row.id).where('seq', '>=', seq).execute();
  const last = await tx
    .selectFrom('entries')
    .select('hash')
    .where('recovery', '=', row.id)
    .where('seq', '=', seq - 1)
    .executeTakeFirst();
  await tx
    .updateTable('recoveries')
    .set({
      last_seq: seq - 1,
      last_hash: last?.hash ?? '',
      rewrites: rewrite,
      // A status that was told only in what is gone is told again by what comes in its place.
      ended_at: null,
    })
    .where('id', '=', row.id)
    .execute();
}

async function appendNew(
  tx: Tx,
  entries: readonly LedgerEntry[],
  row: Row,
  writer: LedgerWriter | undefined,
): Promise<void> {
  let seq = row.last_seq;
  let prev = row.last_hash;
  let status = row.status;
  let endedAt = row.ended_at;
  const rows: LedgerTables['entries'][] = [];
  for (const entry of entries) {
    if (entry.seq !== seq + 1) {
      throw new OperationError('LEDGER_GAP', `entry ${entry.seq} of '${row.id}' came after ${seq}`);
    }
    const body = canonicalJson(entry.body);
    prev = chainHash(prev, row.id, entry.seq, entry.at, body);
    rows.push({ recovery: row.id, seq: entry.seq, at: entry.at, body, hash: prev });
    seq = entry.seq;
    if (entry.body.type !== 'run') continue;
    status = entry.body.status;
    if (ENDED.has(status)) endedAt = entry.at;
  }
  const [first] = rows;
  if (first === undefined) return;
  for (let i = 0; i < rows.length; i += 100) {
    await tx
      .insertInto('entries')
      .values(rows.slice(i, i + 100))
      .execute();
  }
  await tx
    .updateTable('recoveries')
    .set({
      last_seq: seq,
      last_hash: prev,
      status,
      ended_at: endedAt,
      ...tailOf(row, first.seq, writer),
    })
    .where('id', '=', row.id)
    .execute();
}

/** The unconfirmed tail after an append: what an earlier workflow task wrote is confirmed by a later one. */
function tailOf(
  row: Row,
  from: number,
  writer: LedgerWriter | undefined,
): Pick<Row, 'tail_from' | 'tail_run' | 'tail_history'> {
  const { run, history } = writer ?? { run: '', history: 0 };
  const goesOn = writer !== undefined && run === row.tail_run && history === row.tail_history;
  const tailFrom = goesOn ? Math.min(row.tail_from, from) : from;
  return { tail_from: tailFrom, tail_run: run, tail_history: history };
}

/** sha256 over the canonical JSON of `{ at, body, prev, recovery, seq }`; `body` is canonical already. */
function chainHash(prev: string, recovery: string, seq: number, at: string, body: string): string {
  const text = `{"at":${JSON.stringify(at)},"body":${body},"prev":${JSON.stringify(prev)},"recovery":${JSON.stringify(recovery)},"seq":${seq}}`;
  return createHash('sha256').update(text).digest('hex');
}
