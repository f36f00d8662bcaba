import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Connections } from './connections';
import type { WireFault } from '../site/site-faults';
import { hostName, type HttpReply, type VirtualHosts } from './virtual-hosts';
import { brokenJson, hugeText, HTML_PAGE, type HostFaults } from './wire-faults';

const MOST_BODY = 1024 * 1024;
/** Where callers say which attempt of a step this is. */
const ATTEMPT_HEADERS = ['x-blackstart-attempt', 'x-attempt'];

/** Serves every HTTP host of a site on one socket; the Host header says which is meant. */
export function httpListener(
  hosts: VirtualHosts,
  connections: Connections,
  /** What is wrong with a host:port now. */
  faultsOf: (host: string) => HostFaults,
): Server {
  const server = createServer((request, response) => {
    collect(request, (body) => {
      const host = hostName(request.headers.host ?? '');
      const { wire, clockOffMs } = faultsOf(host);
      const call = (): HttpReply =>
        body === undefined
          ? { status: 413 }
          : handle(hosts, connections, request, body, clockOffMs);
      const date = new Date(Date.now() + clockOffMs).toUTCString();
      send(request, response, answerOf(wire, call), { fault: wire, date });
    });
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => connections.add(socket));
  return server;
}

/** The answer under a fault; where something stands in between, the call is never made. */
function answerOf(fault: WireFault | undefined, call: () => HttpReply): HttpReply {
  switch (fault?.kind) {
    case 'refused':
      return 'drop';
    case 'half-open':
      return 'hang';
    case 'html':
      return {
        status: 200,
        body: HTML_PAGE,
        headers: { 'content-type': 'text/html; charset=utf-8' },
      };
    case 'slow':
    case 'cut':
    case 'malformed-json':
    case 'huge':
    case undefined:
      return call();
  }
}

function handle(
  hosts: VirtualHosts,
  connections: Connections,
  request: IncomingMessage,
  body: string,
  clockOffMs: number,
): HttpReply {
  const target = request.url ?? '/';
  if (!URL.canParse(target, 'http://lab.invalid')) return { status: 400 };
  const url = new URL(target, 'http://lab.invalid');
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')]),
  );
  const given = ATTEMPT_HEADERS.map((name) => headers[name]).find((text) => text !== undefined);
  const attempt = given !== undefined && /^\d+$/.test(given) ? Number(given) : undefined;
  return hosts.answer(headers['host'] ?? '', url.pathname, {
    method: request.method ?? 'GET',
    query: url.searchParams,
    headers,
    body,
    caller: {
      connection: connections.nameOf(request.socket),
      ...(attempt === undefined ? {} : { attempt }),
    },
    clockOffMs,
  });
}

/** Body of a request as text; undefined where it is too large. */
function collect(request: IncomingMessage, done: (body: string | undefined) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MOST_BODY) chunks.push(chunk);
  });
  request.on('end', () =>
    done(size > MOST_BODY ? undefined : Buffer.concat(chunks).toString('utf8')),
  );
}

/** How an answer leaves. */
interface Way {
  readonly fault: WireFault | undefined;
  /** `Date` of the answer. */
  readonly date: string;
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: HttpReply,
  way: Way,
): void {
  if (answer === 'hang') return;
  if (answer === 'drop') {
    request.socket.destroy();
    return;
  }
  const { fault } = way;
  if (fault?.kind === 'slow')
    setTimeout(() => write(request, response, answer, way), fault.delayMs);
  else write(request, response, answer, way);
}

function write(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Exclude<HttpReply, string>,
  { fault, date }: Way,
): void {
  const { body } = answer;
  const isText = typeof body === 'string';
  const whole = isText ? body : body === undefined ? '' : JSON.stringify(body);
  const text = spoilt(whole, fault);
  // An answer that has no body gets one where it is the body that is wrong.
  const status = text !== '' && answer.status === 204 ? 200 : answer.status;
  response.writeHead(status, {
    date,
    ...(text === ''
      ? {}
      : { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json' }),
    ...answer.headers,
    ...(status === 204 ? {} : { 'content-length': Buffer.byteLength(text) }),
  });
  if (fault?.kind === 'cut') {
    if (text === '') request.socket.destroy();
    else response.write(text.slice(0, Math.floor(text.length / 2)), () => request.socket.destroy());
    return;
  }
  response.end(request.method === 'HEAD' ? '' : text);
}

function spoilt(text: string, fault: WireFault | undefined): string {
  if (fault?.kind === 'malformed-json') return brokenJson(text);
  return fault?.kind === 'huge' ? hugeText(text) : text;
}
