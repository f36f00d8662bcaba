import type { Socket } from 'node:net';

/** Names the client sockets of a lab, over all its protocols, in the order in which they came. */
export class Connections {
  private count = 0;
  private readonly names = new WeakMap<Socket, string>();
  private readonly open = new Set<Socket>();

  /** Takes a new socket in. */
  add(socket: Socket): string {
    this.count += 1;
    const name = `c${this.count}`;
    this.names.set(socket, name);
    this.open.add(socket);
    socket.on('close', () => this.open.delete(socket));
    // A client that goes away in the middle is no fault of the lab.
    socket.on('error', () => socket.destroy());
    return name;
  }

  nameOf(socket: Socket): string {
    return this.names.get(socket) ?? 'c0';
  }

  destroyAll(): void {
    for (const socket of this.open) socket.destroy();
  }
}
