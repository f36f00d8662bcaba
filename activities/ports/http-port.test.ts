import { guardFor, NEVER, openGuard, serveHttp, serveTcp } from '../../test/contract/loopback';
import type { HostResolver } from './host-resolver';
import { httpPort } from './http-port';

/** Every host is on loopback; the port stays. */
const LOOPBACK: HostResolver = { resolve: (_host, port) => ({ host: '127.0.0.1', port }) };

it('asks for a host by its own name, wherever that really is', async () => {
  await using server = await serveHttp((request, response) => {
    response.setHeader('X-Connection', request.headers.connection ?? '');
    response.end(`${request.method ?? ''} ${request.headers.host ?? ''}${request.url ?? ''}`);
  });
  const url = `http://bmc-a001.pangyo.example:${server.port}/redfish/v1?x=1`;

  const answer = await httpPort(LOOPBACK, openGuard()).request({ url }, NEVER);

  expect(answer).toMatchObject({
    status: 200,
    url,
    body: `GET bmc-a001.pangyo.example:${server.port}/redfish/v1?x=1`,
    headers: { 'x-connection': 'close' },
  });
});

it('uses no connection twice', async () => {
  await using server = await serveHttp((_request, response) => response.end('ok'));
  const http = httpPort(LOOPBACK, openGuard());

  for (let i = 0; i < 3; i += 1)
    await http.request({ url: `http://a.example:${server.port}/` }, NEVER);

  expect(server.connections()).toBe(3);
});

it('refuses what the guard refuses before a packet leaves', async () => {
  await using server = await serveHttp((_request, response) => response.end('ok'));
  const http = httpPort(LOOPBACK, guardFor('http://a.example'));

  await expect(
    http.request({ url: `http://b.example:${server.port}/` }, NEVER),
  ).rejects.toMatchObject({ code: 'TARGET_OUTSIDE_INVENTORY' });
  expect(server.connections()).toBe(0);
});

it('asks the guard in the one normal spelling of an address', async () => {
  await using server = await serveHttp((_request, response) => response.end('ok'));
  const guard = openGuard();

  await httpPort(LOOPBACK, guard).request({ url: `HTTP://0x7F.1:${server.port}/a/../b` }, NEVER);

  expect(guard.asked).toEqual([`http://127.0.0.1:${server.port}/b`]);
});

it('follows redirects of a GET, asks the guard at each, and keeps secrets from other hosts', async () => {
  const seen: unknown[] = [];
  await using server = await serveHttp((request, response) => {
    seen.push([request.headers.host, request.url, request.headers.authorization]);
    if (request.url === '/here') response.writeHead(302, { location: '/there' }).end();
    else if (request.url === '/there')
      response.writeHead(307, { location: `http://b.example:${server.port}/end` }).end();
    else response.end('the end');
  });
  const guard = openGuard();
  const [a, b] = [`a.example:${server.port}`, `b.example:${server.port}`];

  const answer = await httpPort(LOOPBACK, guard).request(
    { url: `http://${a}/here`, headers: { authorization: 'Basic x' } },
    NEVER,
  );

  expect(answer).toMatchObject({ body: 'the end', url: `http://${b}/end` });
  expect(guard.asked).toEqual([`http://${a}/here`, `http://${a}/there`, `http://${b}/end`]);
  expect(seen).toEqual([
    [a, '/here', 'Basic x'],
    [a, '/there', 'Basic x'],
    [b, '/end', undefined],
  ]);
});

it('does not follow a redirect to what the guard refuses', async () => {
  await using outside = await serveHttp((_request, response) => response.end('secret'));
  await using server = await serveHttp((_request, response) =>
    response.writeHead(302, { location: `http://production.example:${outside.port}/` }).end(),
  );
  const http = httpPort(LOOPBACK, guardFor('http://a.example'));

  await expect(
    http.request({ url: `http://a.example:${server.port}/` }, NEVER),
  ).rejects.toMatchObject({ code: 'TARGET_OUTSIDE_INVENTORY' });
  expect(outside.connections()).toBe(0);
});

it('refuses more than five redirects, those of changing calls, and those to other schemes', async () => {
  await using server = await serveHttp((request, response) => {
    const location = request.url === '/file' ? 'file:///etc/passwd' : '/again';
    response.writeHead(308, { location }).end();
  });
  const http = httpPort(LOOPBACK, openGuard());
  const url = `http://a.example:${server.port}/`;

  await expect(http.request({ url }, NEVER)).rejects.toMatchObject({
    code: 'REDIRECT_REFUSED',
    message: expect.stringContaining('more than 5'),
  });
  expect(server.connections()).toBe(6);
  await expect(http.request({ url, method: 'POST' }, NEVER)).rejects.toMatchObject({
    code: 'REDIRECT_REFUSED',
  });
  await expect(http.request({ url: `${url}file` }, NEVER)).rejects.toMatchObject({
    code: 'REDIRECT_REFUSED',
    message: expect.stringContaining("'file:///etc/passwd'"),
  });
});

it.each(['ftp://b.example/x', 'javascript:alert(1)', 'http://[', 'http://ops:hush@b.example/'])(
  'refuses a redirect to %s as a redirect, and repeats no password of it',
  async (location) => {
    await using server = await serveHttp((_request, response) =>
      response.writeHead(302, { location }).end(),
    );
    const http = httpPort(LOOPBACK, openGuard());

    await expect(
      http.request({ url: `http://a.example:${server.port}/` }, NEVER),
    ).rejects.toMatchObject({
      code: 'REDIRECT_REFUSED',
      message: expect.not.stringContaining('hush'),
    });
    expect(server.connections()).toBe(1);
  },
);

it('stops reading an answer that is too large', async () => {
  let ended = false;
  await using server = await serveHttp((_request, response) => {
    response.on('close', () => (ended = true));
    const write = (): void => {
      while (response.write('x'.repeat(10_000)));
    };
    response.on('drain', write);
    write();
  });

  const request = httpPort(LOOPBACK, openGuard()).request(
    { url: `http://a.example:${server.port}/`, maxBytes: 50_000 },
    NEVER,
  );

  await expect(request).rejects.toMatchObject({ code: 'ANSWER_TOO_LARGE' });
  await until(() => ended);
});

it('tells a call that was never sent from one that was', async () => {
  await using gone = await serveTcp(() => undefined);
  const { port: closed } = gone;
  await gone[Symbol.asyncDispose]();
  await using silent = await serveTcp(() => undefined);
  await using rude = await serveTcp((socket) => socket.on('data', () => socket.destroy()));
  await using other = await serveTcp((socket) =>
    socket.on('data', () => socket.write('SSH-2.0-OpenSSH_9.2\r\n')),
  );
  await using cut = await serveTcp((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')),
  );
  const http = httpPort(LOOPBACK, openGuard());
  const code = async (port: number): Promise<unknown> => {
    const request = http.request({ url: `http://a.example:${port}/`, timeoutMs: 200 }, NEVER);
    return await request.catch((error: unknown) => (error as { code: unknown }).code);
  };

  expect(await code(closed)).toBe('TARGET_UNREACHABLE');
  expect(await code(silent.port)).toBe('TARGET_NO_ANSWER');
  expect(await code(rude.port)).toBe('TARGET_NO_ANSWER');
  expect(await code(cut.port)).toBe('TARGET_NO_ANSWER');
  expect(await code(other.port)).toBe('ANSWER_MALFORMED');
});

it('says of a name that does not resolve that it does not', async () => {
  const here: HostResolver = { resolve: (host, port) => ({ host, port }) };

  await expect(
    httpPort(here, openGuard()).request({ url: 'http://no-such-host.invalid/' }, NEVER),
  ).rejects.toMatchObject({ code: 'TARGET_NAME_UNKNOWN' });
});

it('ends with the signal, for the signal’s own reason, and leaves no connection', async () => {
  let closed = false;
  const stop = new AbortController();
  const reason = new Error('stop');
  await using server = await serveHttp((request) => {
    request.socket.on('close', () => (closed = true));
    stop.abort(reason);
  });
  const http = httpPort(LOOPBACK, openGuard());
  const url = `http://a.example:${server.port}/`;

  await expect(http.request({ url }, stop.signal)).rejects.toBe(reason);
  await until(() => closed);
  await expect(http.request({ url }, stop.signal)).rejects.toBe(reason);
  expect(server.connections()).toBe(1);
});

it('takes no password in an address and no line break in a header', async () => {
  const http = httpPort(LOOPBACK, openGuard());

  await expect(http.request({ url: 'http://ops:hush@a.example/' }, NEVER)).rejects.toMatchObject({
    code: 'CALL_INPUT_INVALID',
    message: expect.not.stringContaining('hush'),
  });
  await expect(
    http.request({ url: 'http://a.example:9/', headers: { a: 'b\r\nc: d' } }, NEVER),
  ).rejects.toMatchObject({ code: 'CALL_INPUT_INVALID' });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
