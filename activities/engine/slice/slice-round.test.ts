import { AutoClock } from '../../../test/engine/auto-clock';
import { EngineRig, target, tinyServer } from '../../../test/engine/engine-rig';
import { FakeEngineSite } from '../../../test/engine/fake-engine-site';
import { FEED_A } from '../../../test/engine/tiny-wave';
import type { SectionSlice } from '../../../model/plan/plan';
import type { ConnectorDefinition } from '../../define-connector';

const SECTION: SectionSlice = {
  type: 'section',
  feed: FEED_A,
  section: 's1',
  close: { uses: 'redfish.outlet', with: { pdu: 'pdu-a', section: 's1', state: 'on' } },
  settleMs: 1000,
  servers: [tinyServer('a001')],
};

/** A section, and the keys under which it was closed and opened. */
async function keyed() {
  const clock = new AutoClock();
  const site = new FakeEngineSite(clock, SECTION.servers);
  site.outlet = 'off';
  const keys: string[] = [];
  const connectors = new Map(site.connectors());
  const outlet = connectors.get('redfish.outlet');
  if (outlet === undefined) throw new Error('no outlet');
  const noted: ConnectorDefinition = {
    ...outlet,
    run: (call) => {
      keys.push(call.idempotencyKey);
      return outlet.run(call);
    },
    undo: async (call) => {
      keys.push(call.idempotencyKey);
      await outlet.undo?.(call);
    },
  };
  const rig = await EngineRig.make({
    clock,
    connectors: connectors.set('redfish.outlet', noted),
    targets: { objects: { ...target('pdu', 'pdu-a'), ...target('server', 'a001') } },
    slices: { s1: SECTION },
  });
  return { rig, keys };
}

describe('what a slice does again after an undo', () => {
  it('has another key than the first doing, and every undo its own', async () => {
    const { rig, keys } = await keyed();
    const undo = { before: { closed: true } };

    await rig.slice('s1');
    await rig.slice('s1', { node: 'undo-1/s1', undo });
    await rig.slice('s1', { round: 1 });
    await rig.slice('s1', { node: 'undo-2/s1', undo });
    await rig.slice('s1', { round: 2 });

    expect(keys).toHaveLength(5);
    expect(new Set(keys).size).toBe(5);
    expect(keys[0]).not.toContain('again');
    expect(keys[2]).toBe(`${keys[0] ?? ''}/again-1`);
  });
});
