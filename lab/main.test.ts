import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'blackstart-lab-main-'));
  copyFileSync(
    join(__dirname, '__fixtures__/inventory.small.yaml'),
    join(folder, 'inventory.yaml'),
  );
});

afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function writeSpec(change: Readonly<Record<string, unknown>> = {}): string {
  const file = join(folder, 'spec.json');
  const spec = { v: 1, id: 'one', inventory: 'inventory.yaml', drill: null, speed: 60, seed: 1 };
  writeFileSync(file, JSON.stringify({ ...spec, ...change }));
  return file;
}

/** Starts the process; gives what it says on stderr and how it ends. */
function start(spec: string): { readonly said: () => string; readonly ended: Promise<number> } {
  let said = '';
  const started = spawn(
    process.execPath,
    ['--import', 'tsx', join(__dirname, 'main.ts'), '--spec', spec],
    { cwd: join(__dirname, '..'), stdio: ['ignore', 'ignore', 'pipe'] },
  );
  child = started;
  started.stderr.setEncoding('utf8');
  started.stderr.on('data', (chunk: string) => (said += chunk));
  return { said: () => said, ended: once(started, 'close').then(([code]) => Number(code)) };
}

/** Waits for the lab's hosts file; the test's own time limit ends it. */
async function hosts(): Promise<{ readonly pid: number; readonly id: string }> {
  const file = join(folder, 'hosts.json');
  while (!existsSync(file)) await new Promise((done) => setTimeout(done, 20));
  return JSON.parse(readFileSync(file, 'utf8')) as { pid: number; id: string };
}

describe('process of the lab', () => {
  it('writes where it listens once it is up, and ends at SIGTERM, taking that away', async () => {
    const lab = start(writeSpec());

    const { pid, id } = await hosts();
    expect([pid, id]).toEqual([child?.pid, 'one']);
    child?.kill('SIGTERM');

    expect(await lab.ended).toBe(0);
    expect(existsSync(join(folder, 'hosts.json'))).toBe(false);
    expect(readFileSync(join(folder, 'journal.ndjson'), 'utf8')).toContain('pdu:pdu-a');
  });

  it('ends by itself when its spec is replaced by another', async () => {
    const lab = start(writeSpec());
    await hosts();

    writeSpec({ id: 'two' });

    expect(await lab.ended).toBe(0);
    expect(lab.said()).toContain('its spec is gone or another');
  });

  it('says what is wrong with its spec, without a stack trace', async () => {
    const lab = start(writeSpec({ speed: 0 }));

    expect(await lab.ended).toBe(1);
    expect(lab.said()).toContain("'speed' is 0");
    expect(lab.said()).not.toContain('    at ');
  });
});
