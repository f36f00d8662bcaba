import { failureOf } from '../../../test/engine/engine-rig';
import type { FakeEngineSite } from '../../../test/engine/fake-engine-site';
import {
  after,
  FEED_A,
  FEED_B,
  LOAD_A,
  MINUTE,
  SECOND,
  servers,
  UPS_A,
  UPS_B,
  wave,
  type TinyWave,
} from '../../../test/engine/tiny-wave';
import { isJsonObject, type Json } from '../../../model/json';

const BOTH = { feeds: [FEED_A, FEED_B], interlocks: [UPS_A, UPS_B] };
const LIVE = { liveFeeds: ['feed-a', 'feed-b'] };

function member(value: unknown, key: string): Json | undefined {
  return isJsonObject(value) ? value[key] : undefined;
}

describe('a wave whose feed trips', () => {
  it.each<[string, (site: FakeEngineSite) => void, string, number]>([
    ['is not safe, and again a second later', (s) => (s.ups = 'OB'), 'is not safe', SECOND],
    [
      'cannot be read for 15 s',
      (s) => (s.ups = 'TARGET_NO_ANSWER'),
      'is unknown: TARGET_NO_ANSWER',
      15 * SECOND,
    ],
    [
      'is stale for 15 s',
      (s) => (s.sampledAt = '2022-10-15T06:00:00.000Z'),
      'is unknown: its sample',
      15 * SECOND,
    ],
    [
      'is unknown for 15 s',
      (s) => (s.ups = 'READING_UNKNOWN'),
      'is unknown: READING_UNKNOWN',
      15 * SECOND,
    ],
    [
      'is answered by a redirect out of the inventory for 15 s',
      (s) => (s.ups = 'TARGET_OUTSIDE_INVENTORY'),
      'is unknown: TARGET_OUTSIDE_INVENTORY',
      15 * SECOND,
    ],
    [
      'has no time for 15 s',
      (s) => (s.sampledAt = 'a while ago'),
      'is unknown: its sample has no time',
      15 * SECOND,
    ],
  ])('ends, and starts nothing, where an interlock %s', async (_w, spoil, says, ms) => {
    const { site, rig, clock, started } = await wave(servers(3));
    spoil(site);

    const failure = await failureOf(rig.slice('w1'));

    expect(failure.code).toBe('INTERLOCK_UNSAFE');
    expect(failure.message).toContain(`ups of feed-a ${says}`);
    expect(failure.detail).toMatchObject({
      ok: 0,
      failed: [],
      trips: [{ feed: 'feed-a', interlock: 'ups', sections: { s1: 'on' } }],
    });
    expect(site.sent).toHaveLength(0);
    expect(clock.now() - started).toBeGreaterThanOrEqual(ms);
    expect(clock.now() - started).toBeLessThan(ms + 2 * SECOND);
  });

  it('ends at once, and trips nothing, where an interlock itself names what the inventory has not', async () => {
    const elsewhere = { ...UPS_A, with: { ups: 'ups-z' } };
    const { site, rig, clock, started } = await wave(servers(3), { interlocks: [elsewhere] });

    const failure = await failureOf(rig.slice('w1'));

    expect(failure).toMatchObject({ code: 'TARGET_OUTSIDE_INVENTORY' });
    expect(site.sent).toHaveLength(0);
    expect(clock.now() - started).toBeLessThan(15 * SECOND);
  });

  it('passes over one bad reading that the next does not confirm', async () => {
    const it = await wave(servers(3));
    it.site.ups = 'OB';
    after(it, 500, () => (it.site.ups = 'OL'));

    expect(await it.rig.slice('w1')).toMatchObject({ ok: 3 });
    expect(it.site.sent[0]!.at - it.started).toBeGreaterThanOrEqual(SECOND);
  });

  it('does not take the inrush of its own starts for an overload', async () => {
    const it = await wave(servers(2), { interlocks: [LOAD_A], canary: 0 });
    it.site.onStart = () => {
      it.site.meterKw = 140;
      after(it, 900, () => (it.site.meterKw = undefined));
    };

    expect(await it.rig.slice('w1')).toMatchObject({ ok: 2 });
  });

  it('is ended while all its servers boot, by a read at most five seconds old', async () => {
    const it = await wave(servers(4), { canary: 0 });
    after(it, 30 * SECOND, () => (it.site.ups = 'OB'));

    const failure = await failureOf(it.rig.slice('w1'));

    expect(failure.code).toBe('INTERLOCK_UNSAFE');
    expect(it.site.sent).toHaveLength(4);
    expect(it.clock.now() - it.started).toBeLessThanOrEqual(37 * SECOND);
    expect(member(failure.checkpoint, 'marks')).toBe('ssss');
  });

  it('is ended by a section that opens, though its load then is as low as can be', async () => {
    const it = await wave(servers(4), { canary: 0 });
    after(it, 30 * SECOND, () => (it.site.outlet = 'off'));

    const failure = await failureOf(it.rig.slice('w1'));

    expect(failure).toMatchObject({
      code: 'INTERLOCK_UNSAFE',
      message: expect.stringContaining('section s1 of pdu-a reads off'),
      detail: { trips: [{ feed: 'feed-a', interlock: 'section', sections: { s1: 'off' } }] },
    });
  });

  it('does not believe a meter that says nothing flows while its servers are up', async () => {
    const it = await wave(servers(2), { interlocks: [LOAD_A] });
    after(it, 70 * SECOND, () => (it.site.meterKw = 0));
    it.site.machine('a002').bootMs = 10 * MINUTE;

    const failure = await failureOf(it.rig.slice('w1'));

    expect(failure.code).toBe('INTERLOCK_UNSAFE');
    expect(failure.message).toContain('pdu-a says 0 kW while servers are up on it');
  });

  it('says that its sections are unknown where the PDU gives no answer', async () => {
    const it = await wave(servers(2));
    it.site.isPduSilent = true;

    const failure = await failureOf(it.rig.slice('w1'));

    expect(failure.message).toContain('load of feed-a is unknown: TARGET_NO_ANSWER');
    expect(failure.detail).toMatchObject({ trips: [{ interlock: 'load' }] });
  });

  it('names only the feeds that are not safe', async () => {
    const it = await wave(servers(2), BOTH);
    it.site.upsOf.set('ups-b', 'OB');

    const failure = await failureOf(it.rig.slice('w1', LIVE));

    expect(failure.detail).toMatchObject({ trips: [{ feed: 'feed-b' }] });
    expect(failure.message).not.toContain('feed-a');
  });

  it('names both where the second went just after the first', async () => {
    const it = await wave(servers(2), BOTH);
    it.site.upsOf.set('ups-b', 'OB');
    after(it, 900, () => it.site.upsOf.set('ups-a', 'OB'));

    const failure = await failureOf(it.rig.slice('w1', LIVE));

    expect(failure.detail).toMatchObject({ trips: [{ feed: 'feed-a' }, { feed: 'feed-b' }] });
  });

  it('looks at its feeds before it says that too many servers failed', async () => {
    const tolerate = { electrical: 0, oneRack: 0, other: 0 };
    const it = await wave(servers(4), { canary: 0, tolerate });
    it.site.onStart = () => (it.site.ups = 'OB');
    for (const id of ['a003', 'a004']) it.site.machine(id).errors = ['TARGET_DENIED'];

    expect((await failureOf(it.rig.slice('w1'))).code).toBe('INTERLOCK_UNSAFE');
  });

  it('does not end well while a feed is in doubt', async () => {
    const it = await wave(servers(1), { canary: 0 });
    after(it, 50 * SECOND, () => (it.site.ups = 'TARGET_NO_ANSWER'));

    expect((await failureOf(it.rig.slice('w1'))).code).toBe('INTERLOCK_UNSAFE');
  });

  it('reads every server before it starts again without a checkpoint, and starts only what is off', async () => {
    const it = await wave(servers(4), { canary: 0 });
    after(it, 30 * SECOND, () => (it.site.ups = 'OB'));
    await failureOf(it.rig.slice('w1'));
    it.site.ups = 'OL';
    it.site.machine('a002').power = 'off';

    const result = await it.rig.slice('w1', { attempt: 2 });

    expect(result).toMatchObject({ ok: 4, already: 3, before: { marks: 'RrRR' } });
    expect(it.site.sent.map(({ id }) => id)).toEqual(['a001', 'a002', 'a003', 'a004', 'a002']);
  });

  it('counts what is dead on the feed no longer, and each wave once when it is started again', async () => {
    const it = await wave(servers(4), { canary: 0 });
    const row = { recovery: it.rig.run.recovery, at: '2022-10-15T06:27:00.000Z' };
    const others = { dead: { 'feed-a': 95 }, both: { 'feed-a': 0.5, 'feed-b': 0.5 } };
    for (const [node, feedKw] of Object.entries(others))
      await it.rig.ledger.recordProgress({ ...row, node, counts: { feedKw } });
    it.site.otherKw = 0.2;
    after(it, 30 * SECOND, () => (it.site.outlet = 'off'));
    await failureOf(it.rig.slice('w1'));

    const rows = await it.rig.ledger.progress(it.rig.run.recovery);

    const kwOf = (node: string): unknown => rows.find((one) => one.node === node)?.counts['feedKw'];
    expect(kwOf('dead')).toEqual({ 'feed-a': 0 });
    expect(kwOf('w1')).toEqual({ 'feed-a': 0 });
    expect(kwOf('both')).toEqual(others.both);
  });
});

describe('a wave with a waiver', () => {
  const waived = (it: TinyWave, ms: number, interlock = 'ups', feed = 'feed-a') => ({
    waived: [{ feed, interlock, until: it.started + ms }],
  });

  it('passes over the interlock that was waived', async () => {
    const it = await wave(servers(2));
    it.site.ups = 'OB';

    expect(await it.rig.slice('w1', waived(it, 60 * MINUTE))).toMatchObject({ ok: 2 });
  });

  it.each([
    ['of another feed', 'ups', 'feed-b'],
    ['of another name', 'load', 'feed-a'],
  ])('does not pass over one %s', async (_what, interlock, feed) => {
    const it = await wave(servers(2));
    it.site.ups = 'OB';

    const failure = await failureOf(it.rig.slice('w1', waived(it, 60 * MINUTE, interlock, feed)));

    expect(failure.code).toBe('INTERLOCK_UNSAFE');
  });

  it('counts the interlock again when the time is over', async () => {
    const it = await wave(servers(2));
    it.site.ups = 'OB';

    const failure = await failureOf(it.rig.slice('w1', waived(it, 20 * SECOND)));

    expect(failure.code).toBe('INTERLOCK_UNSAFE');
    expect(it.clock.now() - it.started).toBeGreaterThanOrEqual(20 * SECOND);
    expect(it.site.sent).toHaveLength(1);
  });

  it('counts by the model alone where the meter was waived and says nothing', async () => {
    const feeds = [{ ...FEED_A, usableKw: 2 }];
    const it = await wave(servers(3), { interlocks: [LOAD_A], canary: 0, feeds });
    it.site.isPduSilent = true;

    const failure = await failureOf(it.rig.slice('w1', waived(it, 60 * MINUTE, 'load')));

    expect(failure.code).toBe('POWER_ROOM_SHORT');
    expect(it.site.sent).toHaveLength(1);
  });
});

describe('a wave with a server that hangs', () => {
  it('fails it alone, and is as quick with all others', async () => {
    const it = await wave(servers(6), { canary: 0 });
    for (const one of it.site.machines.values()) one.bootMs = SECOND;
    it.site.hanging.add('a003');

    const result = await it.rig.slice('w1', { run: { ...it.rig.run, speed: 100 } });

    expect(result).toMatchObject({ ok: 5, failed: [{ id: 'a003', code: 'TARGET_NO_ANSWER' }] });
    expect(it.clock.now() - it.started).toBeLessThan(40 * SECOND);
  });

  it('does not wait for the answer of one before it asks the others whether they are ready', async () => {
    const it = await wave(servers(3), { canary: 0 });
    for (const one of it.site.machines.values()) one.bootMs = SECOND;
    it.site.machine('a001').bootMs = Infinity;
    it.site.onStart = (id) => {
      if (id === 'a001') after(it, 300, () => it.site.hanging.add('a001'));
    };
    const readyAt: number[] = [];
    after(it, 3 * SECOND, () => {
      const { marks } = it.rig.lastHeartbeat() as { marks: string };
      readyAt.push(Array.from(marks).filter((mark) => mark === 'r').length);
    });

    await it.rig.slice('w1', { run: { ...it.rig.run, speed: 100 } });

    expect(readyAt).toEqual([2]);
  });
});
