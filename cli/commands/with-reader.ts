import type { Command } from 'commander';
import type { Reader } from '../../client/read-recoveries';
import { stateFolder, type StateFolder } from '../../client/state-folder';
import { stateFlag } from './options';

/** The state folder that a command was told to use. */
export function stateOf(command: Command): StateFolder {
  return stateFolder(stateFlag(command));
}

/** Opens the ledger for as long as `use` takes. */
export async function withReader<T>(
  state: StateFolder,
  use: (reader: Reader) => Promise<T>,
): Promise<T> {
  const { openReader } = await import('../../client/read-recoveries.js');
  const reader = await openReader(state);
  try {
    return await use(reader);
  } finally {
    await reader.close();
  }
}

/** The recovery meant: as the reader finds it, and where none is named and none is open, the newest. */
export async function meantId(reader: Reader, id: string | undefined): Promise<string> {
  if (id === undefined && (await reader.list({ open: true })).length === 0) {
    const [newest] = await reader.list();
    if (newest !== undefined) return newest.id;
  }
  return await reader.resolveId(id);
}
