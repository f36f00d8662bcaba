import fc from 'fast-check';
import { answeredPorts, NOW, objectsAt, type TextAnswer } from './answered-ports';
import { fuzzRuns } from './fuzz-runs';
import { spoiledJson } from './spoiled-json';
import { decimal, isFresh, jsonOf, numberTold, told } from './told';
import { WatchedFeed } from './watched-feed';

/* A number from Prometheus and the time of its sample, from answers that may be anything. */

const MAX_AGE_MS = 60_000;
const QUERY = 'max(inlet_celsius{feed="feed-a"})';
const INLET = {
  uses: 'prometheus.query',
  with: { query: QUERY },
  expect: 'result.value < 27.0',
  maxAgeMs: MAX_AGE_MS,
};
const vector = (value: string) => ({
  status: 'success',
  data: {
    resultType: 'vector',
    result: [{ metric: { hall: 'north' }, value: [NOW / 1000, value] }],
  },
});
const VALUE = vector('23.5');
const TIME = vector(String(NOW / 1000 - 10));
const PDU = JSON.stringify({ PowerWatts: { Reading: 12500 }, PowerState: 'On' });

function feedOf(value: TextAnswer, time: TextAnswer): WatchedFeed {
  const ports = answeredPorts((path) => {
    if (!path.startsWith('/api/v1/query')) return { body: PDU };
    return path.includes('timestamp') ? time : value;
  });
  return new WatchedFeed(objectsAt('monitor.example'), () => ports);
}

/** The only sample of an answer: for when, and how much. */
function sampleOf({ body, status = 200 }: TextAnswer): { at: number; value: number } {
  const said = jsonOf(body);
  const nothing = { at: NaN, value: NaN };
  if (status < 200 || status > 299 || told(said, 'status') !== 'success') return nothing;
  const result = told(said, 'data', 'result');
  if (!Array.isArray(result)) return nothing;
  const type = told(said, 'data', 'resultType');
  if (type === 'vector' && result.length !== 1) return nothing;
  const sample =
    type === 'vector' ? told(result, 0, 'value') : type === 'scalar' ? result : undefined;
  if (!Array.isArray(sample) || sample.length !== 2) return nothing;
  return { at: numberTold(sample, 0), value: decimal(sample[1]) };
}

function isGood(value: TextAnswer, time: TextAnswer): boolean {
  const read = sampleOf(value);
  const taken = sampleOf(time);
  const age = NOW - Math.min(taken.value, read.at) * 1000;
  return read.value < 27 && isFresh(age, MAX_AGE_MS);
}

/** The answer with so many series in it. */
function ofSeveral(answer: ReturnType<typeof vector>, count: number): string {
  const { data } = answer;
  return JSON.stringify({
    ...answer,
    data: { ...data, result: Array.from({ length: count }, () => data.result[0]) },
  });
}

const answers = (answer: ReturnType<typeof vector>): fc.Arbitrary<TextAnswer> =>
  fc.record({
    body: fc.oneof(
      { weight: 6, arbitrary: spoiledJson(answer) },
      { weight: 3, arbitrary: fc.constant(JSON.stringify(answer)) },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom('many-to-many matching not allowed', 'query timed out', 'unexpected end')
          .map((error) => JSON.stringify({ status: 'error', errorType: 'execution', error })),
      },
      { weight: 1, arbitrary: fc.nat(4).map((count) => ofSeveral(answer, count)) },
    ),
    status: fc.constantFrom(200, 200, 200, 200, 200, 200, 204, 206, 301, 400, 422, 500, 503),
  });

describe('a number from Prometheus', () => {
  it('is safe where Prometheus answers as it should', async () => {
    const feed = feedOf({ body: JSON.stringify(VALUE) }, { body: JSON.stringify(TIME) });

    expect(await feed.isSafe(INLET)).toBe(true);
  });

  it('is never safe by an answer that is no good reading, and no answer crashes its reader', async () => {
    await fc.assert(
      fc.asyncProperty(answers(VALUE), answers(TIME), async (value, time) => {
        const feed = feedOf(value, time);
        await feed.call('prometheus.query', INLET.with);

        return !(await feed.isSafe(INLET)) || isGood(value, time);
      }),
      fuzzRuns(600),
    );
  });

  it('is never safe by values and times of the wrong spelling or size', async () => {
    const texts = fc.oneof(
      fc.constantFrom(
        'NaN',
        '+Inf',
        '-Inf',
        '',
        ' ',
        '0x10',
        '0b1',
        '1e999',
        '5,5',
        '٥',
        ' 5',
        '1_0',
        '-0',
        '1e1',
      ),
      fc.double().map(String),
      fc.integer({ min: -600, max: 600 }).map((off) => String(NOW / 1000 + off)),
    );
    const numbers = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer({ min: -600, max: 600 }).map((off) => NOW / 1000 + off),
    );
    await fc.assert(
      fc.asyncProperty(texts, texts, numbers, async (number, stamp, at) => {
        const value = vector(number);
        value.data.result[0]!.value[0] = at;
        const answer = { body: JSON.stringify(value) };
        const time = { body: JSON.stringify(vector(stamp)) };

        const safe = await feedOf(answer, time).isSafe(INLET);

        return !safe || isGood(answer, time);
      }),
      fuzzRuns(500),
    );
  });
});
