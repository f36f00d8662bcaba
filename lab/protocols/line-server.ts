import { createServer, type Server, type Socket } from 'node:net';
import type { WireFault } from '../site/site-faults';
import type { Connections } from './connections';
import { brokenJson, hugeText, HTML_PAGE } from './wire-faults';

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
  /** What is wrong with the host now. */
  faultNow: () => WireFault | undefined = () => undefined,
): Server {
  return createServer((socket) => {
    const session = open(connections.add(socket));
    if (session.greeting !== undefined) say(socket, { send: session.greeting }, faultNow());
    let rest = '';
    let ended = false;
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      rest += chunk;
      for (let end = rest.indexOf('\n'); end >= 0 && !ended; end = rest.indexOf('\n')) {
        const text = rest.slice(0, end).replace(/\r$/, '');
        rest = rest.slice(end + 1);
        ended = answer(socket, session, text, faultNow());
      }
      if (rest.length > MOST_LINE) socket.destroy();
    });
  });
}

/** Answers a line; true where the connection ends with it. */
function answer(
  socket: Socket,
  session: LineSession,
  text: string,
  fault: WireFault | undefined,
): boolean {
  switch (fault?.kind) {
    case 'half-open':
      return false;
    case 'refused':
      socket.destroy();
      return true;
    case 'html':
      socket.end(HTML_PAGE);
      return true;
    case 'slow':
    case 'cut':
    case 'malformed-json':
    case 'huge':
    case undefined: {
      const reply = session.line(text);
      say(socket, reply, fault);
      return reply.end === true || fault?.kind === 'cut';
    }
  }
}

/** Says what a session has to say, in the way that the host does now. */
function say(socket: Socket, { send, end }: LineReply, fault: WireFault | undefined): void {
  const said = send ?? '';
  const finish = (text: string): void => {
    if (text !== '') socket.write(text);
    if (end === true) socket.end();
  };
  switch (fault?.kind) {
    case 'half-open':
    case 'html':
      return;
    case 'refused':
      socket.destroy();
      return;
    case 'slow':
      setTimeout(() => finish(said), fault.delayMs);
      return;
    case 'cut':
      socket.write(said.slice(0, Math.floor(said.length / 2)), () => socket.destroy());
      return;
    case 'malformed-json':
      finish(said === '' ? '' : `${brokenJson(said)}\u0000\u0007\n`);
      return;
    case 'huge':
      finish(said === '' ? '' : hugeText(said));
      return;
    case undefined:
      finish(said);
  }
}
