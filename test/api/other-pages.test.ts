import type { LightMyRequestResponse as Response } from 'fastify';
import { ROUTES } from '../../api/routes';
import { ApiRig, type Browser } from './api-rig';

/*
 * What a page of somebody else might try in the browser of a person who is signed in here.
 */

const codeOf = (answer: Response): string => answer.json<{ code: string }>().code;

describe('what other pages might do', () => {
  let rig: ApiRig;
  let page: Browser;

  beforeAll(async () => {
    rig = await ApiRig.make();
    page = await rig.browser().enterAs('cy');
  });

  afterAll(() => rig.remove());

  const CHANGES = ROUTES.filter(({ method }) => method !== 'GET');

  it.each([
    ['without the header', { 'x-blackstart': undefined }],
    ['with another origin', { origin: 'https://evil.example' }],
    ['with the origin of a sandbox', { origin: 'null' }],
    ['with another port', { origin: 'http://127.0.0.1:4001' }],
    ['with another scheme', { origin: 'https://127.0.0.1:4000' }],
    ['without an origin', { origin: undefined }],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from another port of this machine', { 'sec-fetch-site': 'same-site' }],
  ])('refuses every change %s (CSRF)', async (_how, headers) => {
    for (const { method, path } of CHANGES) {
      if (method === 'GET') continue;
      const answer = await page.send(method, path.replaceAll(/[{}]/g, ''), {}, headers);
      expect([path, answer.statusCode, codeOf(answer)]).toEqual([path, 403, 'ORIGIN_REFUSED']);
    }
  });

  it('takes no form, which any page may send', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data']) {
      const answer = await page.send('PUT', '/session', 'person=cy', { 'content-type': type });
      expect([answer.statusCode, codeOf(answer)]).toEqual([415, 'MEDIA_TYPE_UNKNOWN']);
    }
  });

  it.each([
    'evil.example',
    'evil.example:4000',
    '127.0.0.1',
    '127.0.0.1:4001',
    '127.0.0.1.evil.example:4000',
    '192.0.2.7:4000',
    '[::1]:4001',
    '',
  ])('answers nothing to a request for the host %j (DNS rebinding)', async (host) => {
    for (const path of ['/', '/api/v1/session', '/enter?token=x', '/api/v1/openapi.json']) {
      const answer = await page.ask('GET', path, { headers: { host } });
      expect([answer.statusCode, codeOf(answer)]).toEqual([421, 'HOST_REFUSED']);
    }
    const link = await page.ask('POST', '/enter/links', { headers: { host } });
    expect(link.statusCode).toBe(421);
  });

  it('answers to each name of this machine', async () => {
    for (const host of ['127.0.0.1:4000', 'localhost:4000', '[::1]:4000', 'LOCALHOST:4000'])
      expect((await page.ask('GET', '/api/v1/session', { headers: { host } })).statusCode).toBe(
        200,
      );
  });

  it('lets no other page read it or frame it, and has nothing kept', async () => {
    for (const path of ['/api/v1/session', '/api/v1/nothing', '/nothing', '/api/v1/recoveries']) {
      const { headers } = await page.ask('GET', path, {
        headers: { origin: 'https://evil.example' },
      });
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(/default-src 'self'/);
      expect(policy).toMatch(/frame-ancestors 'none'/);
      expect(policy).not.toMatch(/unsafe|\*|http:/);
      expect(
        Object.keys(headers).filter((name) => /allow-origin|powered|server/.test(name)),
      ).toEqual([]);
    }
    const asked = await page.ask('GET', '/api/v1/session', {
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(asked.headers['access-control-allow-origin']).toBeUndefined();
  });
});
