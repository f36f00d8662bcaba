import { existsSync } from 'node:fs';
import { join } from 'node:path';
import statics from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { OperationError } from '../model/errors';

/** Files whose names hold a digest of what is in them: they never change. */
const FOREVER = /[/\\]assets[/\\]/;

/** Serves the built page; an address of the page that is no file is the page itself. */
export async function addPage(server: FastifyInstance, folder: string): Promise<void> {
  const isBuilt = existsSync(join(folder, 'index.html'));
  if (isBuilt)
    await server.register(statics, {
      root: folder,
      dotfiles: 'deny',
      cacheControl: false,
      // The build leaves compressed files beside its own.
      preCompressed: true,
      setHeaders: (reply, path) => {
        if (FOREVER.test(path))
          reply.header('cache-control', 'public, max-age=31536000, immutable');
      },
    });
  server.setNotFoundHandler({ preHandler: server.rateLimit() }, (request, reply) => {
    const { method, url } = request;
    const path = url.split('?')[0] ?? '';
    const isView =
      method === 'GET' && /^\/[\w/.~%-]*$/.test(path) && !/^\/(api|assets|enter)\b/.test(path);
    if (isBuilt && isView && (request.headers.accept ?? '').includes('text/html'))
      return reply.sendFile('index.html');
    throw new OperationError('ROUTE_UNKNOWN', `${method} ${path.slice(0, 200)}`);
  });
}
