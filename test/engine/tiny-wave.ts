import { AutoClock } from './auto-clock';
import { EngineRig, target, tinyServer } from './engine-rig';
import { FakeEngineSite } from './fake-engine-site';
import type { SliceServer, WaveSlice } from '../../model/plan/plan';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

/** A feed with room for 100 kW. */
export const FEED_A = { id: 'feed-a', pdu: 'pdu-a', usableKw: 100, equipmentKw: 0 };
/** Its interlock. */
export const UPS_A = {
  id: 'ups',
  feed: 'feed-a',
  uses: 'nut.read',
  with: { ups: 'ups-a' },
  maxAgeMs: MINUTE,
  expect: "'OL' in result.status",
  scope: { feed: { id: 'feed-a' } },
};

/** Another feed, with its interlock. */
export const FEED_B = { id: 'feed-b', pdu: 'pdu-b', usableKw: 100, equipmentKw: 0 };
export const UPS_B = {
  ...UPS_A,
  feed: 'feed-b',
  with: { ups: 'ups-b' },
  scope: { feed: { id: 'feed-b' } },
};
/** Interlock on the load of the first. */
export const LOAD_A = {
  ...UPS_A,
  id: 'load',
  uses: 'redfish.outlets',
  with: { pdu: 'pdu-a' },
  expect: 'result.loadKw <= 100.0',
};

export interface TinyWave {
  readonly site: FakeEngineSite;
  readonly rig: EngineRig;
  readonly clock: AutoClock;
  /** Time at which the test began, ms since 1970. */
  readonly started: number;
}

/** A wave on feed-a, as plans hold it. */
export function waveSlice(
  servers: readonly SliceServer[],
  over: Partial<WaveSlice> = {},
): WaveSlice {
  return {
    type: 'wave',
    feeds: [FEED_A],
    servers,
    canary: 1,
    start: { uses: 'redfish.power', with: { server: '${{ server.id }}', state: 'on' } },
    ready: {
      uses: 'http.check',
      with: { server: '${{ server.id }}' },
      expect: 'result.ok',
      everyMs: 10 * SECOND,
      withinMs: 30 * MINUTE,
    },
    interlocks: [UPS_A],
    tolerate: { electrical: 0, oneRack: 3, other: 5 },
    retry: { attempts: 3, delayMs: 30 * SECOND, backoff: 2, maxDelayMs: 5 * MINUTE },
    ...over,
  };
}

/** A wave on feed-a with its own site, ready to run as the slice `w1`. */
export async function wave(
  servers: readonly SliceServer[],
  over: Partial<WaveSlice> = {},
): Promise<TinyWave> {
  const clock = new AutoClock();
  const site = new FakeEngineSite(clock, servers);
  const objects = Object.assign(
    {},
    target('pdu', 'pdu-a'),
    target('pdu', 'pdu-b'),
    target('ups', 'ups-a'),
    target('ups', 'ups-b'),
    ...servers.map(({ id }) => target('server', id, [], { services: [`on-${id}`] })),
  ) as ReturnType<typeof target>;
  const rig = await EngineRig.make({
    clock,
    connectors: site.connectors(),
    targets: { objects },
    slices: { w1: waveSlice(servers, over) },
  });
  return { site, rig, clock, started: clock.now() };
}

/** Servers a001, a002, …, dealt out over racks. */
export function servers(count: number, racks = 1): readonly SliceServer[] {
  return Array.from({ length: count }, (_, i) =>
    tinyServer(`a${String(i + 1).padStart(3, '0')}`, `r${String((i % racks) + 1)}`),
  );
}

/** Does something so many ms from now. */
export function after({ clock }: Pick<TinyWave, 'clock'>, ms: number, act: () => void): void {
  void clock.port.sleep(ms, new AbortController().signal).then(act);
}
