import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLedger } from '../../ledger/open-ledger';
import { OperationError } from '../../model/errors';
import { externalTemporal, type TemporalTarget } from '../external-temporal';
import { packageVersion } from '../installed-file';
import type { Log } from '../log';
import { takeLock } from '../process-lock';
import { resolveServerBinary } from '../server-binary';
import type { StateFolder } from '../state-folder';
import { readJsonFile, writeByRename } from '../write-by-rename';
import { EmbeddedServer } from './embedded-server';
import { KeptLab } from './kept-lab';
import { KeptPeople } from './kept-people';
import { KeptProcess } from './kept-process';
import { builtPrograms, storeSynchronous, type Programs } from './programs';
import { removeRecord, supervisorLock, supervisorPidFile, writeRecord } from './supervisor-files';

/** How often the files that say what should run are looked at, ms. */
const RECONCILE_MS = 250;

/** How long the lock may be held by somebody who only looks, ms. */
const LOCK_WAIT_MS = 500;

/** What a supervisor stands on; tests give their own. */
export interface SupervisorParts {
  readonly programs: Programs;
  readonly external: TemporalTarget | undefined;
  readonly serverBinary: (log: Log) => Promise<string>;
}

/**
 * Owns the embedded Temporal server, the worker, simulated people and the lab of a state folder until `signal`
 * stops it; the lab alone outlives it. Throws SUPERVISOR_RUNNING, LEDGER_UNREACHABLE, SERVER_BINARY_MISSING.
 */
export async function runSupervisor(
  state: StateFolder,
  log: Log,
  signal: AbortSignal,
  parts: SupervisorParts = {
    programs: builtPrograms(state),
    external: externalTemporal(),
    serverBinary: (told) => resolveServerBinary({ log: told }),
  },
): Promise<void> {
  const lock = takeLock(supervisorLock(state), LOCK_WAIT_MS);
  if (lock === undefined) {
    const pid = (await readJsonFile(supervisorPidFile(state)))?.['pid'];
    throw new OperationError(
      'SUPERVISOR_RUNNING',
      `process ${typeof pid === 'number' ? pid : '?'} is the supervisor of ${state.root}`,
    );
  }
  const supervisor = new Supervisor(state, log, parts);
  try {
    // A worker without its ledger would only end again and again.
    await (await openLedger({ file: state.ledger })).close();
    await writeByRename(supervisorPidFile(state), JSON.stringify({ v: 1, pid: process.pid }));
    await supervisor.run(signal);
  } finally {
    await supervisor.stop();
    await removeRecord(state);
    await rm(supervisorPidFile(state), { force: true });
    lock.release();
  }
}

/** The page waits so long for the worker to be ready, ms. */
const PAGE_WAITS_MS = 5000;

class Supervisor {
  private server: EmbeddedServer | undefined;
  private worker: KeptProcess | undefined;
  private readonly api: KeptProcess | undefined;
  private isPageStarted = false;
  private readonly people: KeptPeople;
  private readonly lab: KeptLab;
  private readonly startedAt = new Date().toISOString();
  /** Where Temporal is, once it is known. */
  private address: string | undefined;
  /** What went wrong last time, told once. */
  private trouble = '';

  constructor(
    private readonly state: StateFolder,
    private readonly log: Log,
    private readonly parts: SupervisorParts,
  ) {
    const { programs } = parts;
    this.people = new KeptPeople(
      state,
      (recovery) => programs.people(recovery, this.address ?? ''),
      log,
    );
    this.lab = new KeptLab(state, programs, log);
    const { api } = programs;
    this.api =
      api &&
      new KeptProcess({
        name: 'page',
        logFile: state.log('api'),
        log,
        program: () => Promise.resolve(api()),
      });
  }

  async run(signal: AbortSignal): Promise<void> {
    const { external } = this.parts;
    // It can be read while there is no Temporal.
    const late = setTimeout(() => this.startPage(), PAGE_WAITS_MS);
    signal.addEventListener('abort', () => clearTimeout(late), { once: true });
    if (external === undefined) await untilAborted(this.startServer(), signal);
    else {
      this.log(`using Temporal at ${external.address}`);
      this.serverStarts(external.address);
    }
    while (!signal.aborted) {
      await this.reconcile();
      await sleep(RECONCILE_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** A file that cannot be read must not end everything else. */
  private async reconcile(): Promise<void> {
    try {
      await this.lab.reconcile();
      if (this.address !== undefined) await this.people.reconcile();
      this.trouble = '';
    } catch (error) {
      this.tell(error);
    }
  }

  private tell(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    if (message !== this.trouble) this.log(message);
    this.trouble = message;
  }

  async stop(): Promise<void> {
    await Promise.all([this.api?.stop(), this.worker?.stop(), this.people.stop()]);
    await this.server?.stop();
  }

  private async startServer(): Promise<void> {
    await removeRecord(this.state);
    const binary = await this.parts.serverBinary(this.log);
    this.log('starting Temporal');
    this.server = new EmbeddedServer({
      state: this.state,
      binary,
      programs: this.parts.programs,
      log: this.log,
      onStart: (address) => this.serverStarts(address),
    });
    this.server.start();
  }

  /** The others wait for Temporal by themselves, so that they load while it starts. */
  private serverStarts(address: string): void {
    const moved = this.address !== undefined && this.address !== address;
    this.address = address;
    if (this.worker === undefined) return this.startWorker();
    if (!moved) return;
    // Its port was taken meanwhile: everyone has to be told the new one.
    this.worker.restart();
    this.people.restart();
  }

  private startWorker(): void {
    this.log('starting the worker');
    this.worker = new KeptProcess({
      name: 'worker',
      logFile: this.state.log('worker'),
      log: this.log,
      program: () => Promise.resolve(this.parts.programs.worker(this.address ?? '')),
      onLine: (line) => {
        if (!line.includes('"ready":true')) return;
        this.workerIsReady().catch((error: unknown) => this.tell(error));
      },
    });
    this.worker.start();
  }

  /** Recoveries come first: the page does not load while the worker does, unless that takes long. */
  private startPage(): void {
    if (this.isPageStarted) return;
    this.isPageStarted = true;
    this.api?.start();
  }

  private async workerIsReady(): Promise<void> {
    this.startPage();
    const { address } = this;
    if (address === undefined) return;
    const external = this.parts.external !== undefined;
    await writeRecord(this.state, {
      pid: process.pid,
      address,
      startedAt: this.startedAt,
      version: packageVersion(),
      temporal: external ? 'external' : 'embedded',
      synchronous: external ? '' : storeSynchronous(),
    });
    this.log(`ready: Temporal at ${address}, state in ${this.state.root}`);
  }
}

/** Waits for something that may take minutes, unless it is called off. */
async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await Promise.race([
    work,
    new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    }),
  ]);
}
