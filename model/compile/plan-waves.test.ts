import fc from 'fast-check';
import type { FeedPath, Server } from '../inventory/site-inventory';
import { planOfTexts, INVENTORY, problemsOf } from '../../test/support/scenario-texts';
import { planWaves } from './plan-waves';

const feedsOf = (kw: readonly number[]) =>
  new Map(kw.map((usableKw, i) => [`f${i}`, { id: `f${i}`, usableKw } as FeedPath]));
const serverOf = (i: number, feeds: readonly string[], watts: number, inrush: number) =>
  ({ id: `s${i}`, feeds, watts, inrush }) as unknown as Server;

const sites = fc.record({
  usable: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 3, maxLength: 3 }),
  servers: fc.array(
    fc.record({
      feeds: fc.constantFrom(['f0'], ['f1'], ['f2'], ['f0', 'f1'], ['f1', 'f2']),
      watts: fc.integer({ min: 100, max: 3000 }),
      inrush: fc.integer({ min: 1, max: 6 }),
    }),
    { maxLength: 60 },
  ),
  already: fc.integer({ min: 0, max: 3 }),
  most: fc.integer({ min: 1, max: 50 }),
});

describe('waves', () => {
  it('never draw more than a feed may carry: their inrush on top of all that runs before', () => {
    fc.assert(
      fc.property(sites, ({ usable, servers, already, most }) => {
        const feeds = feedsOf(usable);
        const list = servers.map((one, i) => serverOf(i, one.feeds, one.watts, one.inrush));
        const steady = new Map([['f0', already]]);
        const { waves, over } = planWaves(list, feeds, steady, most);
        const running = new Map([['f0', already]]);
        const unfit = new Set(over.map((server) => server.id));

        expect(waves.flatMap((wave) => wave.servers.map((server) => server.id)).sort()).toEqual(
          list.map((server) => server.id).sort(),
        );
        for (const wave of waves) {
          expect(wave.servers.length).toBeLessThanOrEqual(most);
          const inrush = wave.servers.reduce(
            (sum, one) => sum + (one.watts * one.inrush) / 1000,
            0,
          );
          const kw = wave.servers.reduce((sum, one) => sum + one.watts / 1000, 0);
          for (const feed of wave.feeds) {
            const before = running.get(feed) ?? 0;
            const fits = before + inrush <= feeds.get(feed)!.usableKw + 1e-6;
            expect(fits || wave.servers.every((server) => unfit.has(server.id))).toBe(true);
            running.set(feed, before + kw);
          }
        }
        for (const [feed, kw] of running) expect(steady.get(feed)).toBeCloseTo(kw);
      }),
    );
  });

  it('keep the order they were given within each lane', () => {
    fc.assert(
      fc.property(sites, ({ usable, servers, most }) => {
        const list = servers.map((one, i) => serverOf(i, one.feeds, one.watts, one.inrush));
        const { waves } = planWaves(list, feedsOf(usable), new Map(), most);

        for (const lane of new Set(waves.map((wave) => wave.lane))) {
          const started = waves
            .filter((wave) => wave.lane === lane)
            .flatMap((wave) => wave.servers);
          expect(started).toEqual(list.filter((server) => server.feeds.join('+') === lane));
        }
      }),
    );
  });

  it('start the servers of the service that comes first before others', () => {
    const inventory = INVENTORY.replace(
      'id: search, tier: 3, weight: 1',
      'id: search, tier: 3, weight: 99',
    );
    const slice = planOfTexts({ inventory }).slice('restore/feed-b/w1');

    expect(slice.type === 'wave' && slice.servers.map((server) => server.id)).toEqual([
      'b3',
      'b4',
      'b1',
      'b2',
    ]);
  });

  it('leave room for the equipment of their feed', () => {
    const tight = INVENTORY.replace('from: ups-b, ratingKw: 50', 'from: ups-b, ratingKw: 10');
    const waves = (inventory: string) =>
      planOfTexts({ inventory }).nodes.filter(
        (node) => node.feed === 'feed-b' && node.kind === 'restore',
      ).length;

    // 8 kW: four servers draw 6 kW at power-on and fit in one wave, but not beside 3 kW of cooling.
    expect(waves(tight)).toBe(1);
    expect(waves(tight.replace('feeds: [feed-b], kw: 1', 'feeds: [feed-b], kw: 3'))).toBe(2);
  });

  it('warn of servers that do not fit', () => {
    const inventory = INVENTORY.replace('from: ups-b, ratingKw: 50', 'from: ups-b, ratingKw: 3');

    expect(problemsOf({ inventory }, 'warning').join('\n')).toContain('POWER_OVER_CAPACITY');
  });
});
