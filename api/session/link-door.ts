import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OperationError } from '../../model/errors';
import { KeptFor } from './kept-for';
import type { SecretCookie } from './session-cookie';
import type { Session, SessionStore } from './session-store';

/** How long a link is good, ms, and how many may be out. */
const LINK_MS = 5 * 60_000;
const MOST_LINKS = 100;

/** What the door stands on. */
export interface LinkGround {
  /** Proves that a request for a link comes from whoever may read the keys. */
  readonly secret: string;
  readonly sessions: SessionStore;
  readonly cookie: SecretCookie;
  readonly local: () => URL;
  readonly sessionOf: (request: FastifyRequest) => Session | undefined;
  readonly now: () => number;
}

/** The way in on this machine: a link that is good once, given to whoever may read the keys of this installation. */
export function addLinkDoor(server: FastifyInstance, ground: LinkGround): void {
  const { secret, sessions, cookie, local, sessionOf } = ground;
  const links = new KeptFor<true>(LINK_MS, MOST_LINKS, ground.now);
  // Whoever floods us from this machine without a secret does not lock out who has one.
  const config = {
    rateLimit: {
      keyGenerator: (request: FastifyRequest) =>
        `${request.url} ${request.headers.authorization ?? ''}`,
    },
  };
  server.post('/enter/links', { config }, (request) => {
    if (!isSame(request.headers.authorization ?? '', `Bearer ${secret}`))
      throw new OperationError('NOT_SIGNED_IN', 'it needs the secret of this installation');
    return { link: new URL(`/enter?token=${links.put(true)}`, local()).href };
  });
  server.get<{ Querystring: { token?: unknown } }>('/enter', { config }, (request, reply) => {
    const { token } = request.query;
    const before = sessionOf(request);
    if (typeof token === 'string' && links.take(token) !== undefined) {
      // A session that was there before the link was used is not gone on with.
      if (before !== undefined) sessions.end(before);
      cookie.set(reply, sessions.begin({ by: 'local', person: null, name: '' }));
    } else if (before === undefined)
      throw new OperationError('LINK_NOT_GOOD', 'it cannot be used (again)');
    return reply.redirect('/', 303);
  });
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
