import { createServer, type Server, type Socket } from 'node:net';
import type { Connections } from './connections';
import type { ReservedPort } from './reserve-port';

/** How long until a port that another process holds is tried again, ms. */
const TRY_AGAIN_MS = 50;

/**
 * A port that listens only while something is ready. A connection to a machine that is down must be refused:
 * taking it and closing it would look open to whoever only connects.
 */
export class TcpDoor {
  private server: Server | undefined;
  private readonly guests = new Set<Socket>();
  private wanted = false;
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly address: string,
    private readonly port: ReservedPort,
    private readonly connections: Connections,
  ) {}

  /** host:port at which it listens when open. */
  get at(): string {
    return `${this.address}:${this.port.port}`;
  }

  set(open: boolean): void {
    if (open === this.wanted) return;
    this.wanted = open;
    if (open) this.open();
    else this.shut();
  }

  close(): void {
    this.set(false);
    this.port.release();
  }

  private open(): void {
    const server = createServer((socket) => {
      this.connections.add(socket);
      this.guests.add(socket);
      socket.on('close', () => this.guests.delete(socket));
      socket.resume();
    });
    this.server = server;
    server.on('error', () => {
      if (this.server !== server) return;
      this.server = undefined;
      this.retry = setTimeout(() => {
        if (this.wanted) this.open();
      }, TRY_AGAIN_MS);
    });
    server.listen({ host: this.address, port: this.port.port });
  }

  private shut(): void {
    clearTimeout(this.retry);
    this.server?.close();
    this.server = undefined;
    for (const guest of this.guests) guest.destroy();
  }
}
