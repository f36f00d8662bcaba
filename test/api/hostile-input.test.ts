import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LightMyRequestResponse as Response } from 'fastify';
import { ApiRig, PAGE, TINY, type Browser } from './api-rig';

/*
 * Whatever is sent that is not right is refused as problem+json, with a code, and changes nothing.
 */

const codeOf = (answer: Response): string => answer.json<{ code: string }>().code;

describe('what might be sent', () => {
  let rig: ApiRig;
  let page: Browser;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'blackstart-page-'));
    const pageFolder = join(folder, 'page');
    mkdirSync(join(pageFolder, 'assets'), { recursive: true });
    writeFileSync(join(pageFolder, 'index.html'), '<!doctype html><title>page</title>');
    writeFileSync(join(pageFolder, 'assets', 'main.js'), 'export {};');
    writeFileSync(join(pageFolder, '.env'), 'SECRET=1');
    writeFileSync(join(folder, 'outside.txt'), 'KEEP OUT');
    rig = await ApiRig.make({ pageFolder, requestMs: 1500 });
    page = await rig.browser().enterAs('cy');
  });

  afterAll(() => rig.remove());

  it('serves the page and its views, and nothing beside it (path traversal)', async () => {
    const html = { accept: 'text/html' };
    for (const path of ['/', '/inbox', `/recoveries/${TINY}`]) {
      const answer = await page.ask('GET', path, { headers: html });
      expect([path, answer.statusCode, answer.body]).toEqual([
        path,
        200,
        '<!doctype html><title>page</title>',
      ]);
    }
    expect((await page.ask('GET', '/assets/main.js')).headers['cache-control']).toMatch(
      /immutable/,
    );
    for (const path of [
      '/../outside.txt',
      '/..%2foutside.txt',
      '/%2e%2e/outside.txt',
      '/assets/../../outside.txt',
      '/assets/..%5c..%5coutside.txt',
      '/assets/%2e%2e%2f%2e%2e%2foutside.txt',
      '//etc/passwd',
      '/.env',
      '/%00',
    ]) {
      const answer = await page.ask('GET', path);
      expect([path, answer.body.includes('KEEP OUT'), answer.body.includes('SECRET')]).toEqual([
        path,
        false,
        false,
      ]);
      expect([400, 403, 404]).toContain(answer.statusCode);
    }
  });

  it('refuses what is larger than 1 MB, before it is read whole', async () => {
    const answer = await page.send('POST', `/recoveries/${TINY}/statements`, {
      act: 'note',
      reason: 'x'.repeat(10_000_000),
    });

    expect([answer.statusCode, codeOf(answer)]).toEqual([413, 'REQUEST_TOO_LARGE']);
  });

  it.each([
    ['no JSON', '{"act":', '/'],
    ['nothing', '', '/'],
    ['a list', '[]', '/'],
    ['an unknown member', '{"act":"note","colour":"red"}', '/colour'],
    ['an unknown act', '{"act":"explode"}', '/act'],
    ['a start', '{"act":"start"}', '/act'],
    ['a number for a text', '{"act":"note","reason":7}', '/reason'],
    ['a member of every object', '{"act":"note","__proto__":{"admin":true}}', '/'],
    ['what is nested too deeply', `{"act":"note","answer":${'['.repeat(200_000)}`, '/'],
    [
      'what is nested too deeply, but whole',
      `{"act":"note","answer":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
      '/',
    ],
    [
      'an answer that is too long',
      `{"act":"done","answer":{"a":"${'x'.repeat(9000)}"}}`,
      '/answer',
    ],
  ])('refuses %s, and says where', async (_what, text, place) => {
    const answer = await page.send('POST', `/recoveries/${TINY}/statements`, text, {
      'content-type': 'application/json',
    });

    expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'REQUEST_INVALID']);
    const { problems = [{ at: '/' }] } = answer.json<{ problems?: { at: string }[] }>();
    expect(problems[0]?.at).toBe(place);
  });

  it.each([undefined, '', 'x', '0123', 'g'.repeat(32), `${'0'.repeat(32)}'; --`])(
    'refuses the Idempotency-Key %j',
    async (key) => {
      const answer = await page.send(
        'POST',
        `/recoveries/${TINY}/statements`,
        { act: 'stop' },
        { 'idempotency-key': key },
      );

      expect([answer.statusCode, codeOf(answer)]).toEqual([400, 'KEY_MISSING']);
    },
  );

  it('gives HTML in any text back as JSON, which no browser takes for a page', async () => {
    const html = '<img src=x onerror=alert(1)>';
    const answers = [
      await page.get(`/recoveries/${encodeURIComponent(html)}`),
      await page.get(`/recoveries/${TINY}/steps/${encodeURIComponent(html)}`),
      await page.get(`/recoveries?cursor=${encodeURIComponent(html)}`),
      await page.send('PUT', '/session', { person: html }),
      await page.send('POST', '/recoveries', { runbook: html }),
      await page.ask('GET', `/${encodeURIComponent(html)}`),
    ];
    for (const { headers } of answers) {
      expect(headers['content-type']).toMatch(/^application\/(problem\+)?json/);
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('gives up on a body that drips in, and goes on with everybody else meanwhile', async () => {
    await rig.server.listen({ host: '127.0.0.1', port: 0 });
    const { port } = rig.server.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    let told = '';
    socket.on('data', (chunk: Buffer) => (told += chunk.toString()));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(
      `PUT /api/v1/session HTTP/1.1\r\nhost: 127.0.0.1:4000\r\nx-blackstart: 1\r\norigin: ${PAGE}\r\ncookie: ${page.cookie}\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{`,
    );
    const drip = setInterval(() => socket.write(' '), 200);

    expect((await page.get('/recoveries')).statusCode).toBe(200);
    await closed;
    clearInterval(drip);
    expect(told).toMatch(/^HTTP\/1.1 408 /);
    expect(told).toMatch(/REQUEST_TOO_SLOW/);
  }, 30_000);
});
