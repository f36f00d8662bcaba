import { failureOf } from '../../../test/engine/engine-rig';
import { servers, wave } from '../../../test/engine/tiny-wave';

describe('a wave that is about to end', () => {
  it('looks at its feed once more: what went dark since the last read did not come up', async () => {
    const it = await wave(servers(2), { canary: 0 });
    for (const id of ['a001', 'a002']) it.site.machine(id).bootMs = 0;
    it.site.onStart = () => (it.site.outlet = 'off');

    const failure = await failureOf(it.rig.slice('w1'));

    expect(failure).toMatchObject({
      code: 'INTERLOCK_UNSAFE',
      detail: { trips: [{ feed: 'feed-a', interlock: 'section', sections: { s1: 'off' } }] },
    });
  });

  it('waits after a shift of load until its feed reads as safe, though none of its servers is left to start', async () => {
    const it = await wave(servers(2), { canary: 0 });
    const shift = { feed: 'feed-z', at: it.started };
    const first = await it.rig.slice('w1', { shift });
    expect(first).toMatchObject({ ok: 2 });
    const at = it.clock.now();
    it.site.ups = 'TARGET_NO_ANSWER';
    void it.clock.port.sleep(20_000, new AbortController().signal).then(() => (it.site.ups = 'OL'));

    const again = await it.rig.slice('w1', {
      shift: { feed: 'feed-z', at },
      checkpoint: { attempt: 1, marks: 'rr', base: at, times: '', codes: {} },
    });

    expect(again).toMatchObject({ ok: 2 });
    expect(it.clock.now() - at).toBeGreaterThanOrEqual(20_000);
  });
});
