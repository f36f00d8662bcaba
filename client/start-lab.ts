import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLedger } from '../ledger/open-ledger';
import { OperationError } from '../model/errors';
import type { TemporalAccess } from './connect-temporal';
import type { Log } from './log';
import { takeLock } from './process-lock';
import { isOpen } from './start-workflow';
import type { StateFolder } from './state-folder';
import { labOf } from './supervisor/kept-lab';
import { specFile } from './supervisor/programs';
import { readJsonFile, writeByRename } from './write-by-rename';

/** How long the lab may take to have every listener up, ms. */
const LONGEST_START_MS = 30_000;

const LOOK_MS = 25;

/** What a lab is made of. */
export interface LabRequest {
  /** Id of the recovery that it is for. */
  readonly id: string;
  readonly speed: number;
  readonly seed: number;
  readonly inventoryText: string;
  readonly drillText?: string;
}

/** Asks the supervisor for a lab and waits until it is up. Throws LAB_BUSY, LAB_NOT_UP. */
export async function startLab(
  state: StateFolder,
  request: LabRequest,
  access: TemporalAccess,
  log: Log,
): Promise<void> {
  const lock = takeLock(join(state.lab, 'starting.lock'), 0);
  if (lock === undefined)
    throw new OperationError('LAB_BUSY', 'another drill is just starting the lab');
  try {
    await refuseBusy(state, access);
    await startAndWait(state, request, log);
  } finally {
    lock.release();
  }
}

async function startAndWait(state: StateFolder, request: LabRequest, log: Log): Promise<void> {
  const { id, speed, seed } = request;
  const inventory = join(state.lab, `${id}.inventory.yaml`);
  const drill = request.drillText === undefined ? null : join(state.lab, `${id}.drill.yaml`);
  await writeByRename(inventory, request.inventoryText);
  if (drill !== null) await writeByRename(drill, request.drillText ?? '');
  log('starting the lab');
  await writeByRename(specFile(state), JSON.stringify({ v: 1, id, inventory, drill, speed, seed }));
  const until = Date.now() + LONGEST_START_MS;
  for (;;) {
    const lab = await labOf(state);
    if (lab?.id === id) {
      if (!lab.runs)
        throw new OperationError('LAB_NOT_UP', `the lab ended; see ${state.log('lab')}`);
      if (lab.isUp) return;
    }
    if (Date.now() > until) {
      throw new OperationError(
        'LAB_NOT_UP',
        `it is not up after ${String(LONGEST_START_MS / 1000)} s; see ${state.log('lab')}`,
      );
    }
    await sleep(LOOK_MS);
  }
}

/** One site at a time: what runs in the lab must not be driven by two. */
async function refuseBusy(state: StateFolder, access: TemporalAccess): Promise<void> {
  const id = (await readJsonFile(specFile(state)))?.['id'];
  if (typeof id !== 'string' || !existsSync(state.ledger)) return;
  const ledger = await openLedger({ file: state.ledger });
  try {
    const row = await ledger.recovery(id);
    if (row === undefined) {
      // Started by hand, or for a drill that is not on record yet: in use as long as it runs.
      const lab = await labOf(state);
      if (lab?.id === id && lab.runs)
        throw new OperationError('LAB_BUSY', `the lab of '${id}' runs`);
      return;
    }
    if (row.endedAt !== null || row.status === 'stopped') return;
    if (await isOpen(access, row.workflowId))
      throw new OperationError('LAB_BUSY', `${id} (${row.status}) uses the lab`);
  } finally {
    await ledger.close();
  }
}
