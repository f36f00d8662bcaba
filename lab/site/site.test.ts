import { SmallSite } from '../__fixtures__/small-site';

const ALL_A = ['a1', 'a2', 'a3', 'a4'];
const ALL_D = ['d1', 'd2', 'd3', 'd4'];

describe('power of a simulated site', () => {
  it('begins with every outlet open, every server off and no BMC in reach', () => {
    const small = new SmallSite();

    expect(small.site.isLit('pdu-a')).toBe(true);
    expect(small.site.section('pdu-a', 's1')?.closed).toBe(false);
    expect([...small.site.servers.values()].some((server) => server.hasPower)).toBe(false);
  });

  it('lights a source late when the drill says so, and what hangs on it not before', () => {
    const small = new SmallSite({ supplyMs: new Map([['grid-b', 60_000]]) });
    expect(small.site.isLit('pdu-a')).toBe(true);

    small.pass(59_999);
    expect(small.site.isLit('pdu-b')).toBe(false);
    small.pass(1);

    expect(small.site.isLit('pdu-b')).toBe(true);
    expect(small.events.at(-1)).toEqual({
      at: 60_000,
      target: 'pdu:pdu-b',
      value: 'power-on',
    });
  });

  it('starts no server by closing outlets when restore policies are always-off', () => {
    const small = new SmallSite();

    small.energise();
    small.pass(3_600_000);

    expect([...small.site.servers.values()].every((one) => one.hasPower)).toBe(true);
    expect(small.targets('booting')).toEqual([]);
  });

  it('starts every server behind an outlet at once when policies are always-on', () => {
    const small = new SmallSite({ restorePolicy: 'always-on' }, { 'ratingKw: 4': 'ratingKw: 9' });

    small.switch('pdu-a', 's1', true);

    expect(ALL_A.map((id) => small.state(id))).toEqual(Array(4).fill('starting'));
    expect(small.targets('breaker-tripped')).toEqual([]);
  });

  it('trips a PDU at once when the inrush of servers that start together is over its rating', () => {
    const small = new SmallSite({ restorePolicy: 'always-on' });

    small.switch('pdu-a', 's1', true);

    expect(small.targets('breaker-tripped')).toEqual(['pdu:pdu-a']);
    expect(small.site.isLit('pdu-a')).toBe(false);
    expect(small.site.isLit('ups-a')).toBe(true);
    expect(small.site.section('pdu-a', 's1')?.closed).toBe(false);
    expect(ALL_A.map((id) => small.state(id))).toEqual(Array(4).fill('off'));
  });

  it('bears the same servers when they start one after another', () => {
    const small = new SmallSite();
    small.energise();

    small.bringUp(...ALL_A, ...ALL_D);

    expect(small.targets('breaker-tripped')).toEqual([]);
    expect([...ALL_A, ...ALL_D].map((id) => small.state(id))).toEqual(Array(8).fill('ready'));
    expect(small.site.loadW('pdu-a')).toBe(4 * 400 + 4 * 200 + 300);
    expect(small.site.loadW('grid-b')).toBe(4 * 200 + 200);
  });

  it('lets one cord carry all of a rack when the other is dark', () => {
    const small = new SmallSite();
    small.energise();
    small.bringUp(...ALL_D);
    expect(small.site.loadW('pdu-b')).toBe(4 * 200 + 200);

    small.switch('pdu-a', 's2', false);

    expect(small.site.loadW('pdu-b')).toBe(4 * 400 + 200);
    expect(ALL_D.map((id) => small.state(id))).toEqual(Array(4).fill('ready'));
    small.pass(3_600_000);
    expect(small.targets('breaker-tripped')).toEqual([]);
  });

  it('trips the other side after a while when it cannot carry what a trip moved to it', () => {
    // With all of the rack, pdu-b carries 1.8 kW.
    const small = new SmallSite(
      {},
      { 'from: ups-b\n    ratingKw: 4': 'from: ups-b\n    ratingKw: 1.7' },
    );
    small.energise();
    small.bringUp(...ALL_D);

    small.turnOn(...ALL_A);
    expect(small.targets('breaker-tripped')).toEqual(['pdu:pdu-a']);
    small.pass(4999);
    expect(ALL_D.map((id) => small.state(id))).toEqual(Array(4).fill('ready'));
    small.pass(1);

    expect(small.targets('breaker-tripped')).toEqual(['pdu:pdu-a', 'pdu:pdu-b']);
    expect(ALL_D.map((id) => small.state(id))).toEqual(Array(4).fill('off'));
  });

  it('bears an overload that is over before the breaker loses patience', () => {
    const small = new SmallSite(
      {},
      { 'from: ups-a\n    ratingKw: 4': 'from: ups-a\n    ratingKw: 3.2' },
    );
    small.energise();
    small.bringUp(...ALL_A, ...ALL_D);

    small.switch('pdu-b', 's1', false);
    small.pass(4000);
    small.switch('pdu-b', 's1', true);
    small.pass(3_600_000);

    expect(small.targets('breaker-tripped')).toEqual([]);
  });

  it('keeps servers off after power came back, and starts those that ran when policies are last-state', () => {
    const small = new SmallSite();
    small.energise();
    small.bringUp('a1', 'a2');
    for (const id of ['a2', 'a3']) {
      const server = small.site.servers.get(id)!;
      server.policy = 'last-state';
    }

    small.switch('pdu-a', 's1', false);
    expect(ALL_A.map((id) => small.state(id))).toEqual(Array(4).fill('off'));
    small.switch('pdu-a', 's1', true);

    expect(ALL_A.map((id) => small.state(id))).toEqual(['off', 'starting', 'off', 'off']);
  });

  it('opens the outlets of a PDU that goes dark, so that power coming back moves nothing', () => {
    const small = new SmallSite({ restorePolicy: 'last-state' }, { 'ratingKw: 4': 'ratingKw: 6' });
    small.energise();
    small.pass(3_600_000);
    expect(ALL_A.map((id) => small.state(id))).toEqual(Array(4).fill('ready'));
    const grid = small.site.tree.nodes.get('grid-a')!;

    small.site.supply(grid, false);
    small.site.supply(grid, true);

    expect(small.site.section('pdu-a', 's1')?.closed).toBe(false);
    expect(ALL_A.map((id) => small.state(id))).toEqual(Array(4).fill('off'));
    expect(ALL_D.map((id) => small.state(id))).toEqual(Array(4).fill('ready'));
  });
});

describe('servers of a simulated site', () => {
  it('takes a lognormal time to boot that other servers do not change', () => {
    const alone = new SmallSite();
    const among = new SmallSite();
    for (const small of [alone, among]) small.energise();

    alone.turnOn('a3');
    alone.pass(3_600_000);
    among.turnOn('d1', 'a1');
    among.turnOn('a3');
    among.pass(3_600_000);

    const readyAt = (small: SmallSite): number | undefined =>
      small.events.find(({ target, value }) => target === 'server:a3' && value === 'ready')?.at;
    expect(readyAt(alone)).toBeGreaterThan(60_000);
    expect(readyAt(among)).toBe(readyAt(alone));
  });

  it('lets the share that fails fall off once and boot the second time', () => {
    const small = new SmallSite({ firstBootFails: 0.5 });
    small.energise();

    small.bringUp(...ALL_A, ...ALL_D);
    const fell = small.targets('fell-off').map((target) => target.replace('server:', ''));
    expect(fell).toHaveLength(4);
    expect(fell.map((id) => small.state(id))).toEqual(Array(4).fill('off'));
    small.bringUp(...fell);

    expect(small.targets('fell-off')).toHaveLength(4);
    expect(fell.map((id) => small.state(id))).toEqual(Array(4).fill('ready'));
  });

  it('never gets the dead share ready, though it is on', () => {
    const small = new SmallSite({ dead: 0.25 });
    small.energise();

    small.bringUp(...ALL_A, ...ALL_D);

    const states = [...ALL_A, ...ALL_D].map((id) => small.state(id));
    expect(states.filter((state) => state === 'ready')).toHaveLength(6);
    expect(states.filter((state) => state === 'booting')).toHaveLength(2);
  });

  it('says it is on from the moment it was told, and off from the moment it shuts down', () => {
    const small = new SmallSite();
    small.energise();
    const server = small.site.servers.get('a1')!;
    expect(server.heading).toBe('off');

    server.turnOn();
    expect([server.state, server.heading]).toEqual(['starting', 'on']);
    small.pass(3_600_000);
    server.shutDown();
    expect([server.state, server.heading]).toEqual(['stopping', 'off']);
    small.pass(20_000);

    expect(server.state).toBe('off');
    expect(small.site.loadW('pdu-a')).toBeLessThan(400);
  });

  it('ignores power-on without power, and a second one while it boots', () => {
    const small = new SmallSite();
    small.turnOn('a1');
    expect(small.state('a1')).toBe('off');

    small.energise();
    small.turnOn('a1');
    small.pass(2500);
    small.turnOn('a1');

    expect(small.targets('power-on').filter((target) => target === 'server:a1')).toHaveLength(1);
    expect(small.state('a1')).toBe('booting');
  });
});

describe('services and equipment of a simulated site', () => {
  it('is healthy when enough servers are up and what a service needs is healthy', () => {
    const small = new SmallSite();
    small.energise();

    small.bringUp('a1', 'a2', 'a3', 'd1');
    expect(small.site.serviceHealth('shop')).toEqual({
      healthy: false,
      ready: 3,
      servers: 3,
      wanted: 3,
      missing: ['login'],
    });
    small.bringUp('d2');

    expect(small.site.serviceHealth('login')?.healthy).toBe(true);
    expect(small.site.serviceHealth('shop')?.healthy).toBe(true);
    expect(small.site.serviceHealth('search')?.healthy).toBe(false);
    expect(small.targets('ready').filter((target) => target.startsWith('service:'))).toEqual([
      'service:login',
      'service:shop',
    ]);
  });

  it('falls with the servers it runs on, and takes with it what needs it', () => {
    const small = new SmallSite();
    small.energise();
    small.bringUp('a1', 'a2', 'a3', 'd1', 'd2');

    small.site.servers.get('d1')?.turnOff();

    expect(small.targets('fell-off')).toEqual(['service:login', 'service:shop']);
  });

  it('gets equipment healthy some time after power and after what it needs', () => {
    const small = new SmallSite();
    expect(small.site.equipmentState('cool-1')).toBe('starting');

    small.pass(150_000);
    expect(small.site.equipmentState('cool-1')).toBe('healthy');
    expect(small.site.equipmentState('san-1')).toBe('starting');
    small.pass(90_000);

    expect(small.site.equipmentState('san-1')).toBe('healthy');
  });

  it('keeps equipment on with one of its feeds, and darkens it with the last', () => {
    const small = new SmallSite();
    small.pass(600_000);

    small.site.supply(small.site.tree.nodes.get('grid-a')!, false);
    expect(small.site.equipmentState('cool-1')).toBe('healthy');
    expect(small.site.equipmentState('san-1')).toBe('dark');
    small.site.supply(small.site.tree.nodes.get('grid-b')!, false);

    expect(small.site.equipmentState('cool-1')).toBe('dark');
  });

  it('heats loaded racks within minutes while cooling is not there yet, and cools them with it', () => {
    const small = new SmallSite({ restorePolicy: 'always-on' }, { 'ratingKw: 4': 'ratingKw: 6' });

    small.energise();
    small.pass(140_000);
    expect(small.site.inletCelsius('feed-a')).toBeGreaterThan(27);
    small.pass(3_600_000);

    expect(small.site.inletCelsius('feed-a')).toBeLessThan(24);
  });
});

describe('determinism of a simulated site', () => {
  function play(seed: number): SmallSite {
    const small = new SmallSite({ seed, firstBootFails: 0.25, dead: 0.125 });
    small.energise();
    for (const id of [...ALL_A, ...ALL_D]) {
      small.turnOn(id);
      small.pass(2500);
    }
    small.pass(200_000);
    small.switch('pdu-b', 's1', false);
    small.pass(3_600_000);
    return small;
  }

  it('gives the same events for the same seed and the same calls at the same times', () => {
    expect(play(7).events).toEqual(play(7).events);
  });

  it('gives others for another seed', () => {
    expect(play(7).events).not.toEqual(play(8).events);
  });

  it('is not changed by looking at it between', () => {
    const seen = new SmallSite();
    const unseen = new SmallSite();
    for (const small of [seen, unseen]) {
      small.energise();
      small.turnOn('a1', 'd1');
    }

    for (let i = 0; i < 600; i += 1) {
      seen.pass(1000);
      seen.site.inletCelsius('feed-a');
    }
    unseen.pass(600_000);

    expect(seen.events).toEqual(unseen.events);
    expect(seen.site.inletCelsius('feed-a')).toBe(unseen.site.inletCelsius('feed-a'));
  });
});
