import fc from 'fast-check';
import { poll } from '../support/poll';
import { fuzzRuns } from './fuzz-runs';
import { HTTP_FAULTS, LINE_FAULTS, type Fault } from './hostile-bytes';
import { hostileSite, TIMEOUT_MS, type HostileSite } from './hostile-site';
import type { Interlock } from './watched-feed';

/*
 * Servers on real sockets that answer with hostile bytes: no connector crashes or waits longer than its own time, no
 * connection is left open, and nothing that is not a whole answer is safe.
 */

/** An interlock reads at most three answers one after another, each within its time; the rest is for a busy machine. */
const MOST_MS = 3 * TIMEOUT_MS + 4000;

const isoNow = (): string => new Date().toISOString();
const seconds = (): number => Date.now() / 1000;
const sample = (value: string): string =>
  JSON.stringify({
    status: 'success',
    data: { resultType: 'vector', result: [{ metric: {}, value: [seconds(), value] }] },
  });

function page(path: string): string {
  if (path.startsWith('/pdu/Metrics'))
    return JSON.stringify({ PowerWatts: { Reading: 12500, ReadingTime: isoNow() } });
  if (path.includes('timestamp')) return sample(String(seconds()));
  if (path.startsWith('/api')) return sample('23.5');
  return JSON.stringify({ Id: 's1', PowerState: 'On', healthy: true });
}

const line = (sent: string): string =>
  sent.startsWith('LIST')
    ? 'BEGIN LIST VAR ups-a\nVAR ups-a ups.status "OL"\nEND LIST VAR ups-a\n'
    : '25 (initial 100)\n\n';

interface Reader extends Interlock {
  /** What its requests have in them. */
  readonly asks: readonly string[];
}

const INTERLOCKS: readonly Reader[] = [
  {
    uses: 'redfish.outlets',
    with: { pdu: 'pdu-a' },
    expect: 'result.loadKw <= 20.0',
    asks: ['Metrics', 'Outlets'],
  },
  {
    uses: 'prometheus.query',
    with: { query: 'max(inlet)' },
    expect: 'result.value < 27.0',
    asks: ['query', 'timestamp'],
  },
];
const UPS: Reader = {
  uses: 'nut.read',
  with: { ups: 'ups-a' },
  expect: "'OL' in result.status",
  asks: ['LIST'],
};

/** A call that must end within its time; with what it gave. */
async function within<T>(call: Promise<T>): Promise<T> {
  const began = performance.now();
  const value = await call;
  const tookMs = Math.round(performance.now() - began);
  if (tookMs > MOST_MS) throw new Error(`it took ${tookMs} ms`);
  return value;
}

const someFault = (faults: Readonly<Record<string, Fault>>) =>
  fc.record({ name: fc.constantFrom(...Object.keys(faults)), at: fc.nat(100_000), ask: fc.nat(1) });

async function isRight(reader: Reader, fault: Fault, at: number, ask: number): Promise<boolean> {
  await using site = await hostileSite(page, line);
  site.spoil(reader.asks[ask % reader.asks.length] ?? '', fault, at);

  await within(site.feed.call(reader.uses, reader.with));
  const safe = await within(site.feed.isSafe(reader));

  await noneLeft(site);
  return !safe;
}

const noneLeft = (site: HostileSite): Promise<true> =>
  poll(() => (site.open() === 0 ? true : undefined), 10_000);

describe('over real sockets', () => {
  it.each([...INTERLOCKS, UPS])(
    '$uses is safe where it is answered as it should be',
    async (reader) => {
      await using site = await hostileSite(page, line, 10_000);

      expect(await site.feed.isSafe(reader)).toBe(true);
      await noneLeft(site);
    },
  );

  it.each(Object.entries(HTTP_FAULTS))(
    'no interlock is safe by a server that %s',
    async (_what, fault) => {
      expect(await Promise.all(INTERLOCKS.map((reader) => isRight(reader, fault, 777, 0)))).toEqual(
        INTERLOCKS.map(() => true),
      );
    },
  );

  it.each(Object.entries(LINE_FAULTS))(
    'no UPS is safe by an upsd that %s',
    async (_what, fault) => {
      expect(await isRight(UPS, fault, 77, 0)).toBe(true);
    },
  );

  it('no interlock is safe, whichever answer goes wrong and where', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...INTERLOCKS),
        someFault(HTTP_FAULTS),
        (reader, { name, at, ask }) => isRight(reader, HTTP_FAULTS[name]!, at, ask),
      ),
      fuzzRuns(15),
    );
  });

  it('no UPS is safe, and no weight is read, wherever a line goes wrong', async () => {
    await fc.assert(
      fc.asyncProperty(someFault(LINE_FAULTS), async ({ name, at }) => {
        await using site = await hostileSite(page, line);
        site.spoil('get weight', LINE_FAULTS[name]!, at);
        const weight = await within(
          site.feed.call('haproxy.weight', { service: 'talk', weight: 25 }),
        );

        return !weight.ok && (await isRight(UPS, LINE_FAULTS[name]!, at, 0));
      }),
      fuzzRuns(15),
    );
  });

  it('a page that is checked is never good by a server that answers anything else', async () => {
    await fc.assert(
      fc.asyncProperty(someFault(HTTP_FAULTS), async ({ name, at }) => {
        await using site = await hostileSite(page, line);
        site.spoil('/health', HTTP_FAULTS[name]!, at);
        const url = `http://${site.host}/health`;
        const isSafe = site.feed.isSafe({
          uses: 'http.check',
          with: { url },
          expect: 'result.ok && result.json.healthy',
        });

        const safe = await within(isSafe);
        await noneLeft(site);
        return !safe;
      }),
      fuzzRuns(15),
    );
  });
});
