import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverAddress } from '../test/support/recovery-worker';

const MAIN = join(__dirname, '../dist/worker/main.js');

/** A worker process, tied to this one, with a state folder of its own. */
async function started(address: string) {
  const state = await mkdtemp(join(tmpdir(), 'blackstart-worker-'));
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      BLACKSTART_STATE: state,
      BLACKSTART_TIED: '1',
      BLACKSTART_TASK_QUEUE: `test-${String(process.pid)}`,
      TEMPORAL_ADDRESS: address,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    child,
    line: (stream: 'stdout' | 'stderr', pattern: RegExp) => lineOf(child, stream, pattern),
    /** Ends its standard input and gives its exit code. */
    async end(): Promise<number | null> {
      child.stdin.end();
      const code = await ended;
      await rm(state, { recursive: true, force: true });
      return code;
    },
  };
}

function lineOf(child: ChildProcess, name: 'stdout' | 'stderr', pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child[name]?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const line = text.split('\n').find((one) => pattern.test(one));
      if (line !== undefined) resolve(line);
    });
    child.once('exit', (code) => reject(new Error(`it ended with ${String(code)}: ${text}`)));
  });
}

describe('the worker process', () => {
  it('says when it polls, and ends with its standard input', async () => {
    const worker = await started(serverAddress());

    expect(await worker.line('stdout', /ready/)).toBe('{"ready":true}');
    expect(await worker.end()).toBe(0);
  });

  it('waits for a Temporal that is not there', async () => {
    const worker = await started('127.0.0.1:1');

    const line = await worker.line('stderr', /does not answer/);
    expect(JSON.parse(line)).toMatchObject({ level: 40, address: '127.0.0.1:1' });
    expect(await worker.end()).toBe(0);
  });
});
