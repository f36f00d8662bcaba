import { ROUTES } from '../../api/routes';
import { ApiRig, TINY, type Browser } from './api-rig';

/*
 * What can be read, from the ledger alone: Temporal is not there, and every answer says so. The rig checks each
 * answer against the schema that the OpenAPI document shows.
 */
describe('reading while Temporal is down', () => {
  let rig: ApiRig;
  let page: Browser;

  beforeAll(async () => {
    rig = await ApiRig.make();
    page = await rig.browser().enterAs('cy');
  });

  afterAll(() => rig.remove());

  const FILLED = ROUTES.filter(({ method, answer }) => method === 'GET' && answer !== undefined)
    .map(({ path }) =>
      path
        .replace('/runbooks/{id}', '/runbooks/hello')
        .replace('{id}', TINY)
        .replace('{node}', encodeURIComponent('power-safe/feed-a')),
    )
    .map((path) => (path.endsWith('/what-if') ? `${path}?act=stop` : path));

  it.each(FILLED.filter((path) => !/lab|digest/.test(path)))('answers GET %s', async (path) => {
    const answer = await page.get(path);

    expect({ status: answer.statusCode, body: answer.body }).toMatchObject({ status: 200 });
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('says that Temporal is down', async () => {
    for (const path of ['/session', '/inbox', '/recoveries', `/recoveries/${TINY}`])
      expect((await page.get(path)).json()).toMatchObject({ temporal: 'down' });
  });

  it('shows the same recovery as the command line', async () => {
    const shown = (await page.get(`/recoveries/${TINY}`)).json<Record<string, unknown>>();

    const { notices, temporal, ...view } = shown;
    expect({ notices, temporal }).toEqual({ notices: [], temporal: 'down' });
    expect(view).toEqual(JSON.parse(JSON.stringify(await rig.desk.reader.view(TINY))));
  });

  it('answers 304 while nothing has changed, and anew once it has', async () => {
    const path = `/recoveries/${TINY}`;
    const first = await page.get(path);
    const etag = String(first.headers.etag);

    const again = await page.get(path, { 'if-none-match': etag });
    expect({ status: again.statusCode, body: again.body }).toEqual({ status: 304, body: '' });

    const { now } = rig.driver;
    await rig.ledger.recordProgress({
      recovery: TINY,
      node: 'restore/feed-a/w1',
      at: new Date(now).toISOString(),
      counts: { total: 10, ready: 1 },
    });
    const changed = await page.get(path, { 'if-none-match': etag });
    expect(changed.statusCode).toBe(200);
    expect(changed.headers.etag).not.toBe(etag);
  });

  it('puts before a person what they may answer, with what the answer takes', async () => {
    const { questions } = (await page.get('/inbox')).json<{ questions: unknown[] }>();

    expect(questions).toEqual([
      expect.objectContaining({
        recovery: TINY,
        node: 'power-safe/feed-a',
        mode: 'drill',
        isMine: true,
        readings: [
          { id: 'insulation', unit: 'MOhm', min: 25, max: null, values: [], maxAgeMs: 3_600_000 },
        ],
        locks: [{ id: 'lock-1', holder: 'bo' }],
      }),
    ]);
    const ann = await rig.browser().enterAs('ann');
    expect((await ann.get('/inbox')).json()).toMatchObject({ questions: [] });
    expect((await ann.get('/inbox?all=true')).json()).toMatchObject({
      questions: [{ isMine: false }],
    });
  });

  it('gives long lists page by page, each recovery once, whatever is started meanwhile', async () => {
    for (let i = 0; i < 7; i += 1) await rig.list(`many-${String(i)}`, '2022-10-16T00:00:00.000Z');
    const seen: string[] = [];
    let cursor = '';
    do {
      const found = (await page.get(`/recoveries?limit=3${cursor}`)).json<{
        recoveries: { id: string }[];
        next: string | null;
      }>();
      seen.push(...found.recoveries.map(({ id }) => id));
      cursor = found.next === null ? '' : `&cursor=${found.next}`;
      await rig.list(`new-${String(seen.length)}`, '2022-10-17T00:00:00.000Z');
    } while (cursor !== '');

    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6].map((i) => `many-${String(i)}`).concat(TINY));
  });

  it.each([
    ['/recoveries/none', 404, 'RECOVERY_UNKNOWN'],
    [`/recoveries/${TINY}/steps/none`, 404, 'STEP_UNKNOWN'],
    ['/plans/none', 404, 'PLAN_UNKNOWN'],
    ['/runbooks/none', 404, 'RUNBOOK_UNKNOWN'],
    ['/runbooks/..%2F..%2Fetc', 404, 'RUNBOOK_UNKNOWN'],
    ['/nothing', 404, 'ROUTE_UNKNOWN'],
    ['/recoveries?limit=0', 400, 'REQUEST_INVALID'],
    ['/recoveries?cursor=x', 400, 'REQUEST_INVALID'],
    ['/recoveries?colour=red', 400, 'REQUEST_INVALID'],
    [`/recoveries/${TINY}/lab/faults`, 409, 'LAB_NOT_RUNNING'],
  ])('refuses GET %s with %i %s and a fix', async (path, status, code) => {
    const answer = await page.get(path);

    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({ status, code, type: `urn:blackstart:error:${code}` });
    expect(answer.statusCode).toBe(status);
    expect(answer.json<{ fix: string }>().fix).not.toBe('');
    expect(answer.body).not.toMatch(/node_modules|\.ts:|\.js:/);
  });

  it('takes no statement, and says that Temporal is why', async () => {
    const said = await page.send('POST', `/recoveries/${TINY}/statements`, {
      act: 'note',
      reason: 'Smoke in hall 2',
    });

    expect(said.json()).toMatchObject({ status: 503, code: 'TEMPORAL_UNREACHABLE' });
  });
});
