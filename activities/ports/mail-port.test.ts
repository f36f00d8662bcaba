import type { Socket } from 'node:net';
import { guardFor, NEVER, openGuard, serveTcp } from '../../test/contract/loopback';
import type { HostResolver } from './host-resolver';
import { mailPort } from './mail-port';

const LOOPBACK: HostResolver = { resolve: (_host, port) => ({ host: '127.0.0.1', port }) };
const MAIL = {
  from: 'Blackstart <blackstart@pangyo.example>',
  to: ['ops@pangyo.example', 'gone@pangyo.example'],
  subject: 'Feed a is safe',
  text: 'Servers start now.',
  messageId: '<example-1@pangyo.example>',
};

/** Says to each command what `answers` has for its first word; 250 to the rest. */
function smtp(answers: Record<string, string>, heard: string[]): (socket: Socket) => void {
  return (socket) => {
    let inData = false;
    let rest = '';
    socket.setEncoding('utf8').write('220 mail.example ESMTP\r\n');
    socket.on('data', (chunk: string) => {
      rest += chunk;
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        heard.push(line);
        if (inData && line !== '.') continue;
        inData = line === 'DATA';
        const known = Object.entries(answers).find(([start]) => line.startsWith(start));
        socket.write(`${known?.[1] ?? (inData ? '354 go on' : '250 ok')}\r\n`);
      }
    });
  };
}

it('sends a mail and says who it was taken for', async () => {
  const heard: string[] = [];
  await using server = await serveTcp(smtp({ 'RCPT TO:<gone@': '550 no such user' }, heard));

  const sent = await mailPort(LOOPBACK, openGuard()).send(
    { ...MAIL, server: `smtp://mail.example:${server.port}` },
    NEVER,
  );

  expect(sent).toEqual({ accepted: ['ops@pangyo.example'], rejected: ['gone@pangyo.example'] });
  expect(heard).toEqual(
    expect.arrayContaining(['Message-ID: <example-1@pangyo.example>', 'Servers start now.']),
  );
});

it.each([
  ['TARGET_BUSY', 'MAIL', '451 try later'],
  ['TARGET_REFUSED', 'MAIL', '550 not from you'],
  ['TARGET_REFUSED', 'RCPT', '550 nobody here'],
])('throws %s where %s is answered "%s"', async (code, command, said) => {
  await using server = await serveTcp(smtp({ [command]: said }, []));

  await expect(
    mailPort(LOOPBACK, openGuard()).send(
      { ...MAIL, server: `smtp://mail.example:${server.port}` },
      NEVER,
    ),
  ).rejects.toMatchObject({ code, message: expect.stringContaining(said.slice(4)) });
});

it('sends no password over a line that anybody can read', async () => {
  const heard: string[] = [];
  await using server = await serveTcp(smtp({ STARTTLS: '502 no' }, heard));

  await expect(
    mailPort(LOOPBACK, openGuard()).send(
      { ...MAIL, server: `smtp://mail.example:${server.port}`, user: 'ops', password: 'hush' },
      NEVER,
    ),
  ).rejects.toMatchObject({ code: 'TARGET_CERTIFICATE_WRONG' });
  expect(heard.join('\n')).not.toMatch(/AUTH|hush/);
});

it('refuses what the guard refuses before a packet leaves', async () => {
  await using server = await serveTcp(() => undefined);

  await expect(
    mailPort(LOOPBACK, guardFor('smtp://mail.example')).send(
      { ...MAIL, server: `smtp://other.example:${server.port}` },
      NEVER,
    ),
  ).rejects.toMatchObject({ code: 'TARGET_OUTSIDE_INVENTORY' });
  expect(server.connections()).toBe(0);
});

it('ends with the signal, for the signal’s own reason', async () => {
  const stop = new AbortController();
  const reason = new Error('stop');
  await using server = await serveTcp(() => stop.abort(reason));

  await expect(
    mailPort(LOOPBACK, openGuard()).send(
      { ...MAIL, server: `smtp://mail.example:${server.port}` },
      stop.signal,
    ),
  ).rejects.toBe(reason);
});
