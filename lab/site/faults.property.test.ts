import fc from 'fast-check';
import { FaultySite } from '../__fixtures__/faulty-site';

const minutes = fc.integer({ min: 1, max: 60 }).map((n) => `${n}m`);
const server = fc.constantFrom('a1', 'a[2-4]', 'd1', 'd[2-3]');
const service = fc.constantFrom('login', 'shop', 'search');
const power = fc.constantFrom('grid-a', 'ups-a', 'feed-a', 'pdu-b', 'feed-b');

const struck = fc.oneof(
  fc.record(
    { fault: fc.constant('feed-lost'), target: power, rideThrough: minutes },
    { requiredKeys: ['fault', 'target'] },
  ),
  fc.record({ fault: fc.constant('breaker-trips'), target: power }),
  fc.record({ fault: fc.constant('ups-on-battery'), target: fc.constantFrom('feed-a', 'ups-b') }),
  fc.record({
    fault: fc.constantFrom('meter-lies', 'meter-freezes'),
    target: fc.constantFrom('pdu-a', 'ups-b', 'inlet:feed-b'),
  }),
  fc.record({ fault: fc.constant('cooling-lost'), target: fc.constantFrom('cool-1', 'cool') }),
  fc.record({
    fault: fc.constantFrom('bmc-hangs', 'bmc-wrong-serial', 'never-boots'),
    target: server,
  }),
  fc.record({
    fault: fc.constantFrom('service-flaps', 'service-fails', 'reconnect-storm'),
    target: service,
  }),
  fc.record({
    fault: fc.constantFrom('cut', 'clock-off', 'huge'),
    target: fc.constant('pdu:pdu-a'),
  }),
);
const begins = fc.oneof(
  fc.constant({}),
  fc.record({ at: minutes }),
  fc.record({
    on: fc.record({
      target: fc.constantFrom('server:*', 'feed:feed-a', 'service:login'),
      value: fc.constantFrom('power-on', 'power-off', 'ready'),
      nth: fc.integer({ min: 1, max: 3 }),
      after: minutes,
    }),
  }),
);
const lasts = fc.oneof(fc.constant({}), fc.record({ for: minutes }));
const fault = fc.tuple(struck, begins, lasts).map((parts) => Object.assign({}, ...parts) as object);

const act = fc.oneof(
  fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 1_800_000 }) }),
  fc.record({ do: fc.constant('fault' as const), fault }),
  fc.record({ do: fc.constant('clear' as const), nth: fc.nat(5) }),
  fc.record({
    do: fc.constant('close' as const),
    section: fc.constantFrom(['pdu-a', 's1'] as const, ['pdu-b', 's1'] as const),
  }),
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

function play(small: FaultySite, one: Act): void {
  switch (one.do) {
    case 'pass':
      return small.pass(one.ms);
    case 'fault':
      small.add(one.fault);
      return;
    case 'clear':
      small.board.clear(small.board.list()[one.nth]?.id ?? '');
      return;
    case 'close':
      if (small.site.isLit(one.section[0])) small.switch(one.section[0], one.section[1], true);
  }
}

function played(faults: readonly object[], acts: readonly Act[]): FaultySite {
  const small = new FaultySite(...faults);
  for (const one of acts) play(small, one);
  return small;
}

const story = [fc.array(fault, { maxLength: 4 }), fc.array(act, { maxLength: 20 })] as const;

describe('a site under any faults', () => {
  it('is as it would be without them once all are taken back, no breaker tripped by load', () => {
    fc.assert(
      fc.property(...story, (faults, acts) => {
        const small = played(faults, acts);
        small.board.clearAll();
        small.pass(3_600_000);

        expect([...small.site.tree.nodes.values()].filter(({ lit }) => !lit)).toEqual([]);
        expect(small.site.equipmentState('san-1')).toBe('healthy');
        expect(small.targets('breaker-tripped')).toEqual([]);
        small.energise();
        small.bringUp('a1', 'a2', 'a3', 'a4', 'd1', 'd2', 'd3', 'd4');
        expect(['login', 'shop', 'search'].map((id) => small.isHealthy(id))).toEqual(
          Array(3).fill(true),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('says of each fault once that it began and once that it is over, for each of its targets', () => {
    fc.assert(
      fc.property(...story, (faults, acts) => {
        const small = played(faults, acts);
        small.board.clearAll();

        for (const { id, targets, beganAt } of small.board.list()) {
          const told = small.events.filter((event) => event.fault === id);
          const times = beganAt === undefined ? 0 : 1;
          expect(told).toHaveLength(2 * times * targets.length);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('plays out the same every time', () => {
    fc.assert(
      fc.property(...story, (faults, acts) => {
        expect(played(faults, acts).events).toEqual(played(faults, acts).events);
      }),
      { numRuns: 100 },
    );
  });
});
