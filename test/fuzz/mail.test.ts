import fc from 'fast-check';
import pino from 'pino';
import type { Socket } from 'node:net';
import { NO_LAB } from '../../activities/ports/host-resolver';
import { realPorts } from '../../activities/ports/real-ports';
import { serveTcp } from '../contract/loopback';
import { poll } from '../support/poll';
import { objectsAt } from './answered-ports';
import { fuzzRuns } from './fuzz-runs';
import { LINE_FAULTS, type Fault } from './hostile-bytes';
import { WatchedFeed } from './watched-feed';

/* A mail server that answers with anything: no mail counts as sent that was not taken, and nothing waits for ever. */

const LIMIT_MS = 250;
const MOST_MS = LIMIT_MS + 4000;

/** What a server says at each place of the conversation; the last is about the mail itself. */
const PLACES = ['', 'EHLO', 'MAIL', 'RCPT', 'DATA', '.'] as const;
const GOOD: Readonly<Record<string, string>> = {
  '': '220 mail.example ESMTP\r\n',
  EHLO: '250 mail.example\r\n',
  MAIL: '250 ok\r\n',
  RCPT: '250 ok\r\n',
  DATA: '354 go on\r\n',
  '.': '250 taken\r\n',
  QUIT: '221 bye\r\n',
};

const ODD_LINES = fc.oneof(
  fc.constantFrom(
    ...[
      '421 busy',
      '451 later',
      '550 no',
      '554 never',
      '250',
      '250-',
      '250-more\r\n250-more',
      '999 x',
    ],
    ...[
      '+OK POP3',
      '* OK IMAP4',
      'HTTP/1.1 400 Bad Request',
      'SSH-2.0-x',
      '',
      ' ',
      '25O taken',
      '354 go',
      '334 user',
    ],
    ...[
      '220 again',
      '101 x',
      '\0\0\0',
      '250 \ud800',
      '2 5 0',
      '-250 ok',
      '250ok',
      '600 ok',
      '٢٥٠ ok',
    ],
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.integer({ min: 100, max: 699 }).map((code) => `${code} said`),
);

/** Serves one conversation, in which `place` goes wrong; tells whether the mail was taken. */
function conversation(
  socket: Socket,
  place: string,
  wrong: Fault,
  at: number,
  taken: () => void,
): void {
  let isData = false;
  let rest = '';
  const answer = (verb: string): void => {
    if (verb === place) return wrong(socket, GOOD[verb] ?? '', at);
    if (verb === '.') taken();
    socket.write(GOOD[verb] ?? '502 what\r\n');
  };
  answer('');
  socket.on('data', (data: Buffer) => {
    const lines = (rest + data.toString()).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (isData && line !== '.') continue;
      const verb = line === '.' ? '.' : line.slice(0, 4).trim();
      isData = verb === 'DATA';
      answer(verb);
    }
  });
}

async function send(place: string, wrong: Fault, at: number, limitMs = LIMIT_MS) {
  let taken = false;
  const sockets = new Set<Socket>();
  await using server = await serveTcp((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.on('close', () => sockets.delete(socket));
    conversation(socket, place, wrong, at, () => (taken = true));
  });
  const factory = realPorts({ resolver: NO_LAB, logger: pino({ level: 'silent' }) });
  const objects = objectsAt('mail.example', '1', `smtp://127.0.0.1:${server.port}`);
  const feed = new WatchedFeed(objects, (guard) => factory.narrowed(guard));
  const limit = AbortSignal.timeout(limitMs);
  const began = performance.now();
  const called = await feed
    .call('notify.mail', { channel: 'mail', message: 'Feed a is safe.' }, limit)
    .catch((error: unknown) => {
      if (!limit.aborted || error !== limit.reason) throw error;
      return { ok: false, code: 'out of time' } as const;
    });
  const tookMs = performance.now() - began;
  await poll(() => (sockets.size === 0 ? true : undefined), 10_000);
  return { called, taken, tookMs };
}

const say =
  (text: string): Fault =>
  (socket) =>
    socket.write(`${text}\r\n`);

const FAULTS: Readonly<Record<string, Fault>> = {
  ...LINE_FAULTS,
  // Mail servers say little: it would be there in time.
  'drips its answer': (socket) => socket.write('250 ok'),
};

describe('a mail', () => {
  it('is sent where the server takes it', async () => {
    expect(await send('nowhere', say(''), 0, 10_000)).toMatchObject({
      called: { ok: true },
      taken: true,
    });
  });

  it('never counts as sent where the server says anything else than that it took it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PLACES), ODD_LINES, async (place, line) => {
        const { called, taken, tookMs } = await send(place, say(line), 0);
        // Its reader takes what stands behind the number for text, however it is set off.
        const isYes = /^2\d\d(?!-)/.test(line) || /^2\d\d-[^]*\r\n2\d\d(?!-)/.test(line);

        return tookMs < MOST_MS && (!called.ok || taken || (place === '.' && isYes));
      }),
      fuzzRuns(25),
    );
  });

  it.each(['2 5 0', '2', '25O taken', '20', '2xx'])(
    'is not sent by the reply %s',
    async (reply) => {
      expect(await send('.', say(reply), 0)).toMatchObject({ called: { ok: false } });
    },
  );

  it.each(Object.entries(FAULTS))(
    'is not sent, and nobody hangs, where a server %s',
    async (_what, fault) => {
      for (const place of ['', 'RCPT', '.']) {
        const { called, tookMs } = await send(place, fault, 5);

        expect({ place, ok: called.ok, inTime: tookMs < MOST_MS }).toEqual({
          place,
          ok: false,
          inTime: true,
        });
      }
    },
  );
});
