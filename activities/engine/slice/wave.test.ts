import { failureOf } from '../../../test/engine/engine-rig';
import { FEED_A, MINUTE, SECOND, servers, UPS_A, wave } from '../../../test/engine/tiny-wave';
import type { WaveSlice } from '../../../model/plan/plan';

describe('a wave', () => {
  it('starts one canary a rack, and the rest when these are ready', async () => {
    const { site, rig } = await wave(servers(8, 2));

    const result = await rig.slice('w1');

    expect(result).toMatchObject({ ok: 8, already: 0, slow: 0, failed: [] });
    expect(new Set(site.sent.slice(0, 2).map(({ id }) => id))).toEqual(new Set(['a001', 'a002']));
    const [, second, third] = site.sent;
    expect(third!.at - second!.at).toBeGreaterThanOrEqual(site.machine('a001').bootMs);
    expect(site.sent).toHaveLength(8);
  });

  it('sends nothing to servers that are on already, and waits for them all the same', async () => {
    const { site, rig } = await wave(servers(3));
    site.machine('a002').power = 'on';
    site.machine('a002').onAt = rig.clock.now();

    const result = await rig.slice('w1');

    expect(result).toMatchObject({ ok: 3, already: 1 });
    expect(site.sent.map(({ id }) => id)).toEqual(['a001', 'a003']);
  });

  it('never lets more servers start than the live feeds have room for', async () => {
    // 100 kW usable, 90 kW taken by others: 10 kW are room for 6 inrushes of 1.5 kW.
    const { site, rig } = await wave(servers(9), { canary: 0 });
    site.otherKw = 90;
    let most = 0;
    site.onStart = () => {
      const booting = [...site.machines.values()].filter(
        (one) => one.power === 'on' && rig.clock.now() - one.onAt < one.bootMs,
      );
      most = Math.max(most, site.loadKw() + (booting.length + 1) * 0.5 + 1);
    };

    const result = await rig.slice('w1');

    expect(result).toMatchObject({ ok: 9, failed: [] });
    expect(most).toBeLessThanOrEqual(100);
    const atOnce = site.sent.filter(({ at }) => at - site.sent[0]!.at < SECOND);
    expect(atOnce.length).toBeLessThanOrEqual(6);
    expect(atOnce.length).toBeGreaterThanOrEqual(4);
  });

  it('counts earlier waves of the run at their peak, whatever the meter says', async () => {
    const { rig, site } = await wave(servers(3), { canary: 0 });
    site.otherKw = 0.2;
    await rig.ledger.recordProgress({
      recovery: rig.run.recovery,
      node: 'w0',
      at: '2022-10-15T06:27:00.000Z',
      counts: { feedKw: { 'feed-a': 99.5 } },
    });

    const failure = await failureOf(rig.slice('w1'));

    expect(failure.code).toBe('POWER_ROOM_SHORT');
    expect(failure.message).toContain('feed-a has room for 0.5 kW of 100 kW, a001 needs 1.5 kW');
    expect(site.sent).toHaveLength(0);
  });

  it('counts equipment at what it takes when all of it runs, whatever the meter says', async () => {
    const feeds = [{ ...FEED_A, equipmentKw: 99 }];
    const { rig, site } = await wave(servers(3), { canary: 0, feeds });

    const failure = await failureOf(rig.slice('w1'));

    expect(failure.code).toBe('POWER_ROOM_SHORT');
    expect(failure.message).toContain('feed-a has room for 1 kW of 100 kW, a001 needs 1.5 kW');
    expect(site.sent).toHaveLength(0);
  });

  it('counts a server whose power may be on at its inrush', async () => {
    // One that may be on takes 1.5 kW, one that is up 1 kW, and the third needs 1.5 kW.
    const feeds = [{ ...FEED_A, usableKw: 3.9 }];
    const { rig, site } = await wave(servers(3), { canary: 0, feeds });
    site.machine('a001').errors = Array<'EXPRESSION_FAILED'>(9).fill('EXPRESSION_FAILED');

    const failure = await failureOf(rig.slice('w1'));

    expect(failure.code).toBe('POWER_ROOM_SHORT');
    expect(failure.message).toContain('room for 1.4 kW of 3.9 kW, a003 needs 1.5 kW');
    expect(site.sent.map(({ id }) => id)).toEqual(['a002']);
  });

  it('takes a reading that was long on its way for unknown', async () => {
    const { rig, site } = await wave(servers(1));
    site.readMs = 6 * SECOND;

    const failure = await failureOf(rig.slice('w1'));

    expect(failure.code).toBe('INTERLOCK_UNSAFE');
    expect(failure.message).toContain('the reading of feed-a is unknown: it took 6 s');
    expect(site.sent).toHaveLength(0);
  });

  it('uses only live feeds, and none without one', async () => {
    const feedB = { id: 'feed-b', pdu: 'pdu-b', usableKw: 0, equipmentKw: 0 };
    const unsafeB = { ...UPS_A, feed: 'feed-b', expect: 'false' };
    const over = { feeds: [FEED_A, feedB], interlocks: [UPS_A, unsafeB] };
    const { rig, site } = await wave(servers(2), over);

    const dead = await failureOf(rig.slice('w1', { liveFeeds: ['feed-z'] }));
    expect(dead.code).toBe('FEED_NOT_LIVE');
    expect(site.calls).toHaveLength(0);
    const result = await rig.slice('w1', { liveFeeds: ['feed-a', 'feed-z'] });

    expect(result).toMatchObject({ ok: 2, detail: { feeds: ['feed-a'] } });
  });

  it('reads interlocks once for many servers, and again before they are too old', async () => {
    const { site, rig, clock } = await wave(servers(40), { canary: 0 });
    let lastRead = 0;
    const ages: number[] = [];
    const push = site.calls.push.bind(site.calls);
    site.calls.push = (...calls: string[]) => {
      if (calls.includes('nut.read')) lastRead = clock.now();
      return push(...calls);
    };
    site.onStart = () => ages.push(clock.now() - lastRead);

    await rig.slice('w1');

    expect(Math.max(...ages)).toBeLessThanOrEqual(15 * SECOND);
    const reads = site.calls.filter((call) => call === 'nut.read').length;
    expect(reads).toBeLessThan(20);
  });

  it('starts nothing from a worker that has lost touch with Temporal', async () => {
    const { site, rig, started } = await wave(servers(2));
    rig.reachedTemporalAt = () => started - 20 * SECOND;

    const failure = await failureOf(rig.slice('w1'));

    expect(failure.code).toBe('TEMPORAL_UNREACHABLE');
    expect(site.sent).toHaveLength(0);
  });

  it('tries each server again as the policy says, and bears a few that fail', async () => {
    const { site, rig } = await wave(servers(6, 3));
    site.machine('a001').errors = ['TARGET_UNREACHABLE', 'TARGET_BUSY'];
    site.machine('a001').bootMs = SECOND;
    site.machine('a005').errors = Array<'TARGET_UNREACHABLE'>(9).fill('TARGET_UNREACHABLE');
    site.machine('a006').errors = ['TARGET_IDENTITY_WRONG'];

    const result = await rig.slice('w1');

    expect(result.ok).toBe(4);
    expect(result.failed).toEqual([
      { id: 'a006', code: 'TARGET_IDENTITY_WRONG', message: expect.any(String) },
      { id: 'a005', code: 'TARGET_UNREACHABLE', message: expect.any(String) },
    ]);
    const tries = (id: string) =>
      site.calls.filter((call) => call === `redfish.power ${id}`).length;
    expect([tries('a001'), tries('a005'), tries('a006')]).toEqual([3, 3, 1]);
  });

  it('puts another canary in the place of one that failed', async () => {
    const { site, rig } = await wave(servers(5));
    site.machine('a001').errors = ['TARGET_IDENTITY_WRONG'];

    const result = await rig.slice('w1');

    expect(result).toMatchObject({ ok: 4 });
    expect(site.sent[0]!.id).toBe('a002');
    expect(site.sent[1]!.at - site.sent[0]!.at).toBeGreaterThanOrEqual(MINUTE);
  });

  it.each<[string, Partial<WaveSlice['tolerate']>, string]>([
    ['one rack', { oneRack: 1 }, '2 failed in rack r1, 1 are tolerated'],
    ['the wave', { other: 1 }, '2 failed, 1 are tolerated'],
  ])(
    'stops when more fail than %s bears, and a retry starts only those that are not up',
    async (_w, less, says) => {
      const tolerate = { electrical: 0, oneRack: 3, other: 5, ...less };
      const { site, rig } = await wave(servers(6), { tolerate });
      site.machine('a003').errors = ['TARGET_IDENTITY_WRONG'];
      site.machine('a004').errors = ['TARGET_IDENTITY_WRONG'];

      const failure = await failureOf(rig.slice('w1'));
      expect(failure.code).toBe('WAVE_OVER_TOLERANCE');
      expect(failure.message).toContain(says);
      expect(failure.detail).toMatchObject({ failed: [{ id: 'a003' }, { id: 'a004' }] });
      const { checkpoint } = failure;
      const result = await rig.slice('w1', { attempt: 2, checkpoint });

      expect(result).toMatchObject({ ok: 6, failed: [] });
      expect(site.sent.map(({ id }) => id).sort()).toEqual(servers(6).map(({ id }) => id));
    },
  );

  it('sends nothing more once the wave bears no more, not even what waits for room', async () => {
    const tolerate = { electrical: 0, oneRack: 0, other: 0 };
    const { site, rig } = await wave(servers(12), { tolerate, canary: 0 });
    site.otherKw = 94;
    site.machine('a004').errors = ['TARGET_IDENTITY_WRONG'];

    const failure = await failureOf(rig.slice('w1'));

    expect(failure.code).toBe('WAVE_OVER_TOLERANCE');
    expect(site.sent.length).toBeLessThanOrEqual(3);
  });

  it('calls a server late that is not ready in time, and does not fail it', async () => {
    const { site, rig, clock, started } = await wave(servers(4));
    site.machine('a004').bootMs = Infinity;

    const result = await rig.slice('w1');

    expect(result).toMatchObject({ ok: 3, slow: 1, failed: [] });
    expect(result.detail).toMatchObject({ late: [{ id: 'a004' }] });
    expect(clock.now() - started).toBeGreaterThan(30 * MINUTE);
  });

  it('starts a server again that fell off while it booted', async () => {
    const { site, rig } = await wave(servers(3));
    site.machine('a002').falls = 1;

    const result = await rig.slice('w1');

    expect(result).toMatchObject({ ok: 3, slow: 0 });
    expect(site.sent.filter(({ id }) => id === 'a002')).toHaveLength(2);
  });

  it('divides its waits by speed', async () => {
    const { site, rig, clock, started } = await wave(servers(4));
    for (const one of site.machines.values()) one.bootMs = 600;

    const result = await rig.slice('w1', { run: { ...rig.run, speed: 100 } });

    expect(result.ok).toBe(4);
    expect(clock.now() - started).toBeLessThan(3 * SECOND);
  });

  it('ends at once where its connector is not there, or aims outside the inventory', async () => {
    const { rig } = await wave(servers(2), {
      start: { uses: 'redfish.power', with: { server: 'z999', state: 'on' } },
    });

    expect((await failureOf(rig.slice('w1'))).code).toBe('TARGET_OUTSIDE_INVENTORY');
  });

  it('tells the ledger how far it is', async () => {
    const { rig } = await wave(servers(4));

    await rig.slice('w1');

    const [row] = await rig.ledger.progress(rig.run.recovery);
    expect(row).toMatchObject({
      node: 'w1',
      counts: { total: 4, started: 4, ready: 4, failed: 0, slow: 0, feedKw: { 'feed-a': 4 } },
    });
  });
});
