import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
} from '@temporalio/worker';
import { Client, Connection } from '@temporalio/client';
import { engineActivities } from '../activities/engine/engine';
import type { CallInput, EngineActivities } from '../activities/engine/engine-activities';
import type { Ports } from '../activities/ports/ports';
import { installationKeys, policyKeys } from '../client/installation-keys';
import { resolveServerBinary } from '../client/server-binary';
import { signStatement } from '../client/sign-statement';
import { stateFolder, type StateFolder } from '../client/state-folder';
import { builtPrograms } from '../client/supervisor/programs';
import { freePort, takesConnections } from '../client/tcp-probe';
import { openLedger } from '../ledger/open-ledger';
import type { Ledger } from '../ledger/ledger';
import type { PlanParts } from '../model/plan/plan';
import type { PolicyKey } from '../model/plan/policy';
import type { RunInput } from '../workflows/messages';
import { noop } from './noop-connector';

const QUEUE = 'bench';

/** A server with its store on disk, a worker with both kinds of workflow, and a client, all in one place. */
export interface Rig {
  readonly client: Client;
  readonly keys: Readonly<Record<string, PolicyKey>>;
  /** When each activity began, ms of the process's clock, by the node it was for. */
  readonly began: Map<string, number>;
  readonly template: CallInput;
  /** Input of a recovery of a plan, its start signed. */
  inputOf(plan: PlanParts, feedLedger: boolean): Promise<RunInput>;
  start(
    type: string,
    args: readonly unknown[],
    id?: string,
  ): ReturnType<Client['workflow']['start']>;
  approval(input: RunInput, step: string, attempt: number, shown: string): Promise<unknown>;
  readonly ledger: Ledger;
  close(): Promise<void>;
}

export async function openRig(): Promise<Rig> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const state = stateFolder(await mkdtemp(join(tmpdir(), 'blackstart-bench-')));
  const server = await startServer(state);
  const ledger = await openLedger({ file: state.ledger });
  const began = new Map<string, number>();
  const native = await NativeConnection.connect({ address: server.address });
  const connection = await Connection.connect({ address: server.address });
  const worker = await Worker.create({
    connection: native,
    taskQueue: QUEUE,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: require.resolve('./baseline-workflows'),
      logger: new DefaultLogger('ERROR'),
    }),
    activities: timed(ledger, began),
    maxHeartbeatThrottleInterval: '500ms',
  });
  const running = worker.run();
  const client = new Client({ connection });
  const { local } = await installationKeys(state);
  return {
    client,
    ledger,
    began,
    keys: await policyKeys(state),
    template: templateOf(),
    inputOf: async (plan, feedLedger) => {
      await ledger.putParts(plan.texts);
      const recovery = `bench-20221015-${randomBytes(3).toString('hex')}`;
      await register(ledger, recovery, plan);
      const answer = { mode: 'drill', simulated: false } as const;
      const draft = {
        recovery,
        planDigest: plan.planDigest,
        step: '',
        attempt: 0,
        act: 'start' as const,
        answer,
        shown: '',
        reason: 'benchmark',
        person: 'ann',
        role: 'operator',
      };
      return {
        recovery,
        planDigest: plan.planDigest,
        mode: 'drill',
        speed: 1,
        simulated: false,
        start: signStatement(draft, local, new Date()),
        lostAt: new Date().toISOString(),
        feedLedger,
      };
    },
    start: (type, args, id = `bench/${randomBytes(6).toString('hex')}`) =>
      client.workflow.start(type, {
        taskQueue: QUEUE,
        workflowId: id,
        workflowTaskTimeout: '3s',
        args: [...args],
      }),
    approval: (input, step, attempt, shown) =>
      client.workflow.getHandle(`bench/${input.recovery}`).executeUpdate('submit', {
        args: [
          signStatement(
            {
              recovery: input.recovery,
              planDigest: input.planDigest,
              step,
              attempt,
              act: 'approve',
              answer: null,
              shown,
              reason: '',
              person: 'bo',
              role: 'approver',
            },
            local,
            new Date(),
          ),
        ],
      }),
    close: async () => {
      worker.shutdown();
      await running;
      await connection.close();
      await native.close();
      await ledger.close();
      await server.stop();
      await rm(state.root, { recursive: true, force: true });
    },
  };
}

async function startServer(
  state: StateFolder,
): Promise<{ readonly address: string; stop(): Promise<void> }> {
  const binary = await resolveServerBinary({ log: (line) => process.stderr.write(`${line}\n`) });
  const port = await freePort();
  await mkdir(state.temporal, { recursive: true });
  const program = builtPrograms(state).temporal(binary, port);
  const child = spawn(program.command, [...program.args], { stdio: ['pipe', 'ignore', 'ignore'] });
  const address = `127.0.0.1:${String(port)}`;
  while (!(await takesConnections(address, 500))) await sleep(50);
  return {
    address,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => {
          resolve();
        });
        child.stdin.end();
      }),
  };
}

/** The engine's own activities; what begins is noted. */
function timed(ledger: Ledger, began: Map<string, number>): EngineActivities {
  const engine = engineActivities({
    ledger,
    connectors: new Map([[noop.uses, noop]]),
    ports: { narrowed: () => NO_PORTS },
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    now: () => Date.now(),
    reachedTemporalAt: () => Date.now(),
  });
  return {
    ...engine,
    call: (input) => {
      began.set(input.node, performance.now());
      return engine.call(input);
    },
  };
}

function ignore(): void {
  // A benchmark logs nothing.
}

function refuse(): never {
  throw new Error('a benchmark reaches nothing');
}

const NO_PORTS: Ports = {
  http: { request: refuse },
  tcp: { connect: refuse },
  mail: { send: refuse },
  exec: { run: refuse },
  secrets: { resolve: (text) => Promise.resolve(text), hmacSha256: refuse },
  log: { write: ignore },
  clock: { now: () => Date.now(), sleep: (ms) => sleep(ms) },
};

function templateOf(): CallInput {
  return {
    run: { recovery: 'by-hand', planDigest: '', mode: 'drill', speed: 1 },
    node: 's0',
    attempt: 1,
    phase: {
      type: 'call',
      id: 'call',
      uses: noop.uses,
      effect: 'idempotent',
      with: {},
      keep: false,
    },
    with: {},
    simulate: false,
  };
}

async function register(ledger: Ledger, recovery: string, plan: PlanParts): Promise<void> {
  await ledger.register({
    id: recovery,
    workflowId: `bench/${recovery}`,
    mode: 'drill',
    simulated: false,
    speed: 1,
    planDigest: plan.planDigest,
    runbook: plan.manifest.runbook,
    title: plan.manifest.title,
    sites: plan.manifest.sites,
    starter: 'ann',
    status: 'running',
    startedAt: new Date().toISOString(),
  });
}
