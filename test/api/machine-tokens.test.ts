import { ROUTES } from '../../api/routes';
import { makeToken, revokeToken } from '../../client/machine-tokens';
import { ApiRig, TINY } from './api-rig';

/*
 * A token of a machine reads and starts drills. One that was stolen can do no more than that, and is taken back at
 * once.
 */
describe('a token of a machine', () => {
  let rig: ApiRig;
  let token: string;

  beforeAll(async () => {
    rig = await ApiRig.make();
    token = await makeToken(rig.state, 'nightly', 3_600_000, new Date());
  });

  afterAll(() => rig.remove());

  const bearer = (one = token): Record<string, string> => ({ authorization: `Bearer ${one}` });
  const codeOf = (answer: { body: string }): string =>
    (JSON.parse(answer.body) as { code: string }).code;

  it('reads', async () => {
    const machine = rig.browser();

    expect((await machine.get('/recoveries', bearer())).statusCode).toBe(200);
    expect((await machine.get(`/recoveries/${TINY}`, bearer())).statusCode).toBe(200);
    expect((await machine.get('/session', bearer())).json()).toMatchObject({
      by: 'machine',
      person: null,
      name: 'nightly',
    });
  });

  it('starts drills, without the Origin of a page', async () => {
    const started = await rig
      .browser()
      .send('POST', '/recoveries', { runbook: 'hello' }, { ...bearer(), origin: undefined });

    // Everything was well, but for Temporal.
    expect(codeOf(started)).toBe('TEMPORAL_UNREACHABLE');
  });

  it('never answers, steers, or does anything else for a person', async () => {
    const machine = rig.browser();
    const personal = ROUTES.filter(({ access }) => access === 'person');
    expect(personal.map(({ path }) => path)).toContain('/recoveries/{id}/statements');
    for (const { method, path } of personal) {
      const at = `/api/v1${path.replaceAll(/[{}]/g, '')}`;
      const answer = await machine.ask(method, at, { headers: bearer() });
      expect([path, answer.statusCode, codeOf(answer)]).toEqual([path, 403, 'MACHINE_MAY_NOT']);
    }
    expect((await machine.send('PUT', '/session', { person: 'cy' }, bearer())).statusCode).toBe(
      403,
    );
  });

  it('is taken only as a header, whole', async () => {
    const stranger = rig.browser();
    for (const headers of [
      bearer(`${token}x`),
      bearer(token.slice(0, -1)),
      bearer(''),
      { authorization: `Basic ${token}` },
      { cookie: `blackstart_4000=${token}` },
    ])
      expect((await stranger.get('/recoveries', headers)).statusCode).toBe(401);
    expect((await stranger.get(`/recoveries?token=${token}`)).statusCode).toBe(401);
  });

  it('is good no more once it was taken back, or has run out', async () => {
    const machine = rig.browser();
    const short = await makeToken(rig.state, 'short', 1000, new Date());
    expect((await machine.get('/recoveries', bearer(short))).statusCode).toBe(200);
    rig.pass(60_000);
    expect((await machine.get('/recoveries', bearer(short))).statusCode).toBe(401);

    await revokeToken(rig.state, 'nightly');
    expect((await machine.get('/recoveries', bearer())).statusCode).toBe(401);
  });
});
