import { createSocket, type Socket } from 'node:dgram';
import { createServer } from 'node:net';

/** A TCP port that no other lab takes while it is held, though nothing may listen on it. */
export interface ReservedPort {
  readonly port: number;
  release(): void;
}

/** Below the ports that systems hand out to clients (Linux 32768, others 49152), so that none takes one in between. */
const PORTS = { first: 18_000, count: 14_000 } as const;

/** Reserves ports on an address, the first tried being `start`. UDP on the same number is the sign between labs. */
export class PortReserver {
  private next: number;

  constructor(
    private readonly address: string,
    start: number,
  ) {
    this.next = start % PORTS.count;
  }

  async reserve(): Promise<ReservedPort> {
    for (let tries = 0; tries < PORTS.count; tries += 1) {
      const port = PORTS.first + this.next;
      this.next = (this.next + 1) % PORTS.count;
      const sign = await holdUdp(this.address, port);
      if (sign === undefined) continue;
      if (await isFree(this.address, port)) return { port, release: () => sign.close() };
      sign.close();
    }
    throw new Error(`no port from ${PORTS.first} on is free on ${this.address}`);
  }
}

function holdUdp(address: string, port: number): Promise<Socket | undefined> {
  return new Promise((done) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      socket.close();
      done(undefined);
    });
    socket.bind({ address, port, exclusive: true }, () => {
      // It holds the port, not the process.
      socket.unref();
      done(socket);
    });
  });
}

function isFree(address: string, port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(false));
    probe.listen({ host: address, port, exclusive: true }, () => probe.close(() => done(true)));
  });
}
