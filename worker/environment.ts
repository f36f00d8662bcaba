import { join, resolve } from 'node:path';
import { TASK_QUEUE } from '../workflows/messages';

/** What a worker reads from its environment; Temporal's own variables are read by @temporalio/envconfig. */
export interface WorkerEnvironment {
  /** SQLite file of the ledger. */
  readonly ledger: string;
  /** File by which a lab says where its hosts are; undefined where there is no lab. */
  readonly labHosts: string | undefined;
  readonly taskQueue: string;
  /** Whether the worker ends when its standard input does, so that it never outlives its supervisor. */
  readonly isTied: boolean;
  /** Level of the log; default `info`. */
  readonly logLevel: string;
}

/** Defaults: state in ./.blackstart, its ledger.db, the product's task queue. */
export function workerEnvironment(env: NodeJS.ProcessEnv): WorkerEnvironment {
  const state = resolve(env['BLACKSTART_STATE'] ?? '.blackstart');
  const labHosts = env['BLACKSTART_LAB_HOSTS'] ?? '';
  return {
    ledger: env['BLACKSTART_LEDGER'] ?? join(state, 'ledger.db'),
    labHosts: labHosts === '' ? undefined : labHosts,
    taskQueue: env['BLACKSTART_TASK_QUEUE'] ?? TASK_QUEUE,
    isTied: env['BLACKSTART_TIED'] === '1',
    logLevel: env['BLACKSTART_LOG_LEVEL'] ?? 'info',
  };
}
