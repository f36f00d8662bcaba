import { existsSync } from 'node:fs';
import { openLedgerToRead } from '../ledger/open-ledger';
import type { RecoveryRow } from '../ledger/ledger';
import { OperationError } from '../model/errors';
import { connectTemporal, temporalTarget, type TemporalAccess } from './connect-temporal';
import { labStateOf } from './lab-state';
import { outsideEndOf } from './outside-end';
import type { StateFolder } from './state-folder';

/** Something about a recovery that its ledger cannot tell. */
export interface Notice {
  readonly code: 'ENDED_FROM_OUTSIDE' | 'LAB_GONE' | 'LAB_OF_ANOTHER';
  readonly text: string;
}

/** What stands beside the ledger of one recovery; nothing where Temporal cannot be asked. */
export async function noticesOf(state: StateFolder, id: string): Promise<readonly Notice[]> {
  return (await noticesOfAll(state, [id])).get(id) ?? [];
}

/** The same of several recoveries, by their ids. */
export async function noticesOfAll(
  state: StateFolder,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly Notice[]>> {
  const open = await openRows(state, ids);
  if (open.length === 0) return new Map();
  const access = await accessTo(state);
  try {
    const found = new Map<string, readonly Notice[]>();
    for (const row of open) {
      const ended = access === undefined ? undefined : await endNotice(access, row);
      const lab = await labNotice(state, row);
      found.set(
        row.id,
        [ended, ended === undefined ? lab : undefined].flatMap((one) => one ?? []),
      );
    }
    return found;
  } finally {
    await access?.close();
  }
}

async function openRows(
  state: StateFolder,
  ids: readonly string[],
): Promise<readonly RecoveryRow[]> {
  if (!existsSync(state.ledger)) return [];
  const ledger = await openLedgerToRead({ file: state.ledger });
  try {
    const rows = await Promise.all(ids.map((id) => ledger.recovery(id)));
    return rows.flatMap((row) => (row === undefined || row.endedAt !== null ? [] : [row]));
  } finally {
    await ledger.close();
  }
}

async function accessTo(state: StateFolder): Promise<TemporalAccess | undefined> {
  try {
    return await connectTemporal(await temporalTarget(state));
  } catch (error) {
    if (error instanceof OperationError && error.code === 'TEMPORAL_UNREACHABLE') return undefined;
    throw error;
  }
}

async function endNotice(access: TemporalAccess, row: RecoveryRow): Promise<Notice | undefined> {
  try {
    const end = await outsideEndOf(access, row);
    // A run that came to its end a moment ago is told by the ledger.
    if (end === undefined || end.how === 'completed') return undefined;
    const at = end.at === null ? '' : ` at ${end.at}`;
    const next = row.mode === 'live' ? `; the next needs --after ${row.id} --reason TEXT` : '';
    return {
      code: 'ENDED_FROM_OUTSIDE',
      text: `its workflow was ${end.how}${at} by something outside: it was ${row.status} then, and nobody has made the site safe${next}`,
    };
  } catch (error) {
    if (error instanceof OperationError && error.code === 'TEMPORAL_UNREACHABLE') return undefined;
    throw error;
  }
}

async function labNotice(state: StateFolder, row: RecoveryRow): Promise<Notice | undefined> {
  const owner = await labStateOf(state, row.id);
  if (owner === 'own' || owner === 'none') return undefined;
  if (owner === 'gone')
    return {
      code: 'LAB_GONE',
      text: 'its lab has ended and cannot be brought back: its calls find nobody; `stop` or `abort` lets go of it',
    };
  return {
    code: 'LAB_OF_ANOTHER',
    text: `the lab is that of ${owner.id} by now: it cannot go on; \`abort\` lets go of it`,
  };
}
