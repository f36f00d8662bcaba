import { FaultySite } from '../__fixtures__/faulty-site';
import { readMeter } from './meters';
import { readUps } from './ups';

const MINUTE = 60_000;
const ALL_A = ['a1', 'a2', 'a3', 'a4'];

describe('power under faults', () => {
  it('takes a feed at its time and gives it back, its outlets open and its servers off', () => {
    const small = new FaultySite({ fault: 'feed-lost', target: 'feed-a', at: '2h', for: '10m' });
    small.energise();
    small.bringUp('a1', 'a2', 'd1');
    small.pass(2 * 60 * MINUTE - small.site.scheduler.now - 1);
    expect(small.state('a1')).toBe('ready');

    small.pass(1);
    expect([small.site.isLit('pdu-a'), small.site.isLit('ups-a')]).toEqual([false, true]);
    expect([small.state('a1'), small.state('d1')]).toEqual(['off', 'ready']);

    small.pass(10 * MINUTE);
    expect(small.site.isLit('pdu-a')).toBe(true);
    expect(small.site.section('pdu-a', 's1')?.closed).toBe(false);
    small.pass(60 * MINUTE);
    expect(small.state('a1')).toBe('off');
    expect(small.targets('breaker-tripped')).toEqual([]);
    expect(small.story).toEqual(
      expect.arrayContaining(['pdu:pdu-a fault-feed-lost', 'pdu:pdu-a fault-cleared']),
    );
  });

  it('starts servers by their restore policy once an outlet of a feed given back is closed', () => {
    const small = new FaultySite({ fault: 'restore-policy-wrong', target: 'a[1-1]' });
    small.energise();
    small.pass(60 * MINUTE);
    expect([small.state('a1'), small.state('a2')]).toEqual(['ready', 'off']);
    const id = small.add({ fault: 'feed-lost', target: 'pdu-a' });

    small.board.clear(id);
    small.pass(0);
    expect(small.state('a1')).toBe('off');
    small.switch('pdu-a', 's1', true);

    expect(small.state('a1')).toBe('starting');
  });

  it('tells a breaker that a fault opens from one that trips by load, and both can happen', () => {
    const small = new FaultySite();
    small.energise();
    const id = small.add({ fault: 'breaker-trips', target: 'pdu:pdu-b' });
    expect(small.site.isLit('pdu-b')).toBe(false);
    expect(small.targets('breaker-tripped')).toEqual([]);
    expect(small.targets('fault-breaker-trips')).toEqual(['pdu:pdu-b']);

    small.board.clear(id);
    expect(small.site.isLit('pdu-b')).toBe(true);
    small.turnOn(...ALL_A);

    expect(small.targets('breaker-tripped')).toEqual(['pdu:pdu-a']);
  });

  it('lets a UPS ride through a loss above it, its charge falling, then goes dark', () => {
    const small = new FaultySite();
    small.energise();
    small.add({ fault: 'feed-lost', target: 'grid-a', rideThrough: '4m' });
    const atFirst = readUps(small.site, 'ups-a');
    small.pass(2 * MINUTE);

    expect(small.site.isLit('pdu-a')).toBe(true);
    expect(atFirst?.status).toEqual(['OB', 'DISCHRG']);
    expect(readUps(small.site, 'ups-a')?.chargePercent).toBe(20);
    expect(readUps(small.site, 'ups-a')?.runtimeSeconds).toBe(120);
    expect(small.site.loadW('grid-a')).toBe(0);
    small.pass(2 * MINUTE);

    expect(small.site.isLit('pdu-a')).toBe(false);
    expect(readUps(small.site, 'ups-a')).toBeUndefined();
    small.board.clearAll();
    expect(readUps(small.site, 'ups-a')?.status).toEqual(['OL', 'CHRG', 'LB']);
  });

  it('puts a UPS on battery by itself and back on line', () => {
    const small = new FaultySite({
      fault: 'ups-on-battery',
      target: 'feed-b',
      at: '5m',
      for: '5m',
    });
    small.energise();
    small.pass(5 * MINUTE);

    expect(readUps(small.site, 'ups-b')?.status).toEqual(['OB', 'DISCHRG']);
    expect(small.site.isLit('pdu-b')).toBe(true);
    small.pass(5 * MINUTE);

    expect(readUps(small.site, 'ups-b')?.status).toEqual(['OL', 'CHRG']);
    expect(small.targets('on-battery')).toEqual(['ups:ups-b']);
    expect(small.targets('on-line')).toEqual(['ups:ups-b']);
  });

  it('keeps a node dark until every fault that struck it is taken back', () => {
    const small = new FaultySite();
    const first = small.add({ fault: 'feed-lost', target: 'pdu-a' });
    const second = small.add({ fault: 'feed-lost', target: 'pdu-a' });

    small.board.clear(first);
    expect(small.site.isLit('pdu-a')).toBe(false);
    small.board.clear(second);

    expect(small.site.isLit('pdu-a')).toBe(true);
  });
});

describe('meters under faults', () => {
  it('lie by a factor or a value, in the unit of what they measure', () => {
    const small = new FaultySite();
    small.energise();
    const real = small.site.loadW('pdu-a');

    small.add({ fault: 'meter-lies', target: 'pdu-a', factor: 0.25, id: 'low' });
    expect(readMeter(small.site, 'pdu-a').value).toBe(real / 4);
    small.board.clear('low');
    small.add({ fault: 'meter-lies', target: 'feed-a', value: 2 });
    small.add({ fault: 'meter-lies', target: 'inlet:feed-a', value: 31 });

    expect(small.metric('feed_load_kw', { feed: 'feed-a' })).toBe(2);
    expect(small.metric('inlet_celsius', { feed: 'feed-a' })).toBe(31);
    expect(small.site.loadW('pdu-a')).toBe(real);
  });

  it('freeze with their sample, or with a time that goes on', () => {
    const small = new FaultySite();
    small.energise();
    const before = readMeter(small.site, 'pdu-a');
    small.add({ fault: 'meter-freezes', target: 'pdu-a' });
    small.add({ fault: 'meter-freezes', target: 'ups-a' });
    small.add({ fault: 'meter-freezes', target: 'pdu-b', keepsTime: true });
    small.bringUp('a1');

    expect(readMeter(small.site, 'pdu-a')).toEqual(before);
    expect(readMeter(small.site, 'pdu-b').at).toBe(small.site.scheduler.now);
    expect(readUps(small.site, 'ups-a')).toBeUndefined();
  });

  it('say nothing, or no number', () => {
    const small = new FaultySite(
      { fault: 'meter-lies', target: 'ups-a', value: 'nan' },
      { fault: 'meter-lies', target: 'ups-b', value: 'absent' },
      { fault: 'meter-lies', target: 'inlet:feed-a', value: 'absent' },
    );
    small.energise();

    expect(readUps(small.site, 'ups-a')?.powerW).toBeNaN();
    expect(readUps(small.site, 'ups-b')).not.toHaveProperty('powerW');
    expect(small.metric('inlet_celsius', { feed: 'feed-a' })).toBeUndefined();
  });
});

describe('equipment under faults', () => {
  it('gets hot where cooling is lost, and has what needs it wait until it is back', () => {
    const small = new FaultySite();
    small.energise();
    small.bringUp(...ALL_A);
    const cool = small.site.inletCelsius('feed-a');
    small.add({ fault: 'cooling-lost', target: 'cool-1', for: '10m' });
    small.pass(10 * MINUTE - 1);

    expect(small.site.inletCelsius('feed-a')).toBeGreaterThan(cool + 5);
    expect(small.site.equipmentState('cool-1')).toBe('starting');
    expect(small.site.equipmentState('san-1')).toBe('starting');
    small.pass(10 * MINUTE);

    expect(small.site.equipmentState('san-1')).toBe('healthy');
  });

  it('loses the cooling of a zone with the units that serve it alone', () => {
    const small = new FaultySite({ fault: 'cooling-lost', target: 'zone:cool' });
    small.energise();
    small.pass(60 * MINUTE);

    expect(small.site.equipmentState('cool-1')).toBe('starting');
    expect(small.events).toContainEqual(
      expect.objectContaining({ target: 'zone:cool', value: 'fault-cooling-lost' }),
    );
  });

  it('slows storage by so much', () => {
    const small = new FaultySite();
    small.energise();
    small.pass(60 * MINUTE);
    small.add({ fault: 'storage-slow', target: 'san-1', p95Ms: 120 });

    expect(small.metric('storage_p95_ms', { storage: 'san-1' })).toBe(123);
  });
});

describe('servers and services under faults', () => {
  it('boots a server never, until the fault is taken back and it starts anew', () => {
    const small = new FaultySite({ fault: 'never-boots', target: 'a1', id: 'stuck' });
    small.energise();
    small.bringUp('a1');
    expect(small.state('a1')).toBe('booting');

    small.board.clear('stuck');
    small.site.servers.get('a1')?.restart();
    small.pass(60 * MINUTE);

    expect(small.state('a1')).toBe('ready');
  });

  it('fails a service from a share of its traffic on, until it is cleared', () => {
    const small = new FaultySite({ fault: 'service-fails', target: 'login', atShare: 25, id: 'f' });
    small.energise();
    small.bringUp('d1', 'd2', 'a1', 'a2', 'a3');
    small.share('login', 5);
    expect([small.isHealthy('login'), small.isHealthy('shop')]).toEqual([true, true]);

    small.share('login', 25);
    expect([small.isHealthy('login'), small.isHealthy('shop')]).toEqual([false, false]);
    small.share('login', 0);
    expect(small.isHealthy('login')).toBe(false);

    small.board.clear('f');
    expect(small.isHealthy('shop')).toBe(true);
    small.share('login', 50);
    expect(small.isHealthy('login')).toBe(true);
  });

  it('flaps a service by its period', () => {
    const small = new FaultySite();
    small.energise();
    small.bringUp('d1', 'd2');
    small.add({ fault: 'service-flaps', target: 'login', period: '1m' });

    const seen = [0, 1, 2, 3].map(() => {
      const healthy = small.isHealthy('login');
      small.pass(30_000);
      return healthy;
    });
    small.board.clearAll();

    expect(seen).toEqual([false, true, false, true]);
    expect(small.isHealthy('login')).toBe(true);
  });

  it('counts the load of dependants, more while traffic storms back', () => {
    const small = new FaultySite({
      fault: 'reconnect-storm',
      target: 'shop',
      factor: 11,
      decay: '2m',
    });
    const saturation = (): number => small.metric('service_saturation', { service: 'login' }) ?? -1;
    expect(saturation()).toBe(0);

    small.share('shop', 10);
    expect(saturation()).toBeCloseTo(0.6 * (0.1 + 1), 3);
    small.pass(2 * MINUTE);
    expect(saturation()).toBeCloseTo(0.6 * (0.1 + Math.exp(-1)), 3);
    small.pass(60 * MINUTE);
    expect(saturation()).toBeCloseTo(0.06, 3);
    small.board.clearAll();
    small.share('shop', 100);

    expect(saturation()).toBe(0.6);
  });
});
