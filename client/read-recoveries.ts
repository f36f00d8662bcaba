import { existsSync } from 'node:fs';
import type { RecoveryRow, StoredEntry } from '../ledger/ledger';
import { openLedger } from '../ledger/open-ledger';
import { closest } from '../model/closest';
import { OperationError } from '../model/errors';
import type { RecoveryView } from '../model/view/recovery-view';
import { RecoveryRecord } from './recovery-record';
import type { StateFolder } from './state-folder';

export type { RecoveryRow, StoredEntry } from '../ledger/ledger';

/** Reads recoveries from the ledger; Temporal may be down. */
export interface Reader {
  /** Newest first. */
  list(filter?: { readonly open?: boolean }): Promise<readonly RecoveryRow[]>;
  /**
   * The recovery meant: `id` itself or a beginning that only one has; without one, the open recovery, or the only
   * one there is. Throws RECOVERY_UNKNOWN, or USAGE where several are meant.
   */
  resolveId(id?: string): Promise<string>;
  view(id: string): Promise<RecoveryView>;
  entries(id: string, after?: number): Promise<readonly StoredEntry[]>;
  close(): Promise<void>;
}

/** Opens the ledger of a state folder for reading; one that is not there yet is empty, and is not made. */
export async function openReader(state: StateFolder): Promise<Reader> {
  const ledger = await openLedger({ file: existsSync(state.ledger) ? state.ledger : ':memory:' });
  const records = new Map<string, RecoveryRecord>();
  return {
    list: (filter) => ledger.recoveries(filter),
    resolveId: async (id) => resolve(await ledger.recoveries(), id, state),
    view: async (id) => {
      const record = records.get(id) ?? (await RecoveryRecord.of(ledger, id));
      records.set(id, record);
      return await record.view();
    },
    entries: (id, after) => ledger.entries(id, after),
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
