import type { Socket } from 'node:net';
import { OperationError } from '../../model/errors';
import { parseAddress } from './address';
import { deadline } from './deadline';
import type { HostResolver } from './host-resolver';
import { openSocket } from './open-socket';
import type { AddressGuard, LineConnection, Ports } from './ports';
import { transportError } from './transport-error';

/** Characters. */
const LONGEST_LINE = 64 * 1024;
/** Most characters read of one connection. */
const MOST_CHARACTERS = 1024 * 1024;

/** Line protocols over TCP, to what the guard lets pass. */
export function tcpPort(resolver: HostResolver, guard: AddressGuard): Ports['tcp'] {
  return {
    async connect(address, { timeoutMs }, signal) {
      const { href, host, port } = parseAddress(address, ['tcp:', 'nut:']);
      guard.check(href);
      const limit = deadline(signal, address, timeoutMs);
      try {
        const socket = await openSocket(resolver, { host, port, tls: false }, limit.signal);
        return new LineSocket(socket, address, timeoutMs, signal);
      } catch (error) {
        throw limit.explain('connecting', error);
      } finally {
        limit.close();
      }
    },
  };
}

class LineSocket implements LineConnection {
  private buffer = '';
  private bytes = 0;
  private closed = false;
  private failure: Error | undefined;
  private wake: () => void = () => undefined;

  constructor(
    private readonly socket: Socket,
    private readonly address: string,
    private readonly timeoutMs: number,
    private readonly signal: AbortSignal,
  ) {
    const onAbort = () => socket.destroy();
    signal.addEventListener('abort', onAbort, { once: true });
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.take(text));
    socket.on('error', (error) => (this.failure ??= error));
    socket.on('close', () => {
      signal.removeEventListener('abort', onAbort);
      this.closed = true;
      this.wake();
    });
    if (signal.aborted) onAbort();
  }

  send(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.write(text, (error) => {
        if (error === null || error === undefined) resolve();
        else reject(transportError(this.address, 'connected', this.failure ?? error));
      });
    });
  }

  async readLine(): Promise<string | undefined> {
    const limit = deadline(this.signal, this.address, this.timeoutMs);
    const onTime = () => this.socket.destroy();
    limit.signal.addEventListener('abort', onTime, { once: true });
    try {
      for (;;) {
        if (this.failure !== undefined || limit.signal.aborted)
          throw limit.explain('connected', this.failure);
        const line = this.nextLine();
        if (line !== undefined || this.closed) return line;
        await new Promise<void>((resolve) => (this.wake = resolve));
      }
    } finally {
      limit.signal.removeEventListener('abort', onTime);
      limit.close();
    }
  }

  close(): void {
    this.socket.destroy();
  }

  private take(text: string): void {
    this.buffer += text;
    this.bytes += text.length;
    if (
      this.bytes > MOST_CHARACTERS ||
      (this.buffer.length > LONGEST_LINE && !text.includes('\n'))
    ) {
      this.failure ??= new OperationError(
        'ANSWER_TOO_LARGE',
        `${this.address} sent a line over ${LONGEST_LINE} characters, or over ${MOST_CHARACTERS} in all`,
      );
      this.socket.destroy();
    }
    this.wake();
  }

  private nextLine(): string | undefined {
    const end = this.buffer.indexOf('\n');
    if (end < 0 && !(this.closed && this.buffer !== '')) return undefined;
    const line = end < 0 ? this.buffer : this.buffer.slice(0, end);
    this.buffer = end < 0 ? '' : this.buffer.slice(end + 1);
    return line.replace(/\r$/, '');
  }
}
