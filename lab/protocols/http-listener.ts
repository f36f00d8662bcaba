import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Connections } from './connections';
import type { HttpReply, VirtualHosts } from './virtual-hosts';

const MOST_BODY = 1024 * 1024;
/** Where callers say which attempt of a step this is. */
const ATTEMPT_HEADERS = ['x-blackstart-attempt', 'x-attempt'];

/** Serves every HTTP host of a site on one socket; the Host header says which is meant. */
export function httpListener(hosts: VirtualHosts, connections: Connections): Server {
  const server = createServer((request, response) => {
    collect(request, (body) => {
      reply(
        request,
        response,
        body === undefined ? { status: 413 } : handle(hosts, connections, request, body),
      );
    });
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => connections.add(socket));
  return server;
}

function handle(
  hosts: VirtualHosts,
  connections: Connections,
  request: IncomingMessage,
  body: string,
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

function reply(request: IncomingMessage, response: ServerResponse, answer: HttpReply): void {
  if (answer === 'drop') {
    request.socket.destroy();
    return;
  }
  const { body } = answer;
  const isText = typeof body === 'string';
  const text = isText ? body : body === undefined ? '' : JSON.stringify(body);
  response.writeHead(answer.status, {
    ...(text === ''
      ? {}
      : { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json' }),
    ...answer.headers,
    ...(answer.status === 204 ? {} : { 'content-length': Buffer.byteLength(text) }),
  });
  response.end(request.method === 'HEAD' ? '' : text);
}
