import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { OperationError } from '../../model/errors';
import type { AddressGuard } from '../../activities/ports/ports';

/** A server on a free port of loopback, closed with `await using`. */
export interface Loopback extends AsyncDisposable {
  readonly port: number;
  /** Connections taken so far. */
  connections(): number;
}

export function serveHttp(listener: RequestListener): Promise<Loopback> {
  return listening(createHttpServer(listener));
}

export function serveTcp(listener: (socket: Socket) => void): Promise<Loopback> {
  return listening(createServer(listener));
}

async function listening(server: Server): Promise<Loopback> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket.on('error', () => undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Lets everything pass and remembers what it was asked. */
export function openGuard(): AddressGuard & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    check: (address) => void asked.push(address),
    checkText: (text) => void asked.push(text),
  };
}

/** Lets pass only addresses that begin with one of these. */
export function guardFor(...allowed: readonly string[]): AddressGuard {
  const check = (address: string): void => {
    if (!allowed.some((prefix) => address.startsWith(prefix)))
      throw new OperationError('TARGET_OUTSIDE_INVENTORY', `'${address}' is not of this inventory`);
  };
  return { check, checkText: check };
}

export const NEVER = new AbortController().signal;
