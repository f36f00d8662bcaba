import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log';
import type { Program } from './programs';

/** Waits before a process is started again, ms: short at first, never more than a second. */
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 800;

/** A process that lived this long did not die of its start, ms. */
const SETTLED_MS = 5000;

/** How long a process may take to end when it is told to, ms. */
const GRACE_MS = 4000;

/** Deaths in a row, each soon after the start, after which its last words are told instead. */
const EARLY_DEATHS = 3;

/** A log file larger than this is set aside when its process starts, bytes. */
const LARGEST_LOG = 20_000_000;

export interface Keeping {
  readonly name: string;
  /** Asked at every start; it may wait for what must be there first. */
  program(): Promise<Program>;
  readonly logFile: string;
  readonly log: Log;
  /** Told each line of standard output. */
  onLine?(line: string): void;
  /** Told of each end; true where it shall not be started again. */
  isOver?(code: number | null): boolean;
  /** Told when it has started. */
  onStart?(pid: number): void;
}

/** A child that is started again whenever it ends. It ends by itself when its standard input does. */
export class KeptProcess {
  private child: ChildProcess | undefined;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private waitMs = FIRST_WAIT_MS;

  constructor(private readonly keeping: Keeping) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Whether it has ended for good. */
  isDone = false;

  start(): void {
    this.running ??= this.keep();
  }

  /** Ends the present one, so that another is started: what it was told has changed. */
  restart(): void {
    this.waitMs = 0;
    this.child?.kill('SIGKILL');
  }

  /** Ends it and does not start it again. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const { child } = this;
    child?.stdin?.end();
    const killer = setTimeout(() => child?.kill('SIGKILL'), GRACE_MS);
    await this.running;
    clearTimeout(killer);
  }

  private async keep(): Promise<void> {
    const { signal } = this.stopping;
    for (let early = 0; ;) {
      const started = Date.now();
      const code = await this.once().catch((error: unknown) => {
        if (!signal.aborted) this.keeping.log(`${this.keeping.name}: ${messageOf(error)}`);
        return null;
      });
      if (isAborted(signal) || this.keeping.isOver?.(code) === true) break;
      const lived = Date.now() - started;
      early = lived > SETTLED_MS ? 0 : early + 1;
      this.tellEnd(code, early);
      await sleep(this.waitMs, undefined, { signal }).catch(() => undefined);
      if (isAborted(signal)) break;
      this.waitMs =
        lived > SETTLED_MS
          ? FIRST_WAIT_MS
          : Math.min(this.waitMs * 2 + FIRST_WAIT_MS, LONGEST_WAIT_MS);
    }
    this.isDone = true;
  }

  /** A process that cannot live is told of once, with what it said, and not each second. */
  private tellEnd(code: number | null, early: number): void {
    const { name, log, logFile } = this.keeping;
    if (early <= EARLY_DEATHS)
      log(`${name} ended (${String(code ?? 'killed')}): starting it again`);
    if (early !== EARLY_DEATHS) return;
    const words = lastLine(logFile);
    log(
      `${name} ends whenever it starts, and is tried on: ${words === '' ? `see ${logFile} and \`blackstart doctor\`` : `${logFile}: ${words}`}`,
    );
  }

  /** One life; gives the exit code, null where a signal ended it. */
  private async once(): Promise<number | null> {
    const program = await this.keeping.program();
    if (this.stopping.signal.aborted) return null;
    const errors = openLog(this.keeping.logFile);
    try {
      const child = spawn(program.command, program.args, {
        env: { ...process.env, ...program.env },
        stdio: ['pipe', 'pipe', errors],
        // Ctrl-C at the terminal is for the supervisor, which ends its children in order.
        detached: true,
      });
      this.child = child;
      return await this.lifeOf(child);
    } finally {
      this.child = undefined;
      closeSync(errors);
    }
  }

  private lifeOf(child: ChildProcess): Promise<number | null> {
    const { stdin, stdout } = child;
    stdin?.on('error', () => undefined); // it has ended, which 'exit' tells
    if (stdout !== null) {
      createInterface({ input: stdout }).on('line', (line) => this.keeping.onLine?.(line));
    }
    if (child.pid !== undefined) this.keeping.onStart?.(child.pid);
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => {
        stdin?.destroy();
        resolve(code);
      });
    });
  }
}

/** Opens a log file for appending; a very long one is set aside first. */
export function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGEST_LOG) renameSync(file, `${file}.old`);
  return openSync(file, 'a', 0o600);
}

/** The end of a log, as far as it fits into a line; empty where it says nothing. */
function lastLine(file: string): string {
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    return (lines.findLast((line) => line.trim() !== '') ?? '').slice(0, 400);
  } catch {
    return '';
  }
}

/** Asked anew each time: it changes while others are waited for. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
