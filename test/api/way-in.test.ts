import type { LightMyRequestResponse as Response } from 'fastify';
import { ROUTES } from '../../api/routes';
import { ApiRig, PAGE, TINY } from './api-rig';

/*
 * How somebody gets in, and how nobody else does.
 */

const codeOf = (answer: Response): string => answer.json<{ code: string }>().code;

describe('the way in', () => {
  let rig: ApiRig;

  beforeAll(async () => {
    rig = await ApiRig.make();
  });

  afterAll(() => rig.remove());

  it('shows nothing to whoever has no session', async () => {
    const stranger = rig.browser();

    for (const { method, path, access } of ROUTES) {
      if (access === 'anyone') continue;
      const answer = await stranger.ask(method, `/api/v1${path.replaceAll(/[{}]/g, '')}`);
      expect([path, answer.statusCode, codeOf(answer)]).toEqual([path, 401, 'NOT_SIGNED_IN']);
    }
  });

  it('gives links only to whoever may read the keys', async () => {
    for (const authorization of ['', 'Bearer', 'Bearer wrong', 'Basic YTpi'])
      expect((await rig.browser().links(authorization)).statusCode).toBe(401);
  });

  it('lets a link in once, and not after 5 minutes', async () => {
    const { link } = (await rig.browser().links()).json<{ link: string }>();
    const path = link.slice(PAGE.length);
    const first = await rig.browser().ask('GET', path);
    expect([first.statusCode, first.headers.location]).toEqual([303, '/']);
    expect(codeOf(await rig.browser().ask('GET', path))).toBe('LINK_NOT_GOOD');

    const late = (await rig.browser().links()).json<{ link: string }>().link;
    rig.pass(5 * 60_000 + 1);
    expect(codeOf(await rig.browser().ask('GET', late.slice(PAGE.length)))).toBe('LINK_NOT_GOOD');
  });

  it('sets a cookie that scripts cannot read and other pages cannot send', async () => {
    const answer = await rig.browser().enter();

    expect(answer.headers['set-cookie']).toMatch(
      /^blackstart_4000=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  });

  it('never goes on with a session that was there before (session fixation)', async () => {
    const victim = rig.browser();
    await victim.enter();
    const planted = victim.cookie;
    await victim.send('PUT', '/session', { person: 'cy' });

    const attacker = rig.browser();
    attacker.cookie = planted;
    expect(codeOf(await attacker.get('/recoveries'))).toBe('NOT_SIGNED_IN');

    const before = victim.cookie;
    await victim.enter();
    attacker.cookie = before;
    expect(codeOf(await attacker.get('/recoveries'))).toBe('NOT_SIGNED_IN');
    attacker.cookie = 'blackstart_4000=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
    expect(codeOf(await attacker.get('/recoveries'))).toBe('NOT_SIGNED_IN');
  });

  it('ends a session by itself, and when its owner signs out', async () => {
    const page = await rig.browser().enterAs('cy');
    const held = page.cookie;
    await page.send('DELETE', '/session');
    page.cookie = held;
    expect(codeOf(await page.get('/recoveries'))).toBe('NOT_SIGNED_IN');

    const idle = await rig.browser().enterAs('cy');
    rig.pass(12 * 3_600_000 + 1);
    expect(codeOf(await idle.get('/recoveries'))).toBe('NOT_SIGNED_IN');
  });

  it('redirects nowhere but to the page (open redirect)', async () => {
    const { link } = (await rig.browser().links()).json<{ link: string }>();
    const path = `${link.slice(PAGE.length)}&next=https://evil.example&redirect=//evil.example`;

    expect((await rig.browser().ask('GET', path)).headers.location).toBe('/');
    const inside = await rig.browser().enterAs('cy');
    expect((await inside.ask('GET', '/enter?next=//evil.example')).headers.location).toBe('/');
    expect((await inside.ask('GET', '//evil.example/%2e%2e')).statusCode).toBe(404);
  });

  it('says nothing for a session that stands for nobody', async () => {
    const nobody = rig.browser();
    await nobody.enter();

    const said = await nobody.send('POST', `/recoveries/${TINY}/statements`, { act: 'stop' });

    expect([said.statusCode, codeOf(said)]).toEqual([403, 'PERSON_NOT_CHOSEN']);
  });
});
