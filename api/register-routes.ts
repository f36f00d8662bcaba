import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OperationError } from '../model/errors';
import type { Caller, Route } from './define-route';
import type { Desk } from './desk/desk';
import { API_ROOT } from './openapi';
import { isAsyncIterable } from './is-async-iterable';
import { checkAccess } from './security/check-access';
import { checkOrigin } from './security/check-origin';
import type { SecretCookie } from './session/session-cookie';
import type { Session, SessionStore } from './session/session-store';

/** What routes are registered with. */
export interface RouteGround {
  readonly desk: Desk;
  readonly sessions: SessionStore;
  readonly cookie: SecretCookie;
  readonly placeOf: (request: FastifyRequest) => URL;
  readonly sessionOf: (request: FastifyRequest) => Session | undefined;
  /** Asks a login provider again, where it vouched for whoever asks for a change. */
  readonly recheck: (request: FastifyRequest) => Promise<void>;
  /** Told each answer before it is sent; tests check it against its schema. */
  onAnswer?(route: Route, value: unknown): void;
}

/** Streams that may be open at once. */
const MOST_STREAMS = 2000;

/** Puts routes on a server: who may, from where, under which key; then the answer with its ETag. */
export function registerRoutes(
  server: FastifyInstance,
  routes: readonly Route[],
  ground: RouteGround,
): void {
  let streams = 0;
  for (const route of routes) {
    server.route({
      method: route.method,
      url: `${API_ROOT}${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
      // Ahead of the body: what is refused is not read.
      preParsing: (request, _reply, _payload, done) => {
        const session = ground.sessionOf(request);
        checkAccess(route.access, session);
        if (route.method !== 'GET' && session?.by !== 'machine')
          checkOrigin(request.headers, ground.placeOf(request));
        done();
      },
      handler: async (request, reply) => {
        if (route.method !== 'GET') await ground.recheck(request);
        const { params, query, body } = request;
        const caller = callerOf(route, request, reply, ground);
        const value = await route.run({ params, query, body }, caller);
        if (!isAsyncIterable(value)) {
          ground.onAnswer?.(route, value);
          return sendJson(route, value, request, reply);
        }
        if (streams >= MOST_STREAMS)
          throw new OperationError('TOO_MANY_REQUESTS', `${String(streams)} streams are open`);
        streams += 1;
        reply.raw.once('close', () => (streams -= 1));
        return reply
          .type('text/event-stream')
          .header('x-accel-buffering', 'no')
          .send(Readable.from(value, { highWaterMark: 1 }));
      },
    });
  }
}

function callerOf(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  ground: RouteGround,
): Caller {
  const { desk, sessions, cookie } = ground;
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const last = request.headers['last-event-id'];
  return {
    desk,
    sessions,
    session: ground.sessionOf(request),
    key: route.isKeyed ? keyOf(request.headers['idempotency-key']) : '',
    lastEventId: typeof last === 'string' ? last : '',
    signal: gone.signal,
    cookies: {
      begin: (secret) => cookie.set(reply, secret),
      end: () => cookie.clear(reply),
    },
  };
}

/** 16 bytes in hex, out of hex or a UUID. Throws KEY_MISSING. */
function keyOf(header: string | readonly string[] | undefined): string {
  const key = typeof header === 'string' ? header.replaceAll('-', '').toLowerCase() : '';
  if (/^[0-9a-f]{32}$/.test(key)) return key;
  throw new OperationError(
    'KEY_MISSING',
    header === undefined ? 'the header is missing' : 'it is not 16 bytes in hex, nor a UUID',
  );
}

/** Answers that were written before, by what they were written from. */
const written = new WeakMap<object, { readonly text: string; readonly etag: string }>();

function sendJson(
  route: Route,
  value: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { text, etag } = textOf(value);
  reply.code(route.status).type('application/json; charset=utf-8');
  if (route.method !== 'GET') return reply.send(text);
  reply.header('etag', etag);
  const held = request.headers['if-none-match'];
  const isHeld = held?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag) === true;
  return isHeld ? reply.code(304).removeHeader('content-type').send() : reply.send(text);
}

function textOf(value: unknown): { readonly text: string; readonly etag: string } {
  const isKept = typeof value === 'object' && value !== null;
  const found = isKept ? written.get(value) : undefined;
  if (found !== undefined) return found;
  const text = JSON.stringify(value);
  const digest = createHash('sha256').update(text).digest('base64url');
  const made = { text, etag: `"${digest.slice(0, 27)}"` };
  if (isKept) written.set(value, made);
  return made;
}
