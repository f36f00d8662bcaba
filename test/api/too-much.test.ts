import type { LightMyRequestResponse as Response } from 'fastify';
import { ApiRig, TINY } from './api-rig';

/*
 * Requests are counted: for each person who is signed in, and for each address of all others.
 */

const codeOf = (answer: Response): string => answer.json<{ code: string }>().code;

describe('who asks for too much', () => {
  let rig: ApiRig;

  beforeAll(async () => {
    rig = await ApiRig.make();
  });

  afterAll(() => rig.remove());

  it('is slowed down, and nobody else is', async () => {
    const other = await rig.browser('192.0.2.9').enterAs('cy');
    const neighbour = await rig.browser('192.0.2.8').enterAs('bo');
    const flood = rig.browser('192.0.2.8');

    const floods = Array.from({ length: 1000 }, () => flood.get('/recoveries'));
    const [mine, near] = await Promise.all([
      other.get('/inbox'),
      neighbour.send('POST', `/recoveries/${TINY}/statements`, { act: 'stop' }),
    ]);
    const answers = await Promise.all(floods);

    const limited = answers.filter(({ statusCode }) => statusCode === 429);
    expect(limited.length).toBeGreaterThan(800);
    expect(limited[0]!.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS', status: 429 });
    expect(Number(limited[0]!.headers['retry-after'])).toBeGreaterThan(0);
    expect(mine.statusCode).toBe(200);
    // Who is signed in is counted for themselves, even behind the same address.
    expect(codeOf(near)).toBe('TEMPORAL_UNREACHABLE');
  }, 30_000);

  it('keeps nobody out who has a link, whatever else comes from the same address', async () => {
    const floods = Array.from({ length: 200 }, () => rig.browser('192.0.2.7').get('/recoveries'));
    const page = await rig.browser('192.0.2.7').enter();
    await Promise.all(floods);

    expect(page.statusCode).toBe(303);
  });

  it('is slowed down behind any number of addresses, once signed in', async () => {
    const page = await rig.browser().enterAs('di');

    const answers = await Promise.all(
      Array.from({ length: 400 }, (_, i) =>
        page.ask('GET', '/api/v1/session', { from: `203.0.113.${String(i % 250)}` }),
      ),
    );

    expect(answers.filter(({ statusCode }) => statusCode === 429).length).toBeGreaterThan(100);
  });
});
