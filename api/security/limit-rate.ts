import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OperationError } from '../../model/errors';
import type { Session } from '../session/session-store';

/** Requests a second of one who is let in, whatever address they come from. */
const OF_PERSON = 200;

/** Requests a second of one address for all who are not. */
const OF_ADDRESS = 50;

/** Addresses and people that are counted at once. */
const MOST_COUNTED = 20_000;

/** Bounds what one person, or one address that nobody has signed in from, may ask for in a second. */
export async function limitRate(
  server: FastifyInstance,
  sessionOf: (request: FastifyRequest) => Session | undefined,
): Promise<void> {
  await server.register(rateLimit, {
    global: true,
    hook: 'onRequest',
    timeWindow: 1000,
    cache: MOST_COUNTED,
    max: (request) => (sessionOf(request) === undefined ? OF_ADDRESS : OF_PERSON),
    keyGenerator: (request) => {
      const session = sessionOf(request);
      return session === undefined
        ? `address:${request.ip}`
        : `person:${session.person ?? session.id}`;
    },
    errorResponseBuilder: (request, { max }) =>
      new OperationError(
        'TOO_MANY_REQUESTS',
        `more than ${String(max)} in a second from ${request.ip}`,
      ),
  });
}
