import { connect, createServer } from 'node:net';

/** Whether something takes connections at host:port, within `timeoutMs`. */
export function takesConnections(address: string, timeoutMs: number): Promise<boolean> {
  const { host, port } = hostAndPort(address);
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.setTimeout(timeoutMs, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** Host and port of `host:port` or `[::1]:port`; port 7233 where none is given. */
function hostAndPort(address: string): { readonly host: string; readonly port: number } {
  const found = /^(?:\[(.+)\]|([^:]*))(?::(\d+))?$/.exec(address);
  const host = found?.[1] ?? found?.[2] ?? address;
  return { host: host === '' ? '127.0.0.1' : host, port: Number(found?.[3] ?? 7233) };
}

/** Whether a loopback port can be listened on now. */
export function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => {
      server.close(() => resolve(true));
    });
  });
}

/** A loopback port that nothing listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('the system gave no port'));
      });
    });
  });
}
