import { guardFor, NEVER, openGuard, serveTcp } from '../../test/contract/loopback';
import type { HostResolver } from './host-resolver';
import { tcpPort } from './tcp-port';

const LOOPBACK: HostResolver = { resolve: (_host, port) => ({ host: '127.0.0.1', port }) };

it('puts lines together whatever the pieces they come in', async () => {
  await using server = await serveTcp((socket) => {
    const pieces = Buffer.from('first\r\nsécond\n\nlast without an end');
    let at = 0;
    const next = (): void => {
      if (at === pieces.length) return void socket.end();
      socket.write(pieces.subarray(at, (at += 1)), () => setImmediate(next));
    };
    socket.setNoDelay(true).once('data', next);
  });
  const address = `nut://ups-a.example:${server.port}/ups-a`;
  const connection = await tcpPort(LOOPBACK, openGuard()).connect(
    address,
    { timeoutMs: 5000 },
    NEVER,
  );

  await connection.send('LIST VAR ups-a\n');
  const lines = [];
  for (let line = await connection.readLine(); line !== undefined;) {
    lines.push(line);
    line = await connection.readLine();
  }

  expect(lines).toEqual(['first', 'sécond', '', 'last without an end']);
});

it('refuses what the guard refuses before a packet leaves', async () => {
  await using server = await serveTcp(() => undefined);
  const tcp = tcpPort(LOOPBACK, guardFor('tcp://lb.example'));
  const connect = (address: string): Promise<unknown> =>
    tcp.connect(address, { timeoutMs: 100 }, NEVER);

  await expect(connect(`tcp://db.example:${server.port}`)).rejects.toMatchObject({
    code: 'TARGET_OUTSIDE_INVENTORY',
  });
  await expect(connect(`http://lb.example:${server.port}`)).rejects.toMatchObject({
    code: 'CALL_INPUT_INVALID',
  });
  expect(server.connections()).toBe(0);
});

it('waits so long for a line, and no longer', async () => {
  await using server = await serveTcp(() => undefined);
  const tcp = tcpPort(LOOPBACK, openGuard());
  const connection = await tcp.connect(`tcp://lb.example:${server.port}`, { timeoutMs: 50 }, NEVER);

  await expect(connection.readLine()).rejects.toMatchObject({
    code: 'TARGET_NO_ANSWER',
    message: expect.stringContaining('within 50 ms'),
  });
});

it('reads no endless line', async () => {
  await using server = await serveTcp((socket) => socket.write('x'.repeat(200_000)));
  const tcp = tcpPort(LOOPBACK, openGuard());
  const connection = await tcp.connect(
    `tcp://lb.example:${server.port}`,
    { timeoutMs: 5000 },
    NEVER,
  );

  await expect(connection.readLine()).rejects.toMatchObject({ code: 'ANSWER_TOO_LARGE' });
});

it('ends with the signal, for the signal’s own reason', async () => {
  const stop = new AbortController();
  const reason = new Error('stop');
  await using server = await serveTcp((socket) => socket.once('data', () => stop.abort(reason)));
  const tcp = tcpPort(LOOPBACK, openGuard());
  const connection = await tcp.connect(
    `tcp://lb.example:${server.port}`,
    { timeoutMs: 5000 },
    stop.signal,
  );

  await connection.send('get weight a/b\n');

  await expect(connection.readLine()).rejects.toBe(reason);
});

it('says of a closed port that nothing was sent', async () => {
  await using server = await serveTcp(() => undefined);
  await server[Symbol.asyncDispose]();

  await expect(
    tcpPort(LOOPBACK, openGuard()).connect(
      `tcp://a.example:${server.port}`,
      { timeoutMs: 500 },
      NEVER,
    ),
  ).rejects.toMatchObject({ code: 'TARGET_UNREACHABLE' });
});
