import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { HostResolver } from './host-resolver';

interface Destination {
  readonly host: string;
  readonly port: number;
  /** With TLS the certificate must be that of `host`, wherever the connection really goes. */
  readonly tls: boolean;
}

/** Opens a connection, TLS included; when the signal is aborted nothing is left open. */
export function openSocket(
  resolver: HostResolver,
  { host, port, tls }: Destination,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const to = resolver.resolve(host, port);
    const socket: Socket = tls
      ? connectTls({
          ...to,
          ALPNProtocols: ['http/1.1'],
          ...(isIP(host) === 0 ? { servername: host } : {}),
        })
      : connect({ ...to, autoSelectFamily: true });
    const onAbort = () => socket.destroy(new Error('aborted'));
    const fail = (error?: Error) => {
      release();
      socket.on('error', () => undefined).destroy();
      reject(error ?? new Error('closed before it was open'));
    };
    const onClose = () => fail();
    const release = () => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', fail).off('close', onClose);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('error', fail).on('close', onClose);
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      release();
      resolve(socket);
    });
  });
}
