import type { Server } from 'node:net';

/** Every listener of a lab is on this address. */
export const LOOPBACK = '127.0.0.1';
/** Connections that may wait to be taken: a whole site polls at once. */
const BACKLOG = 4096;

/** Has a server listen on a free port; gives its host:port. */
export function listen(server: Server): Promise<string> {
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen({ host: LOOPBACK, port: 0, backlog: BACKLOG }, () => {
      server.off('error', failed);
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      done(`${LOOPBACK}:${port}`);
    });
  });
}
