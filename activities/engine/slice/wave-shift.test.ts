import type { WaveSlice } from '../../../model/plan/plan';
import { failureOf } from '../../../test/engine/engine-rig';
import type { FakeEngineSite } from '../../../test/engine/fake-engine-site';
import { after, LOAD_A, MINUTE, SECOND, servers, wave } from '../../../test/engine/tiny-wave';

describe('a wave that waits after a shift of load', () => {
  const shifted = async () => {
    const it = await wave(servers(2));
    return { ...it, shift: { feed: 'feed-z', at: it.started } };
  };

  it('starts nothing before a safe reading later than the shift, and tells what it waits for', async () => {
    const { site, rig, clock, started, shift } = await shifted();
    site.ups = 'OB';
    let waiting: unknown;
    after({ clock }, 300 * SECOND, () => {
      void rig.ledger
        .progress(rig.run.recovery)
        .then(([row]) => (waiting = row?.counts['waiting']));
    });
    after({ clock }, 400 * SECOND, () => (site.ups = 'OL'));

    const result = await rig.slice('w1', { shift });

    expect(result).toMatchObject({ ok: 2 });
    expect(site.sent[0]!.at - started).toBeGreaterThanOrEqual(400 * SECOND);
    expect(waiting).toBe('a safe reading of feed-a after feed-z tripped');
  });

  it.each<[string, Partial<WaveSlice>, (site: FakeEngineSite, at?: string) => void]>([
    ['an interlock', {}, (site, at) => (site.sampledAt = at)],
    ['a load', { interlocks: [LOAD_A] }, (site, at) => (site.loadSampledAt = at)],
    ['a load without an interlock', {}, (site, at) => (site.loadSampledAt = at)],
  ])('does not go by %s that was measured before the shift', async (_what, over, sampled) => {
    const it = await wave(servers(2), over);
    const shift = { feed: 'feed-z', at: it.started };
    let waiting: unknown;
    sampled(it.site, new Date(it.started - 10 * SECOND).toISOString());
    after(it, SECOND, () => {
      const rows = it.rig.ledger.progress(it.rig.run.recovery);
      void rows.then(([row]) => (waiting = row?.counts['waiting']));
    });
    after(it, 30 * SECOND, () => {
      sampled(it.site);
    });

    await it.rig.slice('w1', { shift });

    expect(it.site.sent[0]!.at - it.started).toBeGreaterThanOrEqual(30 * SECOND);
    expect(waiting).toBe('a safe reading of feed-a after feed-z tripped');
  });

  it.each([
    ['ten minutes', 1, 10 * MINUTE],
    ['half a real minute, however high the speed', 1000, 30 * SECOND],
  ])('bears a feed that is not safe for %s and no longer', async (_what, speed, ms) => {
    const { site, rig, clock, started, shift } = await shifted();
    site.ups = 'OB';

    const failure = await failureOf(rig.slice('w1', { shift, run: { ...rig.run, speed } }));

    expect(failure.code).toBe('INTERLOCK_UNSAFE');
    expect(clock.now() - started).toBeGreaterThanOrEqual(ms);
    expect(clock.now() - started).toBeLessThan(ms + 3 * SECOND);
  });

  it('goes by the usual rules once it has read as safe', async () => {
    const it = await shifted();
    after(it, 30 * SECOND, () => (it.site.ups = 'OB'));

    expect((await failureOf(it.rig.slice('w1', { shift: it.shift }))).code).toBe(
      'INTERLOCK_UNSAFE',
    );
    expect(it.clock.now() - it.started).toBeLessThan(40 * SECOND);
  });
});
