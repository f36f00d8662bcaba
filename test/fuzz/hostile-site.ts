import pino from 'pino';
import type { Socket } from 'node:net';
import { realPorts } from '../../activities/ports/real-ports';
import { NO_LAB } from '../../activities/ports/host-resolver';
import type { AddressGuard, Ports } from '../../activities/ports/ports';
import { serveTcp } from '../contract/loopback';
import { objectsAt } from './answered-ports';
import { goodHttp, type Fault } from './hostile-bytes';
import { WatchedFeed } from './watched-feed';

/** Time that the ports are given for each answer, ms; small, so that hanging servers hold up nothing. */
export const TIMEOUT_MS = 120;

/** A site on loopback that answers as it should, but for the connections that are to go wrong. */
export interface HostileSite extends AsyncDisposable {
  readonly feed: WatchedFeed;
  /** Where its pages are: host and port. */
  readonly host: string;
  /** From now on requests whose path, or line, has this text in it go wrong. */
  spoil(which: string, fault: Fault, at: number): void;
  /** Connections that are open. */
  open(): number;
}

export async function hostileSite(
  pages: (path: string) => string,
  lines: (sent: string) => string,
  timeoutMs = TIMEOUT_MS,
): Promise<HostileSite> {
  let wrong: { which: string; fault: Fault; at: number } | undefined;
  const sockets = new Set<Socket>();
  const answering = (good: Fault, textOf: (asked: string) => string) => (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.once('data', (data: Buffer) => {
      const asked = data.toString().split('\r\n')[0] ?? '';
      const isHit = (one: { which: string }): boolean =>
        asked.includes(one.which) || asked.includes('/loop/');
      const fault = wrong !== undefined && isHit(wrong) ? wrong.fault : good;
      fault(socket, textOf(asked), wrong?.at ?? 0);
    });
  };
  const http = await serveTcp(answering(goodHttp, (asked) => pages(asked.split(' ')[1] ?? '')));
  const line = await serveTcp(answering((socket, text) => socket.end(text), lines));
  const host = `127.0.0.1:${String(http.port)}`;
  const objects = objectsAt(host, String(line.port));
  return {
    host,
    feed: new WatchedFeed(objects, (guard) => hastyPorts(guard, timeoutMs)),
    spoil: (which, fault, at) => (wrong = { which, fault, at }),
    open: () => sockets.size,
    async [Symbol.asyncDispose]() {
      await http[Symbol.asyncDispose]();
      await line[Symbol.asyncDispose]();
    },
  };
}

const factory = realPorts({ resolver: NO_LAB, logger: pino({ level: 'silent' }) });

/** The real ports, in a hurry. */
function hastyPorts(guard: AddressGuard, timeoutMs: number): Ports {
  const ports = factory.narrowed(guard);
  return {
    ...ports,
    http: {
      request: (request, signal) => ports.http.request({ ...request, timeoutMs }, signal),
    },
    tcp: {
      connect: (address, _options, signal) => ports.tcp.connect(address, { timeoutMs }, signal),
    },
  };
}
