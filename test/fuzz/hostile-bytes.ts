import type { Socket } from 'node:net';

/** What a server does to one connection where it should give a text; `at` picks a place or size. */
export type Fault = (socket: Socket, text: string, at: number) => void;

const BIG = 'x'.repeat(64 * 1024);
/** Between the bytes of a line that drips, ms. */
const DRIP_MS = 25;

const head = (length: number, more = '', status = '200 OK'): string =>
  `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n${more}\r\n`;
const cut = (text: string, at: number): string => text.slice(0, at % Math.max(text.length, 1));

/** A right answer, as HTTP. */
export const goodHttp: Fault = (socket, text) => {
  socket.end(head(Buffer.byteLength(text), 'connection: close\r\n') + text);
};

/** Sends a text again and again, until the other side has had enough. */
function endless(socket: Socket, text: string, pauseMs = 0): void {
  const more = (): void => {
    if (socket.destroyed) return;
    if (pauseMs > 0) {
      socket.write(text);
      setTimeout(more, pauseMs);
    } else if (socket.write(text)) setImmediate(more);
    else socket.once('drain', more);
  };
  more();
}

/** Sends a text byte by byte, more slowly than anybody waits. */
const drip: Fault = (socket, text) => {
  let sent = 0;
  const more = (): void => {
    if (socket.destroyed) return;
    socket.write(text.charAt(sent) || ' ');
    sent += 1;
    setTimeout(more, DRIP_MS);
  };
  more();
};

/** What may go wrong on any connection; each leaves the answer incomplete or wrong. */
const ANY_FAULTS: Readonly<Record<string, Fault>> = {
  'says nothing': () => undefined,
  'closes at once': (socket) => socket.end(),
  'resets at once': (socket) => socket.resetAndDestroy(),
  'sends noise': (socket, _text, at) => {
    const noise = Buffer.alloc(1 + (at % 4000), 0).map((_, i) => (at * 31 + i * i * 7 + 13) % 256);
    socket.end(noise);
  },
  'sends one endless line': (socket) => endless(socket, BIG),
  'sends endless lines': (socket) => endless(socket, 'VAR ups-a a.b "c"\r\n'.repeat(400)),
  'sends line after line, slowly': (socket) => endless(socket, 'VAR ups-a a.b "c"\n', DRIP_MS / 3),
};

/** What may go wrong with an answer by HTTP. */
export const HTTP_FAULTS: Readonly<Record<string, Fault>> = {
  ...ANY_FAULTS,
  'answers an HTML page': (socket) => {
    const page = '<!doctype html><html><body><h1>It works!</h1></body></html>';
    socket.end(head(page.length).replace('application/json', 'text/html') + page);
  },
  'answers malformed JSON': (socket, text, at) => {
    const body = cut(text, at);
    socket.end(head(Buffer.byteLength(body)) + body);
  },
  'answers 10 MB': (socket) => {
    const body = `"${'x'.repeat(10 * 1024 * 1024)}"`;
    socket.end(head(body.length) + body);
  },
  'answers 10 MB without a length': (socket) => {
    socket.end(`HTTP/1.0 200 OK\r\n\r\n"${'x'.repeat(10 * 1024 * 1024)}"`);
  },
  'answers no body': (socket) => socket.end(head(0)),
  'answers 204': (socket) => socket.end('HTTP/1.1 204 No Content\r\n\r\n'),
  'promises more than it sends': (socket, text) => {
    socket.end(head(Buffer.byteLength(text) + 10) + text);
  },
  'promises more than it sends, and stays': (socket, text) => {
    socket.write(head(Buffer.byteLength(text) + 10) + text);
  },
  'promises less than it sends': (socket, text) => {
    socket.end(head(Buffer.byteLength(text) - 1) + text);
  },
  'promises a length that is none': (socket, text) => {
    socket.end(head(0).replace(': 0', ': -5') + text);
  },
  'promises two lengths': (socket, text) => {
    socket.end(head(Buffer.byteLength(text), 'content-length: 3\r\n') + text);
  },
  'cuts its answer': (socket, text, at) => {
    const whole = head(Buffer.byteLength(text)) + text;
    socket.end(cut(whole, at));
  },
  'resets in the middle': (socket, text, at) => {
    const whole = head(Buffer.byteLength(text)) + text;
    socket.write(cut(whole, at), () => socket.resetAndDestroy());
  },
  'drips its answer': (socket, text, at) => drip(socket, head(text.length + 200) + text, at),
  'drips its body': (socket, text, at) => {
    socket.write(head(text.length + 200));
    drip(socket, text, at);
  },
  'sends endless headers': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    endless(socket, 'x-more: and more\r\n'.repeat(50));
  },
  'sends a header without end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nx-more: ');
    endless(socket, BIG);
  },
  'says endlessly that it goes on': (socket) => {
    endless(socket, 'HTTP/1.1 102 Processing\r\n\r\n', 5);
  },
  'sends chunks without end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
    endless(socket, `10000\r\n${BIG}\r\n`);
  },
  'sends a chunk of the wrong size': (socket, text) => {
    socket.end(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n${text}\r\n0\r\n\r\n`);
  },
  'leaves its last chunk out': (socket, text) => {
    const size = Buffer.byteLength(text).toString(16);
    socket.end(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${size}\r\n${text}\r\n`);
  },
  'fails, with the right body': (socket, text, at) => {
    const status = ['500 Oops', '503 Busy', '401 Who', '404 None', '429 Slow'][at % 5];
    socket.end(head(Buffer.byteLength(text), '', status) + text);
  },
  'switches protocols': (socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n');
  },
  'redirects to itself': (socket) => socket.end(head(0, 'location: \r\n', '302 Found')),
  'redirects for ever': (socket, _text, at) => {
    socket.end(head(0, `location: /loop/${at}/${Math.random()}\r\n`, '307 Again'));
  },
  'redirects to no address': (socket) => socket.end(head(0, 'location: http://[\r\n', '301 Moved')),
  'redirects to another scheme': (socket) => {
    socket.end(head(0, 'location: file:///etc/passwd\r\n', '302 Found'));
  },
  'redirects out of the inventory': (socket) => {
    socket.end(head(0, 'location: http://127.0.0.1:9/x\r\n', '302 Found'));
  },
  'redirects nowhere': (socket) => socket.end(head(0, '', '302 Found')),
};

/** What may go wrong with an answer in lines. */
export const LINE_FAULTS: Readonly<Record<string, Fault>> = {
  ...ANY_FAULTS,
  'cuts its answer': (socket, text, at) => socket.end(cut(text, at % (text.length - 2))),
  'resets in the middle': (socket, text, at) => {
    socket.write(cut(text, at % (text.length - 2)), () => socket.resetAndDestroy());
  },
  'drips its answer': drip,
  'answers in HTTP': (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
};
