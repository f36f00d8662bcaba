import { spawn } from 'node:child_process';
import { closeSync, existsSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperationError } from '../../model/errors';
import { externalTemporal } from '../external-temporal';
import { builtFile } from '../installed-file';
import type { Log } from '../log';
import { signalTo } from '../process-facts';
import type { StateFolder } from '../state-folder';
import { endLab } from './kept-lab';
import { openLog } from './kept-process';
import { removeRecord, supervisorStatus, type SupervisorRecord } from './supervisor-files';

const LOOK_MS = 50;

/** What `up` writes before each line of its log. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT[\d:.]+Z /;

/** Building the server takes minutes; beyond this something is stuck, ms. */
const LONGEST_START_MS = 15 * 60_000;

/** How long a supervisor may take to end in order, ms. */
const STOP_MS = 12_000;

/** Starts a detached supervisor unless one runs, and waits until it is ready. Throws SUPERVISOR_FAILED. */
export async function ensureUp(state: StateFolder, log: Log): Promise<SupervisorRecord> {
  const first = await supervisorStatus(state);
  if (first.state === 'ready') return sameTemporal(first);
  const from = sizeOf(state.log('supervisor'));
  const spawned = first.state === 'down' ? spawnDetached(state) : undefined;
  const told = new LogTail(state.log('supervisor'), from);
  const until = Date.now() + LONGEST_START_MS;
  while (Date.now() < until) {
    await sleep(LOOK_MS);
    for (const line of told.news()) if (!isOther(line)) log(line.replace(TIMESTAMP, ''));
    const status = await supervisorStatus(state);
    if (status.state === 'ready') return sameTemporal(status);
    if (status.state === 'down' && spawned?.hasEnded() !== false) break;
  }
  for (const line of told.news()) log(line.replace(TIMESTAMP, ''));
  throw new OperationError('SUPERVISOR_FAILED', `${state.log('supervisor')}: ${told.last}`);
}

/** A supervisor serves one Temporal; asking for another one than it has is a mistake worth telling. */
function sameTemporal(record: SupervisorRecord): SupervisorRecord {
  const named = externalTemporal()?.address;
  const serves = record.temporal === 'external' ? record.address : undefined;
  if (named === serves) return record;
  throw new OperationError(
    'SUPERVISOR_RUNNING',
    `the supervisor that runs serves ${serves ?? 'its own Temporal'}, the environment names ${named ?? 'none'}`,
  );
}

/** Ends the supervisor, its children and the lab; false where none ran. */
export async function stopSupervisor(state: StateFolder): Promise<boolean> {
  const first = await supervisorStatus(state);
  const until = Date.now() + STOP_MS;
  for (let told = 0; ;) {
    const status = await supervisorStatus(state);
    if (status.state === 'down') break;
    const late = Date.now() > until;
    if (late || status.pid !== told) signalTo(status.pid, late ? 'SIGKILL' : 'SIGTERM');
    told = status.pid;
    await sleep(LOOK_MS);
  }
  if (existsSync(state.lab)) await endLab(state);
  await removeRecord(state);
  return first.state !== 'down';
}

function spawnDetached(state: StateFolder): { hasEnded(): boolean } {
  const output = openLog(state.log('supervisor'));
  const child = spawn(process.execPath, [builtFile('cli/main.js'), 'up', '--state', state.root], {
    stdio: ['ignore', output, output],
    detached: true,
    cwd: state.root,
  });
  closeSync(output);
  child.unref();
  child.once('error', () => undefined); // told as having ended
  return {
    hasEnded: () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null,
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** What a supervisor says that was started beside another one, which is as good. */
function isOther(line: string): boolean {
  const { code, fix } = new OperationError('SUPERVISOR_RUNNING', '');
  return line.startsWith(`error ${code} `) || line === `fix: ${fix}`;
}

/** Gives the lines that a log file grew by. */
class LogTail {
  /** The line given last. */
  last = 'it ended without a word';
  private rest = '';

  constructor(
    private readonly file: string,
    private at: number,
  ) {}

  news(): readonly string[] {
    const size = sizeOf(this.file);
    if (size <= this.at) return [];
    const bytes = readFileSync(this.file).subarray(this.at);
    this.at += bytes.length;
    const lines = `${this.rest}${bytes.toString('utf8')}`.split('\n');
    this.rest = lines.pop() ?? '';
    const told = lines.filter((line) => line.trim() !== '');
    // What to do about it is told by the error that this becomes part of.
    this.last = told.findLast((line) => !line.startsWith('fix: ')) ?? this.last;
    return told;
  }
}
