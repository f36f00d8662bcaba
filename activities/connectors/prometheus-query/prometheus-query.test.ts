import { runConnector } from '../../../test/contract/call-connector';
import { FakeSite, queryUrl } from '../../../test/contract/fake-site';
import { prometheusQuery } from './prometheus-query';
import { selectorsOf } from './promql-selectors';

const QUERY = 'max(inlet_celsius{feed="feed-a"})';

async function read(site: FakeSite, query = QUERY): Promise<unknown> {
  return await runConnector(prometheusQuery, site, { query });
}

it('tells apart no data, NaN, several series and what is no number at all', async () => {
  const site = new FakeSite();
  site.answer('none', { resultType: 'vector', result: [] });
  site.sample('nan', {}, 'NaN');
  site.sample('infinite', {}, '+Inf');
  site.answer('two', {
    resultType: 'vector',
    result: [
      { metric: { host: 'a' }, value: [1, '1'] },
      { metric: { host: 'b' }, value: [1, '2'] },
    ],
  });
  site.answer('range', { resultType: 'matrix', result: [] });

  await expect(read(site, 'none')).rejects.toThrow("'none' gave no data");
  await expect(read(site, 'nan')).rejects.toThrow("'nan' gave NaN");
  await expect(read(site, 'infinite')).rejects.toThrow("'infinite' gave +Inf");
  await expect(read(site, 'two')).rejects.toThrow(
    '2 series, such as {"host":"a"} and {"host":"b"}',
  );
  for (const query of ['none', 'nan', 'infinite', 'two'])
    await expect(read(site, query)).rejects.toMatchObject({ code: 'READING_UNKNOWN' });
  await expect(read(site, 'range')).rejects.toMatchObject({ code: 'CALL_INPUT_INVALID' });
});

it('gives the time of the sample, not the time of the answer', async () => {
  const site = new FakeSite();
  site.sample('min(timestamp(inlet_celsius{feed="feed-a"}))', {}, '1767225400.25');

  // 204.75 s before now: Prometheus still gives the value, the interlock can tell that it is stale.
  expect(await read(site)).toMatchObject({ value: 23.5, sampledAt: '2025-12-31T23:56:40.250Z' });
});

it('does not know a value whose samples have gone', async () => {
  const site = new FakeSite();
  site.answer('min(timestamp(inlet_celsius{feed="feed-a"}))', { resultType: 'vector', result: [] });

  await expect(read(site)).rejects.toMatchObject({ code: 'READING_UNKNOWN' });
});

it('takes the time of the answer where a service knows no timestamp()', async () => {
  const site = new FakeSite();
  site.pages.set(queryUrl('min(timestamp(inlet_celsius{feed="feed-a"}))'), () => ({
    status: 400,
    body: '{"status":"error","errorType":"bad_data","error":"unknown function"}',
  }));

  expect(await read(site)).toMatchObject({ sampledAt: '2026-01-01T00:00:05.000Z' });
});

it('takes a zero that was sampled, and none that rests on nothing', async () => {
  const site = new FakeSite();
  site.sample('up{job="x"}', { job: 'x' }, '0');
  site.sample('min(timestamp(up{job="x"}))', {}, '1767225600');
  site.sample('vector(0)', {}, '0');

  expect(await read(site, 'up{job="x"}')).toMatchObject({ value: 0, series: { job: 'x' } });
  await expect(read(site, 'vector(0)')).rejects.toMatchObject({ code: 'READING_UNKNOWN' });
});

it('says in Prometheus’ words what is wrong with a query', async () => {
  const site = new FakeSite();
  site.pages.set(queryUrl('sum('), () => ({
    status: 400,
    body: '{"status":"error","errorType":"bad_data","error":"unclosed left parenthesis"}',
  }));

  await expect(read(site, 'sum(')).rejects.toMatchObject({
    code: 'TARGET_REFUSED',
    message: "query 'sum(' answered 400: unclosed left parenthesis",
  });
});

it.each([
  ['up', ['up']],
  ['max(inlet_celsius{feed="feed-a"}) by (hall)', ['inlet_celsius{feed="feed-a"}']],
  ['sum by (a, b) (rate(x_total{a=~"b|c"}[5m])) / sum(y) > bool 0.5', ['x_total{a=~"b|c"}', 'y']],
  ['a{x="}("} and on(feed) b unless c offset 5m', ['a{x="}("}', 'b', 'c']],
  ['{__name__="up"} + 1e3', ['{__name__="up"}']],
  ['vector(0)', []],
  ['a + a # and b', ['a']],
])('knows which series %s reads', (query, selectors) => {
  expect(selectorsOf(query)).toEqual(selectors);
});
