import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isAlive, signalTo } from '../process-facts';
import { stateFolder, type StateFolder } from '../state-folder';
import { takesConnections } from '../tcp-probe';
import { endLab, labOf } from './kept-lab';
import { hostsFile, specFile, tiedServer, type Program, type Programs } from './programs';
import { runSupervisor } from './run-supervisor';
import { stopSupervisor } from './ensure-up';
import { supervisorStatus } from './supervisor-files';

/** Writes its number to a file and lives on, until standard input ends where it is tied. */
const LIVES = `
  const { appendFileSync, writeFileSync } = require('node:fs');
  const [file, what] = process.argv.slice(1);
  appendFileSync(file, process.pid + '\\n');
  if (what === 'worker') console.log('{"ready":true}');
  if (what === 'lab') {
    const { hosts, spec } = { hosts: process.argv[3], spec: process.argv[5] };
    const { id } = JSON.parse(require('node:fs').readFileSync(spec, 'utf8'));
    writeFileSync(hosts, JSON.stringify({ v: 1, id, pid: process.pid, hosts: {} }));
  } else process.stdin.on('end', () => process.exit(1)).resume();
  setInterval(() => undefined, 1000);
`;

/** Listens on a port, as a server does. */
const LISTENS = `
  const [port] = process.argv.slice(1);
  require('node:net').createServer().listen(Number(port), '127.0.0.1');
`;

const GONE = `process.exit(0)`;

const node = (code: string, ...args: string[]): Program => ({
  command: process.execPath,
  args: ['-e', code, '--', ...args],
});

/** A supervisor of fakes in a folder of its own, and what they left behind. */
class Site {
  readonly state: StateFolder;
  readonly lines: string[] = [];
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(state?: StateFolder) {
    this.state = state ?? stateFolder(mkdtempSync(join(tmpdir(), 'blackstart-up-')));
  }

  start(programs: Partial<Programs> = {}): this {
    this.running = runSupervisor(
      this.state,
      (line) => this.lines.push(line),
      this.stopping.signal,
      {
        external: undefined,
        serverBinary: () => Promise.resolve('fake'),
        programs: { ...this.programs(), ...programs },
      },
    );
    return this;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Numbers of the processes that were started as this. */
  pids(name: string): readonly number[] {
    const file = join(this.state.root, name);
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8').trim().split('\n').map(Number);
  }

  serverPid(): number {
    return Number(readFileSync(join(this.state.temporal, 'temporal.pid'), 'utf8'));
  }

  ask(file: string, value: unknown): void {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(value));
  }

  private programs(): Programs {
    const { state } = this;
    const left = (name: string): string => join(state.root, name);
    return {
      temporal: (_binary, port) => {
        const { command, args } = node(LISTENS, String(port), join(state.temporal, 'temporal.db'));
        return tiedServer(state, [command, ...args]);
      },
      worker: () => node(LIVES, left('workers'), 'worker'),
      people: (recovery) => node(LIVES, left(`people-of-${recovery}`), 'people'),
      lab: () => node(LIVES, left('labs'), 'lab', hostsFile(state), '--spec', specFile(state)),
    };
  }
}

async function until<T>(
  read: () => T | undefined | Promise<T | undefined>,
): Promise<NonNullable<T>> {
  for (let i = 0; i < 500; i += 1) {
    const value = await read();
    if (value !== undefined && value !== null && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not come');
}

const ready = (state: StateFolder) =>
  until(async () => {
    const status = await supervisorStatus(state);
    return status.state === 'ready' ? status : undefined;
  });

const sites: Site[] = [];
const site = (state?: StateFolder): Site => {
  const made = new Site(state);
  sites.push(made);
  return made;
};

afterEach(async () => {
  for (const one of sites.splice(0)) {
    await one.stop().catch(() => undefined);
    await endLab(one.state);
    rmSync(one.state.root, { recursive: true, force: true });
  }
});

/** Starts a program as the supervisor does, says its number, and waits to be killed. */
const OWNER = `
  const { command, args } = JSON.parse(process.argv[1]);
  require('node:child_process').spawn(command, args, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  setInterval(() => undefined, 1000);
`;

describe('a server tied to its owner', () => {
  it('ends when its owner is killed', async () => {
    const { state } = site();
    mkdirSync(state.temporal, { recursive: true });
    const file = join(state.temporal, 'temporal.pid');
    const program = tiedServer(state, [process.execPath, '-e', LISTENS, '--', '0']);
    const owner = spawn(process.execPath, ['-e', OWNER, '--', JSON.stringify(program)]);
    const pid = await until(
      () => (existsSync(file) && Number(readFileSync(file, 'utf8'))) || undefined,
    );
    expect(isAlive(pid)).toBe(true);

    owner.kill('SIGKILL');

    await until(() => !isAlive(pid) || undefined);
    expect(isAlive(pid)).toBe(false);
  });
});

describe('the supervisor', () => {
  it('is ready when its worker polls, and says where Temporal is', async () => {
    const { state } = site().start();

    const status = await ready(state);

    expect(status).toMatchObject({ pid: process.pid, temporal: 'embedded', synchronous: 'FULL' });
    await until(() => takesConnections(status.address, 1000).then((open) => open || undefined));
  });

  it('starts a worker that was killed again', async () => {
    const one = site().start();
    await ready(one.state);
    const [first = 0] = one.pids('workers');

    signalTo(first, 'SIGKILL');

    await until(() => one.pids('workers')[1]);
    expect(isAlive(first)).toBe(false);
  });

  it('starts a server that was killed again, on the same port', async () => {
    const one = site().start();
    const { address } = await ready(one.state);
    await until(() => takesConnections(address, 1000).then((open) => open || undefined));
    const first = one.serverPid();

    signalTo(first, 'SIGKILL');

    await until(
      () =>
        (existsSync(join(one.state.temporal, 'temporal.pid')) &&
          one.serverPid() > 1 &&
          one.serverPid() !== first) ||
        undefined,
    );
    await until(() => takesConnections(address, 1000).then((open) => open || undefined));
    expect((await ready(one.state)).address).toBe(address);
  });

  it('tells the last words of a worker that cannot live, once, and goes on trying', async () => {
    const one = site().start({
      worker: () => node("console.error('no such ledger'); process.exit(1)", ''),
    });

    await until(() => one.lines.find((line) => line.includes('ends whenever it starts')));

    expect(one.lines.filter((line) => line.startsWith('worker ends whenever'))).toEqual([
      expect.stringContaining('worker.log: no such ledger'),
    ]);
  });

  it('does not start where the ledger cannot be opened', async () => {
    const one = site();
    writeFileSync(one.state.ledger, 'this is no database, whatever its name says');

    await expect(one.start().stop()).rejects.toMatchObject({ code: 'LEDGER_UNREACHABLE' });
    expect(one.pids('workers')).toEqual([]);
  });

  it('goes to another port where its own was taken, and tells the worker', async () => {
    const one = site();
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const taken = squatter.address();
    const port = typeof taken === 'object' && taken !== null ? taken.port : 0;
    mkdirSync(one.state.temporal, { recursive: true });
    writeFileSync(join(one.state.temporal, 'port'), String(port));

    one.start();

    const { address } = await ready(one.state);
    squatter.close();
    expect(address).not.toBe(`127.0.0.1:${String(port)}`);
  });

  it('refuses a second one for the same state folder', async () => {
    const one = site().start();
    await ready(one.state);

    const second = new Site(one.state).start();

    await expect(second.stop()).rejects.toMatchObject({ code: 'SUPERVISOR_RUNNING' });
    expect((await supervisorStatus(one.state)).state).toBe('ready');
  });

  it('ends its children when it ends, and says so', async () => {
    const one = site().start();
    await ready(one.state);
    const [worker = 0] = one.pids('workers');
    const server = one.serverPid();

    await one.stop();

    expect([isAlive(worker), isAlive(server)]).toEqual([false, false]);
    expect(await supervisorStatus(one.state)).toEqual({ state: 'down' });
  });

  it('simulates people of a recovery for as long as its file is there', async () => {
    const one = site().start();
    await ready(one.state);
    const file = join(one.state.people, 'hello-1.json');

    one.ask(file, { v: 1, recovery: 'hello-1', drill: 'x' });
    const [first = 0] = await until(() => {
      const pids = one.pids('people-of-hello-1');
      return pids.length > 0 ? pids : undefined;
    });
    rmSync(file);

    await until(() => !isAlive(first) || undefined);
    expect(one.pids('people-of-hello-1')).toHaveLength(1);
  });

  it('takes away the file of people whose recovery has ended', async () => {
    const one = site().start({ people: () => node(GONE) });
    const file = join(one.state.people, 'hello-2.json');

    one.ask(file, { v: 1, recovery: 'hello-2', drill: 'x' });

    await until(() => !existsSync(file) || undefined);
    expect((await supervisorStatus(one.state)).state).not.toBe('down');
  });

  it('starts the lab that its spec asks for once, and leaves it alone when it ends', async () => {
    const one = site().start();
    one.ask(specFile(one.state), { v: 1, id: 'first' });
    const lab = await until(async () => {
      const known = await labOf(one.state);
      return known?.isUp === true ? known : undefined;
    });

    await one.stop();
    const next = site(one.state).start();
    await ready(next.state);

    expect(isAlive(lab.pid)).toBe(true);
    expect(await labOf(next.state)).toMatchObject({ id: 'first', pid: lab.pid, runs: true });
    expect(next.pids('labs')).toHaveLength(1);
  });

  it('replaces the lab when another is asked for, but never starts one again that died', async () => {
    const one = site().start();
    const up = (id: string) =>
      until(async () => {
        const known = await labOf(one.state);
        return known?.id === id && known.isUp ? known : undefined;
      });
    one.ask(specFile(one.state), { v: 1, id: 'first' });
    const first = await up('first');

    one.ask(specFile(one.state), { v: 1, id: 'second' });
    const second = await up('second');
    signalTo(second.pid, 'SIGKILL');
    await until(() => one.lines.find((line) => line.includes('the lab of second ended')));

    expect(isAlive(first.pid)).toBe(false);
    expect(one.pids('labs')).toHaveLength(2);
  });

  it('is down, with its lab, after it was told to stop', async () => {
    const one = site().start();
    one.ask(specFile(one.state), { v: 1, id: 'first' });
    const lab = await until(async () => {
      const known = await labOf(one.state);
      return known?.isUp === true ? known : undefined;
    });
    await one.stop();

    const ended = await stopSupervisor(one.state);

    expect(ended).toBe(false);
    expect(isAlive(lab.pid)).toBe(false);
  });
});
