import fc from 'fast-check';
import { answeredPorts, NOW, objectsAt, type TextAnswer } from './answered-ports';
import { fuzzRuns } from './fuzz-runs';
import { spoiledJson } from './spoiled-json';
import { ageMs, isFresh, jsonOf, numberTold, told } from './told';
import { WatchedFeed } from './watched-feed';

/* The load of a PDU, as the interlock of its feed reads it from answers that may be anything. */

const MAX_AGE_MS = 60_000;
const iso = (ageOfIt: number): string => new Date(NOW - ageOfIt).toISOString();
const METRICS = {
  '@odata.id': '/pdu/Metrics',
  PowerWatts: { Reading: 12500, ReadingTime: iso(5000), Status: { State: 'Enabled' } },
  SampleTime: iso(5000),
};
const OUTLET = { Id: 's1', PowerState: 'On' };
const LOAD = {
  uses: 'redfish.outlets',
  with: { pdu: 'pdu-a' },
  expect: "result.loadKw <= 20.0 && result.outlets.all(one, one.state == 'on')",
  maxAgeMs: MAX_AGE_MS,
};
const MEASURING = /^(Enabled|Degraded|Updating|Qualified|StandbySpare|Quiesced|Deferring)$/;

function feedOf(metrics: TextAnswer, outlet: TextAnswer): WatchedFeed {
  const ports = answeredPorts((path) => (path === '/pdu/Metrics' ? metrics : outlet));
  return new WatchedFeed(objectsAt('pdu-a.example'), () => ports);
}

/** Whether both answers together are a reading on which servers may be started. */
function isGood(metrics: TextAnswer, outlet: TextAnswer): boolean {
  const said = jsonOf(metrics.body);
  const watts = numberTold(said, 'PowerWatts', 'Reading');
  const state = told(said, 'PowerWatts', 'Status', 'State') ?? 'Enabled';
  const time =
    told(said, 'PowerWatts', 'ReadingTime') ??
    told(said, 'PowerWatts', 'SampleTime') ??
    told(said, 'SampleTime');
  return (
    watts >= 0 &&
    watts <= 20_000 &&
    typeof state === 'string' &&
    MEASURING.test(state) &&
    (time === undefined || time === null
      ? watts !== 0
      : isFresh(ageMs(time, metrics), MAX_AGE_MS)) &&
    told(jsonOf(outlet.body), 'PowerState') === 'On'
  );
}

/** Whether the verdict on two answers is right: what is no good reading must not be safe, and nothing may crash. */
async function isRight(metrics: TextAnswer, outlet: TextAnswer): Promise<boolean> {
  const feed = feedOf(metrics, outlet);
  await feed.call('redfish.outlets', { pdu: 'pdu-a' });

  return !(await feed.isSafe(LOAD)) || isGood(metrics, outlet);
}

const answer = (value: object): TextAnswer => ({ body: JSON.stringify(value) });

const SPELLINGS = ['iso', 'zone', 'bare', 'http', 'local', 'year', 'number', 'word'] as const;

/** A time so long ago, spelt rightly or not. */
function spelt(age: number, how: (typeof SPELLINGS)[number]): string {
  const text = iso(age);
  switch (how) {
    case 'iso':
      return text;
    case 'zone':
      return iso(age - 9 * 3_600_000).replace('Z', '+09:00');
    case 'bare':
      return text.replace('Z', '');
    case 'http':
      return new Date(NOW - age).toUTCString();
    case 'local':
      return text.replace('T', ' ').replace('Z', ' EST');
    case 'year':
      return `meter 7, ${text.slice(0, 16).replace('T', ' ')}`;
    case 'number':
      return String(NOW - age);
    case 'word':
      return 'now';
  }
}

/** Times that a device may say. */
const times = fc
  .tuple(fc.integer({ min: -400_000, max: 400_000 }), fc.constantFrom(...SPELLINGS))
  .map(([age, how]) => spelt(age, how));
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined, freq: 2 });
const httpDates = fc
  .integer({ min: -4_000_000, max: 400_000 })
  .map((off) => new Date(NOW + off).toUTCString());

describe('the load of a PDU', () => {
  it('is safe where the PDU answers as it should', async () => {
    expect(await feedOf(answer(METRICS), answer(OUTLET)).isSafe(LOAD)).toBe(true);
  });

  it('is never safe by an answer that is no good reading, and no answer crashes its reader', async () => {
    await fc.assert(
      fc.asyncProperty(
        spoiledJson(METRICS),
        maybe(spoiledJson(OUTLET)),
        async (metrics, outlet) => {
          return await isRight(
            { body: metrics },
            outlet === undefined ? answer(OUTLET) : { body: outlet },
          );
        },
      ),
      fuzzRuns(600),
    );
  });

  it('is never that of another PDU, to which this one redirects', async () => {
    const elsewhere = { ...answer(METRICS), url: 'http://pdu-b.example/pdu/Metrics' };

    expect(await feedOf(elsewhere, answer(OUTLET)).isSafe(LOAD)).toBe(false);
  });

  it('is never safe by an old sample, however its time is written and whatever the clock of the PDU says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          ReadingTime: maybe(times),
          SampleTime: maybe(times),
          Reading: fc.constantFrom(0, 12500),
        }),
        maybe(times),
        maybe(fc.oneof(httpDates, times, fc.constantFrom('0', '1', 'Thu', 'x 1', '1/1/26'))),
        maybe(fc.constantFrom('0', '30', '3600', 'x')),
        async (PowerWatts, SampleTime, date, age) => {
          const headers = {
            ...(date === undefined ? {} : { date }),
            ...(age === undefined ? {} : { age }),
          };
          return await isRight({ ...answer({ PowerWatts, SampleTime }), headers }, answer(OUTLET));
        },
      ),
      fuzzRuns(600),
    );
  });

  it('is never safe by an old sample of a PDU whose clock is said to be off in another way than HTTP does', async () => {
    const off = fc.integer({ min: -4_000_000, max: 4_000_000 });
    await fc.assert(
      fc.asyncProperty(off, fc.nat(90_000), fc.constantFrom(...SPELLINGS), async (ms, age, how) => {
        const ReadingTime = iso(age + ms);
        const headers = { date: spelt(ms, how) };

        return await isRight(
          { ...answer({ PowerWatts: { Reading: 12500, ReadingTime } }), headers },
          answer(OUTLET),
        );
      }),
      fuzzRuns(300),
    );
  });
});
