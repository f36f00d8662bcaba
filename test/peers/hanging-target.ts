import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A target on loopback that leaves requests unanswered until it is told to answer. */
export interface HangingTarget extends AsyncDisposable {
  readonly url: string;
  /** Paths asked for so far, in order. */
  readonly asked: readonly string[];
  /** Answers what hangs, and all that comes from now on. */
  release(): void;
  /** Leaves unanswered what comes from now on. */
  hang(): void;
}

export async function hangingTarget(): Promise<HangingTarget> {
  const asked: string[] = [];
  const open = new Set<ServerResponse>();
  let hangs = true;
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (!hangs) return void response.end('{}');
    open.add(response);
    response.on('close', () => open.delete(response));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    asked,
    release: () => {
      hangs = false;
      for (const response of open) response.end('{}');
    },
    hang: () => {
      hangs = true;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
