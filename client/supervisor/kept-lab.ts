import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log';
import { isAlive, runsAs, signalTo } from '../process-facts';
import type { StateFolder } from '../state-folder';
import { readJsonFile, writeByRename } from '../write-by-rename';
import { openLog } from './kept-process';
import { hostsFile, specFile, type Programs } from './programs';

/** How long the lab may take to end when it is told to, ms. */
const GRACE_MS = 2000;

/** File that says which lab was started, until it has written its own. */
function startedFile(state: StateFolder): string {
  return join(state.lab, 'started.json');
}

/**
 * The lab of a state folder: one process for each spec, which outlives the supervisor. One that died is not
 * started again, since the state of its site died with it.
 */
export class KeptLab {
  private settled: string | undefined;

  constructor(
    private readonly state: StateFolder,
    private readonly programs: Programs,
    private readonly log: Log,
  ) {}

  /** Starts the lab that the spec asks for, unless it was started before. */
  async reconcile(): Promise<void> {
    const { state, log } = this;
    const id = (await readJsonFile(specFile(state)))?.['id'];
    if (typeof id !== 'string' || id === this.settled) return;
    const known = await labOf(state);
    if (known?.id === id) {
      this.settled = id;
      if (!known.runs) log(`the lab of ${id} has ended: its site cannot be brought back`);
      return;
    }
    await endLab(state);
    await rm(startedFile(state), { force: true });
    await rm(hostsFile(state), { force: true });
    const program = this.programs.lab();
    const output = openLog(state.log('lab'));
    const child = spawn(program.command, program.args, {
      env: { ...process.env, ...program.env },
      stdio: ['ignore', output, output],
      detached: true,
      cwd: state.root,
    });
    child.on('error', (error) => log(`the lab could not be started: ${error.message}`));
    child.once('exit', (code) => log(`the lab of ${id} ended (${String(code ?? 'killed')})`));
    child.unref();
    closeSync(output);
    this.settled = id;
    if (child.pid === undefined) return;
    await writeByRename(startedFile(state), JSON.stringify({ v: 1, id, pid: child.pid }));
    log(`started the lab of ${id}`);
  }
}

/** The lab that was started last. */
export interface KnownLab {
  readonly id: string;
  readonly pid: number;
  readonly runs: boolean;
  /** Whether it has said that every listener is up. */
  readonly isUp: boolean;
}

/** The lab that was started last; undefined where none was. */
export async function labOf(state: StateFolder): Promise<KnownLab | undefined> {
  for (const file of [hostsFile(state), startedFile(state)]) {
    const found = await readJsonFile(file);
    const id = found?.['id'];
    const pid = found?.['pid'];
    if (typeof id !== 'string' || typeof pid !== 'number') continue;
    return { id, pid, runs: isLab(state, pid), isUp: file === hostsFile(state) };
  }
  return undefined;
}

/** Ends whatever lab of this state folder runs; what is known of it stays, so that it is not started again. */
export async function endLab(state: StateFolder): Promise<void> {
  const pids = new Set<number>();
  for (const file of [hostsFile(state), startedFile(state)]) {
    const pid = (await readJsonFile(file))?.['pid'];
    if (typeof pid === 'number' && isLab(state, pid)) pids.add(pid);
  }
  for (const pid of pids) {
    signalTo(pid, 'SIGTERM');
    const until = Date.now() + GRACE_MS;
    while (isAlive(pid)) {
      if (Date.now() > until) signalTo(pid, 'SIGKILL');
      await sleep(20);
    }
  }
}

function isLab(state: StateFolder, pid: number): boolean {
  return runsAs(pid, ['--spec', specFile(state)]);
}
