import type { SectionSlice, Slice } from '../../model/plan/plan';
import { AutoClock } from './auto-clock';
import { EngineRig, target, tinyServer } from './engine-rig';
import { FakeEngineSite } from './fake-engine-site';
import { SECOND, type TinyWave } from './tiny-wave';

/** Servers behind the section. */
export const SERVERS = ['a001', 'a002'].map((id) => tinyServer(id));

/** Section s1 of feed-a, open, with its own site, ready to run as the slice `s1`. */
export async function section(
  over: Partial<SectionSlice> = {},
  slices: Readonly<Record<string, Slice>> = {},
): Promise<TinyWave> {
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
    ...target('pdu', 'pdu-a', [], {
      sections: ['s1', 's2'],
      services: { s1: ['talk'], s2: ['mail'] },
    }),
    ...target('ups', 'ups-a'),
    ...target('server', 'a001'),
    ...target('server', 'a002'),
  };
  const rig = await EngineRig.make({
    clock,
    connectors: site.connectors(),
    targets: { objects },
    slices: { s1: slice, ...slices },
  });
  return { site, rig, clock, started: clock.now() };
}
