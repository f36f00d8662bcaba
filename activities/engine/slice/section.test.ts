import { AutoClock } from '../../../test/engine/auto-clock';
import { EngineRig, failureOf, target, tinyServer } from '../../../test/engine/engine-rig';
import { FakeEngineSite } from '../../../test/engine/fake-engine-site';
import type { SectionSlice } from '../../../model/plan/plan';

const SECOND = 1000;
const SERVERS = ['a001', 'a002'].map((id) => tinyServer(id));

async function section(over: Partial<SectionSlice> = {}) {
  const clock = new AutoClock();
  const site = new FakeEngineSite(clock, SERVERS);
  site.outlet = 'off';
  const slice: SectionSlice = {
    type: 'section',
    feed: { id: 'feed-a', pdu: 'pdu-a', usableKw: 100, equipmentKw: 0 },
    section: 's1',
    close: { uses: 'redfish.outlet', with: { pdu: 'pdu-a', section: 's1', state: 'on' } },
    settleMs: 30 * SECOND,
    servers: SERVERS,
    ...over,
  };
  const objects = {
    ...target('pdu', 'pdu-a'),
    ...target('server', 'a001'),
    ...target('server', 'a002'),
  };
  const rig = await EngineRig.make({
    clock,
    connectors: site.connectors(),
    targets: { objects },
    slices: { s1: slice },
  });
  return { site, rig, clock, started: clock.now() };
}

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
