import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../process-facts';
import { lockIsHeld } from '../process-lock';
import type { StateFolder } from '../state-folder';
import { readJsonFile, writeByRename } from '../write-by-rename';

/** What a supervisor that is ready says of itself. */
export interface SupervisorRecord {
  readonly pid: number;
  /** host:port of Temporal. */
  readonly address: string;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly version: string;
  /** Whether Temporal is its own child, or named by the environment. */
  readonly temporal: 'embedded' | 'external';
  /** `synchronous` of the embedded server's store; empty for an external one. */
  readonly synchronous: string;
}

export type SupervisorStatus =
  | { readonly state: 'down' }
  | { readonly state: 'starting'; readonly pid: number }
  | ({ readonly state: 'ready' } & SupervisorRecord);

/** Lock that a supervisor holds while it lives. */
export function supervisorLock(state: StateFolder): string {
  return join(state.root, 'supervisor.lock');
}

/** File with the number of the process that holds the lock. */
export function supervisorPidFile(state: StateFolder): string {
  return join(state.root, 'supervisor-pid.json');
}

export async function writeRecord(state: StateFolder, record: SupervisorRecord): Promise<void> {
  await writeByRename(state.supervisor, `${JSON.stringify({ v: 1, ...record })}\n`);
}

/** Takes away what says that a supervisor is ready. */
export async function removeRecord(state: StateFolder): Promise<void> {
  await rm(state.supervisor, { force: true });
}

/** What the last supervisor that was ready said; it may have died since. */
export async function readRecord(state: StateFolder): Promise<SupervisorRecord | undefined> {
  const found = await readJsonFile(state.supervisor);
  if (found === undefined) return undefined;
  const { pid, address, startedAt } = { ...found };
  if (typeof pid !== 'number' || typeof address !== 'string' || typeof startedAt !== 'string')
    return undefined;
  const { version, temporal, synchronous } = { ...found };
  return {
    pid,
    address,
    startedAt,
    version: typeof version === 'string' ? version : '',
    temporal: temporal === 'external' ? 'external' : 'embedded',
    synchronous: typeof synchronous === 'string' ? synchronous : '',
  };
}

/** Whether a supervisor lives, and is ready. */
export async function supervisorStatus(state: StateFolder): Promise<SupervisorStatus> {
  const pid = (await readJsonFile(supervisorPidFile(state)))?.['pid'];
  if (typeof pid !== 'number' || !lockIsHeld(supervisorLock(state))) return { state: 'down' };
  const record = await readRecord(state);
  // A supervisor that holds the lock since a moment ago has not yet written its own number over the last one's.
  return record?.pid === pid && isAlive(pid)
    ? { state: 'ready', ...record }
    : { state: 'starting', pid };
}
