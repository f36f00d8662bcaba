import cookies from '@fastify/cookie';
import fastify, { LogController, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Socket } from 'node:net';
import { OperationError } from '../model/errors';
import type { Route } from './define-route';
import type { Desk } from './desk/desk';
import { knownPeople } from './desk/known-people';
import { API_ROOT, openApiDocument } from './openapi';
import { addPage } from './page-files';
import { placeOf, type Places } from './places';
import { knownError, problemOf } from './problem';
import { registerRoutes } from './register-routes';
import { ROUTES } from './routes';
import { addHeaders } from './security/headers';
import { limitRate } from './security/limit-rate';
import { addLinkDoor } from './session/link-door';
import { LoginDoor } from './session/login-door';
import { LoginProvider } from './session/login-provider';
import { secretCookie } from './session/session-cookie';
import { SessionStore, type Session } from './session/session-store';
import { sessionOfToken } from './session/token-door';
import type { OidcSettings } from './settings';

/** Largest body, bytes. */
const MOST_BODY = 1_000_000;

/** How long a request may take to arrive, ms. */
const REQUEST_MS = 10_000;

/** How often requests that take too long are looked for, ms. */
const LOOK_MS = 500;

/** What a server is made of. */
export interface ServerParts {
  readonly desk: Desk;
  readonly places: () => Places;
  /** Proves that a request for a link comes from whoever may read the keys. */
  readonly secret: string;
  /** Needs a public place. */
  readonly oidc?: OidcSettings | undefined;
  /** Folder of the built page. */
  readonly pageFolder: string;
  readonly now: () => number;
  /** How long a request may take to arrive, ms. */
  readonly requestMs?: number;
  /** Written to as JSON lines; by default nothing is logged. */
  readonly log?: NodeJS.WritableStream;
  readonly onAnswer?: (route: Route, value: unknown) => void;
}

/** The server, not listening yet. */
export async function buildServer(parts: ServerParts): Promise<FastifyInstance> {
  const server = bareServer(parts);
  const { desk, places, secret, now, onAnswer } = parts;
  const sessions = new SessionStore(now);
  const found = new WeakMap<FastifyRequest, Session>();
  const place = new WeakMap<FastifyRequest, URL>();
  const at = (request: FastifyRequest): URL => place.get(request) ?? places().local;
  const sessionOf = (request: FastifyRequest): Session | undefined => found.get(request);
  const cookie = secretCookie('blackstart', 'strict', at);
  await server.register(cookies);
  server.addHook('onRequest', async (request) => {
    place.set(request, placeOf(request.headers.host, places()));
    const { authorization } = request.headers;
    const held = cookie.read(request);
    const isToken = authorization !== undefined && request.url.startsWith(API_ROOT);
    const session = isToken
      ? await sessionOfToken(desk.state, authorization, now())
      : held === undefined
        ? undefined
        : sessions.find(held);
    if (session !== undefined) found.set(request, session);
  });
  await addHeaders(server);
  await limitRate(server, sessionOf);
  const login = loginDoor(parts, { sessions, cookie, placeOf: at, sessionOf });
  login?.addTo(server);
  registerRoutes(server, ROUTES, {
    desk,
    sessions,
    cookie,
    placeOf: at,
    sessionOf,
    recheck: async (request) => {
      const session = found.get(request);
      if (session?.by === 'oidc' && login !== undefined)
        found.set(request, await login.recheck(session));
    },
    ...(onAnswer === undefined ? {} : { onAnswer }),
  });
  server.get(`${API_ROOT}/openapi.json`, () => openApiDocument());
  addLinkDoor(server, { secret, sessions, cookie, local: () => places().local, sessionOf, now });
  await addPage(server, parts.pageFolder);
  return server;
}

function bareServer({ requestMs = REQUEST_MS, log }: ServerParts): FastifyInstance {
  const server = fastify({
    bodyLimit: MOST_BODY,
    requestTimeout: requestMs,
    // Were its headers given longer than the whole, Node would swap the two.
    http: { connectionsCheckingInterval: LOOK_MS, headersTimeout: requestMs },
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    // Addresses hold links that let people in.
    logController: new LogController({ disableRequestLogging: true }),
    logger: log === undefined ? false : { level: 'warn', stream: log },
    routerOptions: { maxParamLength: 500 },
    clientErrorHandler: tellBadHttp,
    frameworkErrors: (error, _request, reply) => {
      const problem = problemOf(knownError(error));
      reply.raw.writeHead(problem.status, { 'content-type': 'application/problem+json' });
      reply.raw.end(JSON.stringify(problem));
    },
  });
  // Any page may send plain text without being asked where it comes from.
  server.removeContentTypeParser('text/plain');
  server.setErrorHandler((error, request, reply) => {
    const known = knownError(error);
    if (known.code === 'UNEXPECTED') request.log.error({ err: error }, 'a fault of our own');
    const problem = problemOf(known);
    return reply.code(problem.status).type('application/problem+json').send(problem);
  });
  return server;
}

function loginDoor(
  { desk, places, oidc, now }: ServerParts,
  ground: Pick<
    ConstructorParameters<typeof LoginDoor>[0],
    'sessions' | 'cookie' | 'placeOf' | 'sessionOf'
  >,
): LoginDoor | undefined {
  if (oidc === undefined) return undefined;
  const callback = new URL('/login/callback', places().public);
  return new LoginDoor({
    ...ground,
    provider: new LoginProvider(oidc, callback),
    people: () => knownPeople(desk.reader, desk.runbooks),
    now,
  });
}

/** What is no HTTP, or came too slowly, is told in the same form as everything else. */
function tellBadHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
  const isSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const code = isSlow ? 'REQUEST_TOO_SLOW' : 'REQUEST_INVALID';
  const problem = problemOf(new OperationError(code, 'the request could not be read'));
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${String(problem.status)} ${isSlow ? 'Request Timeout' : 'Bad Request'}`,
      'content-type: application/problem+json',
      `content-length: ${String(Buffer.byteLength(body))}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
