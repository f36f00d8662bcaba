import { CONNECTORS } from '../activities/connectors';
import { AttemptsLog } from '../activities/engine/attempts-log';
import { engineActivities } from '../activities/engine/engine';
import { labHosts, NO_LAB } from '../activities/ports/host-resolver';
import { realPorts } from '../activities/ports/real-ports';
import { openLedger } from '../ledger/open-ledger';
import { workerEnvironment } from './environment';
import { runWorker } from './run-worker';
import { TemporalWatch } from './temporal-watch';
import { installRuntime, workerLog } from './worker-log';

/** A worker that has not ended this long after it was told to is ended, ms: what it did is in its checkpoints. */
const LAST_MS = 4000;

/** Environment → ledger → ports → Temporal worker. */
async function main(): Promise<void> {
  const environment = workerEnvironment(process.env);
  const log = workerLog(environment.logLevel);
  installRuntime(log);
  const signal = endSignal(environment.isTied);
  const ledger = await openLedger({ file: environment.ledger });
  const watch = new TemporalWatch();
  const resolver = environment.labHosts === undefined ? NO_LAB : labHosts(environment.labHosts);
  const attempts = new AttemptsLog(ledger, log);
  const activities = engineActivities({
    ledger,
    attempts,
    connectors: new Map(CONNECTORS.map((connector) => [connector.uses, connector])),
    ports: realPorts({ resolver, logger: log }),
    log,
    now: () => Date.now(),
    reachedTemporalAt: watch.reachedAt,
  });
  let isReady = false;
  const ready = () => {
    if (!isReady) process.stdout.write('{"ready":true}\n');
    isReady = true;
    log.info({ taskQueue: environment.taskQueue }, 'worker polls');
  };
  await runWorker({ activities, taskQueue: environment.taskQueue, log, watch, ready }, signal);
  await attempts.flush();
  await ledger.close();
}

/** Aborted by SIGTERM or SIGINT and, where the worker is tied, by the end of its standard input. */
function endSignal(isTied: boolean): AbortSignal {
  const controller = new AbortController();
  const end = () => {
    controller.abort();
    setTimeout(() => process.exit(0), LAST_MS).unref();
  };
  process.once('SIGTERM', end).once('SIGINT', end);
  if (isTied) process.stdin.once('end', end).once('error', end).resume();
  return controller.signal;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(
      `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(1);
  },
);
