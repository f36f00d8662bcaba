import { section } from '../../../test/engine/tiny-section';
import { LOAD_A, SECOND, UPS_A } from '../../../test/engine/tiny-wave';
import { failureOf } from '../../../test/engine/engine-rig';

describe('a section', () => {
  it('is closed, waited for, and read back, with the restore policies behind it', async () => {
    const { site, rig, clock, started } = await section();

    const result = await rig.slice('s1');

    expect(result).toMatchObject({ ok: 2, already: 0, failed: [], detail: { unread: 0 } });
    expect(site.sent.map(({ id }) => id)).toEqual(['s1']);
    expect(clock.now() - started).toBeGreaterThanOrEqual(30 * SECOND);
  });

  it('is not closed again where it is on already', async () => {
    const { site, rig } = await section();
    site.outlet = 'on';

    expect(await rig.slice('s1')).toMatchObject({ already: 1 });
    expect(site.sent).toHaveLength(0);
  });

  it('is waited for where a person closes the breaker', async () => {
    const { site, rig, clock, started } = await section({ close: 'manual' });
    const wait = new AbortController().signal;
    void clock.port.sleep(600 * SECOND, wait).then(() => (site.outlet = 'on'));

    await rig.slice('s1');

    expect(site.sent).toHaveLength(0);
    expect(clock.now() - started).toBeGreaterThanOrEqual(630 * SECOND);
  });

  it('fails where a breaker trips while it settles, and is closed again by a retry', async () => {
    const { site, rig, clock } = await section();
    const wait = new AbortController().signal;
    void clock.port.sleep(10 * SECOND, wait).then(() => (site.outlet = 'off'));

    const failure = await failureOf(rig.slice('s1'));
    expect(failure).toMatchObject({ code: 'SECTION_NOT_ON' });
    await rig.slice('s1', { attempt: 2, checkpoint: failure.checkpoint });

    expect(site.sent).toHaveLength(2);
  });

  it('waits for BMCs to come up, and reports those that do not', async () => {
    const { site, rig } = await section();
    site.machine('a001').errors = Array<'TARGET_UNREACHABLE'>(5).fill('TARGET_UNREACHABLE');
    site.machine('a002').errors = Array<'TARGET_UNREACHABLE'>(5000).fill('TARGET_UNREACHABLE');

    const result = await rig.slice('s1');

    expect(result).toMatchObject({
      ok: 1,
      failed: [{ id: 'a002', code: 'TARGET_UNREACHABLE' }],
      detail: { unread: 1 },
    });
  });

  it('fails where servers would start by themselves, and names them', async () => {
    const { site, rig } = await section();
    site.machine('a002').policy = 'always-on';

    const failure = await failureOf(rig.slice('s1'));

    expect(failure.code).toBe('RESTORE_POLICY_WRONG');
    expect(failure.message).toContain('a002 is always-on');
    expect(failure.detail).toMatchObject({ failed: [{ id: 'a002' }] });
  });

  it('goes on after its worker was lost, and closes nothing twice', async () => {
    const { site, rig, clock } = await section();
    const wait = new AbortController().signal;
    void clock.port.sleep(10 * SECOND, wait).then(() => rig.cancel('shutdown'));

    const failure = await failureOf(rig.slice('s1'));
    expect(failure.code).toBe('WORKER_SHUTDOWN');
    const result = await rig.slice('s1', { checkpoint: failure.checkpoint });

    expect(result.ok).toBe(2);
    expect(site.sent).toHaveLength(1);
  });
});

const NEVER = new AbortController().signal;

describe('a section of a feed that trips', () => {
  const WATCHED = { interlocks: [UPS_A, LOAD_A] };

  it('is not closed again where no permit covers it, and says how the sections stand', async () => {
    const { site, rig } = await section();

    const failure = await failureOf(rig.slice('s1', { mayClose: false }));

    expect(failure.code).toBe('SECTION_OPEN_AGAIN');
    expect(failure.detail).toMatchObject({
      trips: [{ feed: 'feed-a', interlock: 'section', sections: { s1: 'off' } }],
    });
    expect(site.sent).toHaveLength(0);
  });

  it('goes on without closing it where it is on', async () => {
    const { site, rig } = await section();
    site.outlet = 'on';

    const result = await rig.slice('s1', { mayClose: false });

    expect(result).toMatchObject({ ok: 2, already: 1 });
    expect(result.before).toBeUndefined();
  });

  it('tells of the trip where its breaker opens while it settles', async () => {
    const { site, rig, clock } = await section();
    void clock.port.sleep(10 * SECOND, NEVER).then(() => (site.outlet = 'off'));

    const failure = await failureOf(rig.slice('s1'));

    expect(failure).toMatchObject({
      code: 'SECTION_NOT_ON',
      detail: { trips: [{ feed: 'feed-a', interlock: 'section', sections: { s1: 'off' } }] },
    });
  });

  it.each<[string, 'OB' | 'READING_UNKNOWN', number]>([
    ['not safe', 'OB', 30],
    ['unknown', 'READING_UNKNOWN', 30],
  ])('fails where an interlock is %s once it is on', async (_what, ups, most) => {
    const { site, rig, clock, started } = await section(WATCHED);
    site.ups = ups;

    const failure = await failureOf(rig.slice('s1'));

    expect(failure.code).toBe('INTERLOCK_UNSAFE');
    expect(failure.detail).toMatchObject({
      trips: [{ feed: 'feed-a', interlock: 'ups', sections: { s1: 'on' } }],
    });
    expect(site.sent).toHaveLength(1);
    expect(clock.now() - started).toBeLessThanOrEqual(most * SECOND);
  });

  it('is watched while its BMCs come up', async () => {
    const { site, rig, clock } = await section(WATCHED);
    site.machine('a001').errors = Array<'TARGET_UNREACHABLE'>(5000).fill('TARGET_UNREACHABLE');
    void clock.port.sleep(60 * SECOND, NEVER).then(() => (site.outlet = 'off'));

    const failure = await failureOf(rig.slice('s1'));

    expect(failure).toMatchObject({
      code: 'INTERLOCK_UNSAFE',
      detail: { trips: [{ interlock: 'section', sections: { s1: 'off' } }] },
    });
  });

  it('passes over what is waived', async () => {
    const { site, rig, started } = await section(WATCHED);
    site.ups = 'OB';
    const until = started + 3600 * SECOND;

    const result = await rig.slice('s1', { waived: [{ feed: 'feed-a', interlock: 'ups', until }] });

    expect(result.ok).toBe(2);
  });

  it('is closed only after a safe reading that is later than a shift of load', async () => {
    const { site, rig, clock, started } = await section(WATCHED);
    site.ups = 'OB';
    void clock.port.sleep(100 * SECOND, NEVER).then(() => (site.ups = 'OL'));

    await rig.slice('s1', { shift: { feed: 'feed-b', at: started } });

    expect(site.sent[0]!.at - started).toBeGreaterThanOrEqual(100 * SECOND);
  });
});
