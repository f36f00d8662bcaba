import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openLedger } from '../ledger/open-ledger';
import { ERRORS, OperationError } from '../model/errors';
import { connectTemporal, temporalTarget } from './connect-temporal';
import { findServerBinary } from './find-server-binary';
import { builtFile } from './installed-file';
import { installationKeys } from './installation-keys';
import { taskQueue } from './start-workflow';
import { makeFolder } from './make-folder';
import type { StateFolder } from './state-folder';
import { supervisorStatus } from './supervisor/supervisor-files';

export interface DoctorCheck {
  readonly id: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What to do; empty where it is well. */
  readonly fix: string;
}

/** What a check found; throws where it is not well. */
interface Check {
  readonly id: string;
  readonly look: (state: StateFolder) => Promise<string>;
  readonly fix: string;
}

/** The oldest Node.js that everything runs on. */
const LEAST_NODE = [20, 19] as const;

/** A worker that polled longer ago than this is gone, ms. */
const POLLED_MS = 90_000;

const CHECKS: readonly Check[] = [
  { id: 'node', look: node, fix: `Install Node.js ${LEAST_NODE.join('.')} or newer.` },
  { id: 'build', look: build, fix: 'Run `npm ci` in the checkout; it builds dist/.' },
  { id: 'state', look: stateIsOurs, fix: 'Give a folder that you can write to with `--state`.' },
  { id: 'keys', look: keys, fix: 'Run `chmod 600` on the files in keys/ of the state folder.' },
  { id: 'ledger', look: ledger, fix: ERRORS.LEDGER_UNREACHABLE.fix },
  { id: 'temporal-binary', look: binary, fix: ERRORS.SERVER_BINARY_MISSING.fix },
  { id: 'supervisor', look: supervisor, fix: '`blackstart up` starts it; `drill` does by itself.' },
  { id: 'temporal', look: temporal, fix: ERRORS.TEMPORAL_UNREACHABLE.fix },
  { id: 'worker', look: worker, fix: 'Read worker.log in the state folder.' },
];

/** Looks at everything that a recovery needs on this machine. */
export async function doctor(
  state: StateFolder,
): Promise<{ readonly checks: readonly DoctorCheck[] }> {
  const checks: DoctorCheck[] = [];
  for (const { id, look, fix } of CHECKS) {
    try {
      checks.push({ id, ok: true, detail: await look(state), fix: '' });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      checks.push({ id, ok: false, detail, fix });
    }
  }
  return { checks };
}

function node(): Promise<string> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [least, leastMinor] = LEAST_NODE;
  if (major < least || (major === least && minor < leastMinor))
    return Promise.reject(new Error(`Node.js ${process.versions.node} is too old`));
  return Promise.resolve(`Node.js ${process.versions.node}`);
}

function build(): Promise<string> {
  const names = ['cli/main.js', 'worker/main.js', 'lab/main.js', 'workflow-bundle.js'];
  const missing = names.map(builtFile).filter((file) => !existsSync(file));
  return missing.length === 0
    ? Promise.resolve(dirname(builtFile('workflow-bundle.js')))
    : Promise.reject(new Error(`${missing.join(', ')} missing`));
}

async function stateIsOurs(state: StateFolder): Promise<string> {
  await makeFolder(state.root);
  return state.root;
}

async function keys(state: StateFolder): Promise<string> {
  await installationKeys(state);
  for (const name of ['local', 'simulated']) {
    const file = join(state.keys, `${name}.json`);
    const mode = (await stat(file)).mode & 0o777;
    if ((mode & 0o077) !== 0)
      throw new Error(`${file} can be read by others (${mode.toString(8)})`);
  }
  return state.keys;
}

async function ledger(state: StateFolder): Promise<string> {
  const opened = await openLedger({ file: state.ledger });
  try {
    const rows = await opened.recoveries({ open: true });
    return `${state.ledger}, ${String(rows.length)} open recoveries`;
  } finally {
    await opened.close();
  }
}

async function binary(): Promise<string> {
  const found = await findServerBinary();
  if (found !== undefined) return found;
  const go = spawnSync('go', ['version'], { encoding: 'utf8' });
  if (go.status === 0) return `none yet; will be fetched, or built with ${go.stdout.trim()}`;
  throw new Error('there is no `temporal`, and no `go` to build it with');
}

async function supervisor(state: StateFolder): Promise<string> {
  const status = await supervisorStatus(state);
  if (status.state === 'down') throw new Error('none runs for this state folder');
  return `process ${String(status.pid)}, ${status.state}`;
}

async function temporal(state: StateFolder): Promise<string> {
  const access = await connectTemporal(await temporalTarget(state));
  try {
    const { serverVersion, persistenceStore } =
      await access.connection.workflowService.getClusterInfo({});
    return `${access.target.address}, server ${serverVersion} on ${persistenceStore}`;
  } finally {
    await access.close();
  }
}

async function worker(state: StateFolder): Promise<string> {
  const access = await connectTemporal(await temporalTarget(state));
  try {
    const { pollers } = await access.connection.workflowService.describeTaskQueue({
      namespace: access.target.namespace,
      taskQueue: { name: taskQueue() },
    });
    const latest =
      Math.max(...pollers.map((one) => Number(one.lastAccessTime?.seconds ?? 0))) * 1000;
    if (Date.now() - latest > POLLED_MS)
      throw new OperationError('TEMPORAL_UNREACHABLE', `no worker polls '${taskQueue()}'`);
    return `polls '${taskQueue()}'`;
  } finally {
    await access.close();
  }
}
