import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { EngineActivities } from '../activities/engine/engine-activities';
import type { TemporalWatch } from './temporal-watch';
import { WORKER_OPTIONS } from './worker-options';

/** Wait before a Temporal that does not answer is dialled again, ms. */
const REDIAL_MS = 250;

/** Workflow code of the build; see scripts/build.mjs. */
const BUNDLE = join(__dirname, '../workflow-bundle.js');

interface Parts {
  readonly activities: EngineActivities;
  readonly taskQueue: string;
  readonly log: Logger;
  readonly watch: TemporalWatch;
  /** Told once, when the worker polls. */
  readonly ready: () => void;
}

/**
 * Runs a worker until the signal is aborted. A Temporal that is away is waited for, however long; where the
 * worker gives up by itself another one takes its place.
 */
export async function runWorker(parts: Parts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const connection = await connect(parts.log, signal);
    if (connection === undefined) return;
    try {
      await runOn(connection, parts, signal);
    } catch (error) {
      parts.log.error({ err: error }, 'worker ended, another one starts');
      await wait(REDIAL_MS);
    } finally {
      parts.watch.stop();
      await connection.close().catch(() => undefined);
    }
  }
}

async function connect(log: Logger, signal: AbortSignal): Promise<NativeConnection | undefined> {
  const { connectionOptions } = loadClientConnectConfig();
  const address = connectionOptions.address ?? 'localhost:7233';
  for (let tries = 0; !signal.aborted; tries += 1) {
    try {
      return await NativeConnection.connect({
        ...connectionOptions,
        ...(isLoopback(address) ? { grpcCompression: { codec: 'none' } } : {}),
      });
    } catch (error) {
      // Once in ten seconds is enough.
      if (tries % 40 === 0) log.warn({ err: error, address }, 'Temporal does not answer, waiting');
      await wait(REDIAL_MS);
    }
  }
  return undefined;
}

async function runOn(
  connection: NativeConnection,
  parts: Parts,
  signal: AbortSignal,
): Promise<void> {
  const { namespace } = loadClientConnectConfig();
  const worker = await Worker.create({
    connection,
    ...(namespace === undefined ? {} : { namespace }),
    taskQueue: parts.taskQueue,
    activities: { ...parts.activities },
    workflowBundle: { codePath: BUNDLE },
    ...WORKER_OPTIONS,
  });
  const end = () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const running = worker.run();
  parts.watch.follow(connection);
  signal.addEventListener('abort', end, { once: true });
  try {
    if (signal.aborted) end();
    else parts.ready();
    await running;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function isLoopback(address: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(address);
}
