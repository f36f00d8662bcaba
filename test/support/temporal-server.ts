import { spawn, type ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { FAST_SETTINGS } from '../../client/supervisor/programs';
import { freePort } from '../../client/tcp-probe';

const START_LIMIT_MS = 20_000;

/** The server is ended when the shell's standard input ends, so it goes with Jest however Jest goes. */
const TIED_TO_STDIN = '"$@" & server=$!; cat >/dev/null; kill "$server"; wait "$server"';

export interface TemporalServer {
  /** host:port */
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts a Temporal dev server in memory, on a free port, and waits until it takes connections.
 * `more` adds dynamic settings, `key=value`.
 */
export async function startTemporalServer(
  binary: string,
  more: readonly string[] = [],
): Promise<TemporalServer> {
  const port = await freePort();
  const flags = ['--headless', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'];
  const settings = [...FAST_SETTINGS, ...more].flatMap((setting) => [
    '--dynamic-config-value',
    setting,
  ]);
  const command = [binary, 'server', 'start-dev', ...flags, ...settings];
  const child = spawn('sh', ['-c', TIED_TO_STDIN, 'sh', ...command], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.unref();
  await reachable(port, command.join(' '));
  return { address: `127.0.0.1:${port}`, stop: () => stop(child) };
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.ref();
    child.once('exit', () => resolve());
    child.stdin?.end();
  });
}

async function reachable(port: number, command: string): Promise<void> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline) {
    if (await accepts(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no Temporal server on port ${port} after ${START_LIMIT_MS} ms: ${command}`);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
