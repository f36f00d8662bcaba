import type { Slice } from '../../../model/plan/plan';
import { failureOf } from '../../../test/engine/engine-rig';
import { section, SERVERS } from '../../../test/engine/tiny-section';
import { waveSlice } from '../../../test/engine/tiny-wave';

type Site = Awaited<ReturnType<typeof section>>['site'];

describe('the undo of a section', () => {
  const closed = async (slices: Readonly<Record<string, Slice>> = {}) => {
    const made = await section({}, slices);
    const { before } = await made.rig.slice('s1');
    return { ...made, before: before ?? null };
  };

  it('opens a section again that the node had closed', async () => {
    const { site, rig, before } = await closed();
    expect(before).toEqual({ closed: true });

    expect(await rig.slice('s1', { undo: { before } })).toMatchObject({ ok: 1 });
    expect(site.outlet).toBe('off');
    expect(await rig.slice('s1', { undo: { before } })).toMatchObject({ ok: 0, already: 1 });
  });

  it('opens it too where an attempt closed it and then failed', async () => {
    const { site, rig } = await section();
    site.machine('a002').policy = 'always-on';
    const { checkpoint } = await failureOf(rig.slice('s1'));
    site.machine('a002').policy = 'always-off';
    const again = await rig.slice('s1', { attempt: 2, checkpoint });
    expect(again).toMatchObject({ already: 1, before: { closed: true } });

    await rig.slice('s1', { undo: { before: checkpoint } });

    expect(site.outlet).toBe('off');
  });

  it('leaves a section alone that was on before', async () => {
    const { site, rig } = await section();
    site.outlet = 'on';

    await rig.slice('s1', { undo: { before: null } });

    expect(site.outlet).toBe('on');
  });

  it('is refused while a service behind it serves, and no other', async () => {
    const { site, rig, before } = await closed();
    const undo = { before };

    const failure = await failureOf(rig.slice('s1', { undo, serving: ['mail', 'talk'] }));
    const stood = site.outlet;
    await rig.slice('s1', { undo, serving: ['mail'] });

    expect(failure.code).toBe('TARGET_SERVES');
    expect([stood, site.outlet]).toEqual(['on', 'off']);
  });

  it('is refused while a server behind it is on', async () => {
    const { site, rig, before } = await closed();
    site.machine('a002').power = 'on';

    const failure = await failureOf(rig.slice('s1', { undo: { before } }));

    expect(failure.code).toBe('OUTLET_CARRIES_LOAD');
    expect(failure.message).toContain('a002');
    expect(site.outlet).toBe('on');
  });

  it('is refused while a server behind it is going off', async () => {
    const { site, rig, before } = await closed();
    Object.assign(site.machine('a002'), { power: 'on', offAt: Infinity });

    expect((await failureOf(rig.slice('s1', { undo: { before } }))).message).toContain('a002');
    expect(site.outlet).toBe('on');
  });

  it.each<[string, (site: Site) => void]>([
    ['hangs', (site) => site.hanging.add('a002')],
    ['lets nobody in', (site) => (site.password = 'other')],
  ])('is refused while the BMC of a server behind it %s', async (_what, spoil) => {
    const { site, rig, before } = await closed();
    spoil(site);

    const failure = await failureOf(rig.slice('s1', { undo: { before } }));

    expect(failure.code).toBe('OUTLET_CARRIES_LOAD');
    expect(failure.message).toMatch(/cannot be read: .*a002/);
    expect(site.outlet).toBe('on');
  });

  it('waits a little for a BMC that gives no answer', async () => {
    const { site, rig, clock, before } = await closed();
    site.hanging.add('a002');
    const wait = new AbortController().signal;
    void clock.port.sleep(10_100, wait).then(() => site.hanging.delete('a002'));

    expect(await rig.slice('s1', { undo: { before } })).toMatchObject({ ok: 1 });
  });

  it('reads each server with the login that its wave starts it with', async () => {
    const start = { server: '${{ server.id }}', state: 'on', password: 'mine' };
    const wave = waveSlice(SERVERS, { start: { uses: 'redfish.power', with: start } });
    const { site, rig, before } = await closed({ w1: wave });
    site.password = 'mine';

    expect(await rig.slice('s1', { undo: { before } })).toMatchObject({ ok: 1 });
  });
});
