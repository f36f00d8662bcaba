import type { LightMyRequestResponse as Response } from 'fastify';
import { TestProvider } from '../support/oidc-login';
import { ApiRig, PUBLIC, TINY, type Browser } from './api-rig';

/*
 * Signing in with a login provider: oidc-provider in a process of its own. Groups vouch for roles; the roster of the
 * plan has the last word.
 */

const codeOf = (answer: Response): string => answer.json<{ code: string }>().code;
const HOST = { host: 'blackstart.example' };
const SECRET = 'a secret of the provider and us, 32 bytes';
const GROUPS = { bo: ['commanders'], cy: ['bosses'], zoe: ['commanders'], ann: [] };

describe('a login provider', () => {
  let rig: ApiRig;
  let provider: TestProvider;

  beforeAll(async () => {
    provider = await TestProvider.start(`${PUBLIC}/login/callback`, SECRET, GROUPS);
    rig = await ApiRig.make({
      oidc: {
        issuer: new URL(provider.issuer),
        clientId: 'blackstart',
        clientSecret: SECRET,
        scope: 'openid profile',
        personClaim: 'preferred_username',
        groupsClaim: 'groups',
        groups: new Map([
          ['commanders', ['commander']],
          ['bosses', ['manager']],
        ]),
      },
    });
  }, 60_000);

  beforeEach(() => provider.change(GROUPS));

  afterAll(async () => {
    await rig.remove();
    await provider.stop();
  });

  const begin = (page: Browser): Promise<Response> => page.ask('GET', '/login', { headers: HOST });
  const goOn = (page: Browser, url: URL): Promise<Response> =>
    page.ask('GET', `${url.pathname}${url.search}`, { headers: HOST });
  const signIn = async (page: Browser, person: string): Promise<Response> => {
    const { location } = (await begin(page)).headers;
    return await goOn(page, await provider.signIn(String(location), person));
  };
  const stop = (page: Browser): Promise<Response> =>
    page.send(
      'POST',
      `/recoveries/${TINY}/statements`,
      { act: 'stop', reason: 'Smoke' },
      { ...HOST, origin: PUBLIC },
    );

  it('is asked with PKCE, state and nonce, and only by the browser that began', async () => {
    const page = rig.browser();
    const answer = await begin(page);

    const url = new URL(String(answer.headers.location));
    expect(answer.statusCode).toBe(303);
    expect(url.origin).toBe(provider.issuer);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'blackstart',
      code_challenge_method: 'S256',
      redirect_uri: `${PUBLIC}/login/callback`,
      state: expect.stringMatching(/.{40}/) as string,
      nonce: expect.stringMatching(/.{40}/) as string,
    });
    expect(answer.headers['set-cookie']).toMatch(
      /^__Host-blackstart_login=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );

    const back = await provider.signIn(url.href, 'bo');
    expect(codeOf(await goOn(rig.browser(), back))).toBe('LOGIN_REFUSED');
    const other = rig.browser();
    await begin(other);
    expect(codeOf(await goOn(other, back))).toBe('LOGIN_REFUSED');
    expect((await goOn(page, back)).statusCode).toBe(303);
    expect(codeOf(await goOn(page, back))).toBe('LOGIN_REFUSED');
  });

  it('lets in who is in a roster, with the roles that their groups vouch for', async () => {
    const page = rig.browser();
    const back = await signIn(page, 'bo');

    expect([back.statusCode, back.headers.location]).toEqual([303, '/']);
    expect(String(back.headers['set-cookie'])).toMatch(
      /__Host-blackstart=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict/,
    );
    expect((await page.get('/session', HOST)).json()).toMatchObject({
      isIn: true,
      by: 'oidc',
      person: 'bo',
      name: 'Person bo',
      roles: ['commander'],
      login: 'oidc',
    });
    expect((await page.get('/inbox', HOST)).json()).toMatchObject({
      questions: [{ isMine: true }],
    });
    expect(codeOf(await signIn(rig.browser(), 'zoe'))).toBe('LOGIN_REFUSED');
  });

  it('does not let anybody choose who they are', async () => {
    const page = rig.browser();
    await signIn(page, 'bo');

    const chosen = await page.send(
      'PUT',
      '/session',
      { person: 'cy' },
      { ...HOST, origin: PUBLIC },
    );

    expect(chosen.statusCode).toBe(403);
  });

  it('is asked again before something is said: roles that were taken away count no more', async () => {
    const page = rig.browser();
    await signIn(page, 'bo');
    expect(codeOf(await stop(page))).toBe('TEMPORAL_UNREACHABLE');

    provider.change({ ...GROUPS, bo: [] });
    rig.pass(11_000);
    expect(codeOf(await stop(page))).toBe('ROLE_NOT_HELD');

    provider.change({ cy: ['bosses'] });
    rig.pass(11_000);
    expect(codeOf(await stop(page))).toBe('NOT_SIGNED_IN');
    expect(codeOf(await page.get('/recoveries', HOST))).toBe('NOT_SIGNED_IN');
  });

  it('takes no session over that was there before (session fixation)', async () => {
    const page = rig.browser();
    await signIn(page, 'cy');
    const planted = page.cookie;
    await signIn(page, 'bo');

    const attacker = rig.browser();
    attacker.cookie = planted;
    expect(codeOf(await attacker.get('/recoveries', HOST))).toBe('NOT_SIGNED_IN');
  });

  it('keeps nobody out when it is down: the link of this machine works, and who is in goes on', async () => {
    const inside = rig.browser();
    await signIn(inside, 'cy');
    const away = await ApiRig.make({
      oidc: {
        issuer: new URL('http://127.0.0.1:9'),
        clientId: 'blackstart',
        clientSecret: undefined,
        scope: 'openid',
        personClaim: 'sub',
        groupsClaim: 'groups',
        groups: undefined,
      },
    });
    try {
      const refused = await begin(away.browser());
      expect([refused.statusCode, codeOf(refused)]).toEqual([503, 'LOGIN_PROVIDER_DOWN']);
      expect(refused.json<{ fix: string }>().fix).toMatch(/blackstart page/);
      const page = await away.browser().enterAs('cy');
      expect((await page.get('/inbox')).statusCode).toBe(200);
    } finally {
      await away.remove();
    }
    await provider.stop();
    rig.pass(11_000);
    expect(codeOf(await stop(inside))).toBe('TEMPORAL_UNREACHABLE');
  });
});
