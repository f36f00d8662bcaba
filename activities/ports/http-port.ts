import { Client } from 'undici';
import { OperationError } from '../../model/errors';
import { parseAddress } from './address';
import { deadline, type Deadline } from './deadline';
import type { HostResolver } from './host-resolver';
import { openSocket } from './open-socket';
import type { AddressGuard, HttpAnswer, HttpRequest, Ports } from './ports';
import { asError, type Stage } from './transport-error';

const MOST_REDIRECTS = 5;
const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BYTES = 1024 * 1024;
const SCHEMES = ['http:', 'https:'];
const REDIRECTS = [301, 302, 303, 307, 308];
/** Headers that never follow a redirect to another origin. */
const PRIVATE_HEADERS = /^(authorization|cookie|proxy-authorization)$/i;

/** HTTP that reaches only what the guard lets pass. It tries once, and follows redirects itself. */
export function httpPort(resolver: HostResolver, guard: AddressGuard): Ports['http'] {
  return {
    async request(request, signal) {
      const limit = deadline(signal, request.url, request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      try {
        return await follow(resolver, guard, request, limit);
      } finally {
        limit.close();
      }
    },
  };
}

async function follow(
  resolver: HostResolver,
  guard: AddressGuard,
  request: HttpRequest,
  limit: Deadline,
): Promise<HttpAnswer> {
  let current = request;
  for (let hops = 0; ; hops += 1) {
    const { href } = parseAddress(current.url, SCHEMES);
    guard.check(href);
    const answer = await once(resolver, { ...current, url: href }, limit);
    const location = answer.headers['location'];
    if (!REDIRECTS.includes(answer.status) || location === undefined) return answer;
    if (request.method !== undefined && request.method !== 'GET' && request.method !== 'HEAD')
      throw refused(href, location, `a ${request.method} is not sent again elsewhere`);
    if (hops === MOST_REDIRECTS)
      throw refused(href, location, `that is more than ${MOST_REDIRECTS} redirects`);
    current = redirected(current, new URL(href), redirectTo(href, location));
  }
}

function refused(from: string, location: string, why: string): OperationError {
  return new OperationError('REDIRECT_REFUSED', `${from} redirects to '${location}': ${why}`);
}

/** Where a redirect leads; throws REDIRECT_REFUSED where nobody could have asked for that in the first place. */
function redirectTo(from: string, location: string): URL {
  if (!URL.canParse(location, from)) throw refused(from, location, 'that is no URL');
  const to = new URL(location, from);
  const hasLogin = to.username !== '' || to.password !== '';
  to.username = '';
  to.password = '';
  if (!SCHEMES.includes(to.protocol))
    throw refused(from, to.href, 'only http and https are followed');
  if (hasLogin) throw refused(from, to.href, 'user and password do not belong in an address');
  return to;
}

function redirected(request: HttpRequest, from: URL, to: URL): HttpRequest {
  if (from.origin === to.origin) return { ...request, url: to.href };
  const headers = Object.entries(request.headers ?? {});
  return {
    ...request,
    url: to.href,
    headers: Object.fromEntries(headers.filter(([name]) => !PRIVATE_HEADERS.test(name))),
  };
}

/**
 * One request on a connection of its own: one that is used again may be closed by the other side just then,
 * and it would be unknown what was taken.
 */
async function once(
  resolver: HostResolver,
  request: HttpRequest,
  limit: Deadline,
): Promise<HttpAnswer> {
  const url = new URL(request.url);
  const { scheme, host, port } = parseAddress(request.url, SCHEMES);
  let stage: Stage = 'connecting';
  const client = new Client(url.origin, {
    pipelining: 0,
    // The deadline of the caller bounds all of them.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect(_options, callback) {
      openSocket(resolver, { host, port, tls: scheme === 'https:' }, limit.signal).then(
        (socket) => {
          stage = 'connected';
          callback(null, socket);
        },
        (error: unknown) => callback(asError(error), null),
      );
    },
  });
  try {
    const answer = await client.request({
      path: `${url.pathname}${url.search}`,
      method: request.method ?? 'GET',
      headers: { 'user-agent': 'blackstart', ...request.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
      signal: limit.signal,
    });
    return {
      status: answer.statusCode,
      headers: plainHeaders(answer.headers),
      body: await readBody(answer.body, request.url, request.maxBytes ?? DEFAULT_MAX_BYTES),
      url: request.url,
    };
  } catch (error) {
    throw limit.explain(stage, error);
  } finally {
    await client.destroy();
  }
}

function plainHeaders(headers: NodeJS.Dict<string | string[]>): Readonly<Record<string, string>> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return plain;
}

async function readBody(
  body: AsyncIterable<unknown>,
  url: string,
  maxBytes: number,
): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > maxBytes)
      throw new OperationError('ANSWER_TOO_LARGE', `${url} answered more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
