import type { FastifyInstance } from 'fastify';
import { codeOf } from '../client/write-by-rename';

/** Listens at a port or, where it is taken, at another one; gives the address that this machine reaches it by. */
export async function listenAt(server: FastifyInstance, host: string, port: number): Promise<URL> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    if (port === 0 || codeOf(error) !== 'EADDRINUSE') throw error;
    await server.listen({ host, port: 0 });
  }
  const address = server.server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  return new URL(`http://127.0.0.1:${String(taken)}`);
}
