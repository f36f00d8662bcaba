import { OperationError } from '../model/errors';
import type { TemporalAccess } from './connect-temporal';
import type { StateFolder } from './state-folder';
import { readRecord } from './supervisor/supervisor-files';

/** Refuses a live recovery on a Temporal that forgets when the power goes. Throws LIVE_STORE_UNSAFE. */
export async function refuseUnsafeStore(state: StateFolder, access: TemporalAccess): Promise<void> {
  const unsafe = await whyUnsafe(state, access);
  if (unsafe !== undefined) throw new OperationError('LIVE_STORE_UNSAFE', unsafe);
}

/** Why a Temporal is not to be trusted with a live recovery; undefined where it is. */
async function whyUnsafe(state: StateFolder, access: TemporalAccess): Promise<string | undefined> {
  const { target, connection } = access;
  if (target.kind === 'embedded') {
    const record = await readRecord(state);
    if (record?.synchronous.toUpperCase() === 'FULL') return undefined;
    return `the embedded server stores with synchronous=${record?.synchronous ?? 'unknown'}, not FULL`;
  }
  const info = await connection.workflowService.getClusterInfo({});
  const store = info.persistenceStore.toLowerCase();
  // Temporal Cloud keeps its store to itself; a server that says nothing else is not SQLite.
  return store.includes('sqlite')
    ? `Temporal at ${target.address} stores in ${info.persistenceStore}`
    : undefined;
}
