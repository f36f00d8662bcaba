import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { poll } from '../support/poll';
import { blackstart, emptyFolder, ROOT, type Ended } from './run-blackstart';

const INVENTORY = join(ROOT, 'lab/__fixtures__/inventory.small.yaml');

let state: string;
let lab: ChildProcess | undefined;

beforeEach(() => {
  state = emptyFolder();
});

afterEach(() => {
  lab?.kill('SIGKILL');
  lab = undefined;
});

/** Starts the lab alone, as the supervisor does. */
async function startLab(): Promise<void> {
  const folder = join(state, 'lab');
  mkdirSync(folder);
  const spec = join(folder, 'spec.json');
  writeFileSync(
    spec,
    JSON.stringify({ v: 1, id: 'one', inventory: INVENTORY, drill: null, speed: 60, seed: 1 }),
  );
  lab = spawn(process.execPath, [join(ROOT, 'dist/lab/main.js'), '--spec', spec], {
    stdio: 'ignore',
  });
  await poll(() => (existsSync(join(folder, 'hosts.json')) ? true : undefined), 15_000);
}

function fault(...args: readonly string[]): Promise<Ended> {
  return blackstart(['lab', 'fault', ...args, '--state', state]);
}

test('a fault is made, listed and taken back while the lab runs', async () => {
  await startLab();

  const made = await fault('service-fails', 'login', '--value', '25', '--id', 'login-falls');
  const listed = await fault('--list');
  const cleared = await fault('--clear', 'all', '--format', 'json');

  expect(made).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('login-falls at login is on'),
  });
  expect(listed.stdout).toMatch(/on +login-falls +service-fails .* login\n/);
  expect(JSON.parse(cleared.stdout)).toEqual({ cleared: ['login-falls'] });
});

test('a fault that the lab cannot have is refused with what was probably meant', async () => {
  await startLab();

  const kind = await fault('fed-lost', 'feed-a');
  const target = await fault('feed-lost', 'fed-a');
  const option = await fault('slow', 'pdu:pdu-a', '--set', 'delays=3s');

  expect([kind.code, target.code, option.code]).toEqual([1, 1, 1]);
  expect(kind.stderr).toContain("there is no fault 'fed-lost'; did you mean 'feed-lost'?");
  expect(target.stderr).toContain("no power node or feed 'fed-a'; did you mean 'feed-a'?");
  expect(option.stderr).toContain('delays');
});

test('without a lab it says that none runs', async () => {
  const { code, stderr } = await fault('feed-lost', 'feed-a');

  expect(code).toBe(1);
  expect(stderr).toContain('LAB_NOT_RUNNING');
});
