import { existsSync } from 'node:fs';
import { openLedgerToRead } from '../ledger/open-ledger';
import type { StateFolder } from './state-folder';
import { labOf } from './supervisor/kept-lab';

/** The drill that cannot go on because the lab that it drives has ended; undefined where there is none. */
export async function drillWithoutLab(state: StateFolder): Promise<string | undefined> {
  const lab = await labOf(state);
  if (lab === undefined || lab.runs || !existsSync(state.ledger)) return undefined;
  const ledger = await openLedgerToRead({ file: state.ledger });
  try {
    const row = await ledger.recovery(lab.id);
    const isOver = row === undefined || row.endedAt !== null || row.status === 'stopped';
    return isOver ? undefined : row.id;
  } finally {
    await ledger.close();
  }
}
