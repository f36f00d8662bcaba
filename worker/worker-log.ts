import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import pino, { type Logger } from 'pino';

/** Fields that never reach the log, should a message carry them. */
const SECRET_FIELDS = ['password', 'secret', 'token', 'apiKey', 'authorization', 'privateKey'];

/** JSON lines on standard error, without fields that hold secrets. */
export function workerLog(level: string): Logger {
  const paths = SECRET_FIELDS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino(
    { level, base: { pid: process.pid }, redact: { paths, censor: '***' } },
    pino.destination({ fd: 2, sync: true }),
  );
}

/** Lets Temporal's runtime write to the same log, from warnings up; once a process. */
export function installRuntime(log: Logger): void {
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      const fields = { ...meta };
      if (level === 'ERROR') log.error(fields, message);
      else log.warn(fields, message);
    }),
    telemetryOptions: {
      logging: {
        forward: {},
        filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }),
      },
    },
    shutdownSignals: [],
  });
}
