import { createServer, type Server } from 'node:net';
import type { Connections } from './connections';

/** What a session says to a line, and whether the connection ends with it. */
export interface LineReply {
  readonly send?: string;
  readonly end?: boolean;
}

/** One conversation in lines. */
export interface LineSession {
  /** Said as soon as the connection stands. */
  readonly greeting?: string;
  /** Answers a line, its end taken off. */
  line(text: string): LineReply;
}

/** Longest line taken, bytes; a longer one ends the connection. */
const MOST_LINE = 1024 * 1024;

/** Serves a protocol of lines; each connection has a session of its own. */
export function lineServer(
  connections: Connections,
  open: (connection: string) => LineSession,
): Server {
  return createServer((socket) => {
    const session = open(connections.add(socket));
    if (session.greeting !== undefined) socket.write(session.greeting);
    let rest = '';
    let ended = false;
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      rest += chunk;
      for (let end = rest.indexOf('\n'); end >= 0 && !ended; end = rest.indexOf('\n')) {
        const text = rest.slice(0, end).replace(/\r$/, '');
        rest = rest.slice(end + 1);
        const reply = session.line(text);
        if (reply.send !== undefined) socket.write(reply.send);
        if (reply.end === true) {
          ended = true;
          socket.end();
        }
      }
      if (rest.length > MOST_LINE) socket.destroy();
    });
  });
}
