import { existsSync } from 'node:fs';
import type { Ledger, RecoveryRow, StoredEntry } from '../ledger/ledger';
import { openLedgerToRead } from '../ledger/open-ledger';
import { closest } from '../model/closest';
import { OperationError } from '../model/errors';
import type { Policy } from '../model/plan/policy';
import type { RecoveryView } from '../model/view/recovery-view';
import { planDetail, type PlanDetail } from './plan-detail';
import { RecoveryRecord } from './recovery-record';
import type { StateFolder } from './state-folder';

export type { AttemptRow, RecoveryRow, StoredEntry } from '../ledger/ledger';

/** Records kept for the next time they are asked for. */
const MOST_RECORDS = 64;

/** Reads recoveries from the ledger; Temporal may be down. */
export interface Reader extends Pick<
  Ledger,
  'attempts' | 'entryOfNonce' | 'replacedSince' | 'stamp'
> {
  /** Newest first. */
  list: Ledger['recoveries'];
  /** Throws RECOVERY_UNKNOWN. */
  row(id: string): Promise<RecoveryRow>;
  /**
   * The recovery meant: `id` itself or a beginning that only one has; without one, the open recovery, or the only
   * one there is. Throws RECOVERY_UNKNOWN, or USAGE where several are meant.
   */
  resolveId(id?: string): Promise<string>;
  view(id: string): Promise<RecoveryView>;
  entries: Ledger['entries'];
  /** Every entry, however many there are. */
  allEntries(id: string): Promise<readonly StoredEntry[]>;
  /** The roster as its plan froze it. */
  policy(id: string): Promise<Policy>;
  /** The plan of a recovery with its program: for what would happen, and what waits behind what. */
  plan(id: string): Promise<PlanDetail>;
  close(): Promise<void>;
}

/** Opens the ledger of a state folder for reading; one that is not there yet is empty, and is not made. */
export async function openReader(state: StateFolder): Promise<Reader> {
  const ledger = await openLedgerToRead({
    file: existsSync(state.ledger) ? state.ledger : ':memory:',
  });
  const records = new Map<string, RecoveryRecord>();
  const recordOf = async (id: string): Promise<RecoveryRecord> => {
    const record = records.get(id) ?? (await RecoveryRecord.of(ledger, id));
    records.delete(id);
    records.set(id, record);
    const [oldest] = records.keys();
    if (records.size > MOST_RECORDS && oldest !== undefined) records.delete(oldest);
    return record;
  };
  const rowOf = async (id: string): Promise<RecoveryRow> => {
    const row = await ledger.recovery(id);
    if (row !== undefined) return row;
    throw new OperationError('RECOVERY_UNKNOWN', `'${id}' is not in ${state.ledger}`);
  };
  return {
    list: (filter) => ledger.recoveries(filter),
    resolveId: async (id) => resolve(await ledger.recoveries(), id, state),
    view: async (id) => (await recordOf(id)).view(),
    policy: async (id) => (await recordOf(id)).policy,
    row: rowOf,
    stamp: () => ledger.stamp(),
    entryOfNonce: (id, nonce) => ledger.entryOfNonce(id, nonce),
    replacedSince: (id, rewrites) => ledger.replacedSince(id, rewrites),
    entries: (id, after, limit) => ledger.entries(id, after, limit),
    allEntries: async (id) => {
      const all: StoredEntry[] = [];
      for (;;) {
        const more = await ledger.entries(id, all.at(-1)?.seq ?? 0);
        if (more.length === 0) return all;
        all.push(...more);
      }
    },
    attempts: (id, node) => ledger.attempts(id, node),
    plan: async (id) => {
      const { planDigest } = await rowOf(id);
      return await planDetail(planDigest, (digest) => ledger.part(digest));
    },
    close: () => ledger.close(),
  };
}

function resolve(rows: readonly RecoveryRow[], id: string | undefined, state: StateFolder): string {
  if (id !== undefined) {
    if (rows.some((row) => row.id === id)) return id;
    const matching = rows.filter((row) => row.id.startsWith(id)).map((row) => row.id);
    const [only] = matching;
    if (only !== undefined && matching.length === 1) return only;
    if (matching.length > 1)
      throw new OperationError('USAGE', `'${id}' may be ${matching.slice(0, 5).join(', ')}`);
    const near = closest(
      id,
      rows.map((row) => row.id),
    );
    throw new OperationError(
      'RECOVERY_UNKNOWN',
      `there is no '${id}' in ${state.root}${near === undefined ? '' : `; did you mean '${near}'?`}`,
    );
  }
  const open = rows.filter((row) => row.endedAt === null);
  const meant = open.length > 0 ? open : rows;
  const [only] = meant;
  if (only === undefined)
    throw new OperationError('RECOVERY_UNKNOWN', `no recovery was started in ${state.root}`);
  if (meant.length === 1) return only.id;
  const some = meant.slice(0, 5).map((row) => row.id);
  throw new OperationError(
    'USAGE',
    `${String(meant.length)} recoveries ${open.length > 0 ? 'are open' : 'are on record'}, name one: ${some.join(', ')}`,
  );
}
