import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedger } from '../ledger/open-ledger';
import type { RunStatus } from '../model/run/state';
import { drillWithoutLab } from './drill-without-lab';
import { takeLock } from './process-lock';
import { startLab } from './start-lab';
import { stateFolder, type StateFolder } from './state-folder';
import { hostsFile } from './supervisor/programs';

let state: StateFolder;

beforeEach(() => {
  state = stateFolder(mkdtempSync(join(tmpdir(), 'blackstart-lab-')));
});

test('of two drills that start at the same moment one is told at once that the lab is busy', async () => {
  const other = takeLock(join(state.lab, 'starting.lock'), 0);
  const request = { id: 'r-2', speed: 1, seed: 1, inventoryText: '' };

  const refused = startLab(state, request, undefined as never, () => undefined);

  await expect(refused).rejects.toMatchObject({ code: 'LAB_BUSY' });
  other?.release();
});

test.each([
  ['running', 'r-1'],
  ['stopped', undefined],
] as const)('a drill that is %s and whose lab has ended is %s', async (status, expected) => {
  await register('r-1', status);
  mkdirSync(state.lab, { recursive: true });
  writeFileSync(hostsFile(state), JSON.stringify({ v: 1, id: 'r-1', pid: 2 ** 30, hosts: {} }));

  expect(await drillWithoutLab(state)).toBe(expected);
});

async function register(id: string, status: RunStatus): Promise<void> {
  const ledger = await openLedger({ file: state.ledger });
  await ledger.register({
    id,
    workflowId: `drill/${id}`,
    mode: 'drill',
    simulated: false,
    speed: 1,
    planDigest: '',
    runbook: 'r',
    title: 'R',
    sites: ['s'],
    starter: 'ann',
    status,
    startedAt: '2026-03-01T05:00:00.000Z',
  });
  await ledger.close();
}
