import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { abortReason } from './deadline';
import { execPort } from './exec-port';
import type { HostResolver } from './host-resolver';
import { httpPort } from './http-port';
import { mailPort } from './mail-port';
import type { PortFactory, Ports } from './ports';
import { secretsPort } from './secrets-port';
import { tcpPort } from './tcp-port';

/** The ports that reach the world. */
export function realPorts(options: {
  readonly resolver: HostResolver;
  readonly logger: Logger;
}): PortFactory {
  const { resolver, logger } = options;
  const secrets = secretsPort();
  const log = logPort(logger);
  return {
    narrowed: (guard, recovery) => {
      const hosts = recovery === undefined ? resolver : (resolver.of?.(recovery) ?? resolver);
      return {
        http: httpPort(hosts, guard),
        tcp: tcpPort(hosts, guard),
        mail: mailPort(hosts, guard),
        exec: execPort(guard),
        secrets,
        log,
        clock,
      };
    },
  };
}

function logPort(logger: Logger): Ports['log'] {
  return { write: ({ message, fields }) => logger.info(fields, message) };
}

const clock: Ports['clock'] = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    try {
      await wait(ms, undefined, { signal });
    } catch {
      throw abortReason(signal);
    }
  },
};
