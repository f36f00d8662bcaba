import fc from 'fast-check';
import { SmallSite } from '../__fixtures__/small-site';

const SECTIONS = [
  ['pdu-a', 's1'],
  ['pdu-a', 's2'],
  ['pdu-b', 's1'],
] as const;
const SERVERS = ['a1', 'a2', 'a3', 'a4', 'd1', 'd2', 'd3', 'd4'] as const;
const NODES = ['grid-a', 'grid-b', 'ups-a', 'pdu-b'] as const;

const act = fc.oneof(
  fc.record({
    do: fc.constant('switch' as const),
    section: fc.constantFrom(...SECTIONS),
    on: fc.boolean(),
  }),
  fc.record({ do: fc.constant('turnOn' as const), id: fc.constantFrom(...SERVERS) }),
  fc.record({ do: fc.constant('turnOff' as const), id: fc.constantFrom(...SERVERS) }),
  fc.record({
    do: fc.constant('supply' as const),
    node: fc.constantFrom(...NODES),
    on: fc.boolean(),
  }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 200_000 }) }),
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

function play(small: SmallSite, one: Act): void {
  switch (one.do) {
    case 'switch':
      if (small.site.isLit(one.section[0])) small.switch(one.section[0], one.section[1], one.on);
      return;
    case 'turnOn':
      return small.turnOn(one.id);
    case 'turnOff':
      return small.site.servers.get(one.id)?.turnOff();
    case 'supply':
      return small.site.supply(small.site.tree.nodes.get(one.node)!, one.on);
    case 'pass':
      return small.pass(one.ms);
  }
}

/** What must be so at any moment, whatever was done. */
function assertSound({ site }: SmallSite): void {
  const unsound: string[] = [];
  const say = (isSound: boolean, what: string): void => {
    if (!isSound) unsound.push(what);
  };
  for (const rack of site.tree.racks.values())
    say(rack.powered === rack.cords.some(({ live }) => live), `power of ${rack.id}`);
  for (const { model, hasPower, state } of site.servers.values()) {
    say(hasPower === site.tree.racks.get(model.rack)?.powered, `power of ${model.id}`);
    say(hasPower || state === 'off', `${model.id} is ${state} without power`);
  }
  for (const { id, lit, tripped, parent, load, ratingW } of site.tree.nodes.values()) {
    say(!lit || (!tripped && parent?.lit !== false), `light of ${id}`);
    say(lit || load.steadyW + load.surgeW === 0, `load of ${id} in the dark`);
    say(load.surgeW === 0 || load.steadyW + load.surgeW <= ratingW + 0.001, `inrush at ${id}`);
  }
  const fromSources = site.loadW('grid-a') + site.loadW('grid-b');
  const fromRacks = [...site.servers.values()].reduce((sum, { draw }) => sum + draw.steadyW, 0);
  const equipment = [...site.tree.nodes.values()]
    .filter(({ lit }) => lit)
    .reduce((sum, { equipmentW }) => sum + equipmentW, 0);
  say(Math.abs(fromSources - fromRacks - equipment) < 0.001, 'sum of the loads');
  expect(unsound).toEqual([]);
}

describe('a simulated site, whatever is done to it', () => {
  const settings = fc.record({
    seed: fc.nat(1000),
    restorePolicy: fc.constantFrom(
      'always-off' as const,
      'always-on' as const,
      'last-state' as const,
    ),
    firstBootFails: fc.constantFrom(0, 0.5),
  });

  it('keeps light, loads and servers consistent', () => {
    fc.assert(
      fc.property(settings, fc.array(act, { maxLength: 40 }), (given, acts) => {
        const small = new SmallSite(given);
        for (const one of acts) {
          play(small, one);
          assertSound(small);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('plays out the same however its time is cut', () => {
    fc.assert(
      fc.property(settings, fc.array(act, { maxLength: 20 }), (given, acts) => {
        const whole = new SmallSite(given);
        const cut = new SmallSite(given);
        for (const one of acts) {
          play(whole, one);
          if (one.do === 'pass') {
            const half = Math.floor(one.ms / 2);
            cut.pass(half);
            cut.pass(one.ms - half);
          } else play(cut, one);
        }
        expect(cut.events).toEqual(whole.events);
      }),
      { numRuns: 100 },
    );
  });
});
