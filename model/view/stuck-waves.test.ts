import { viewRun } from '../../test/support/view-plan';
import type { Outline } from '../plan/plan';
import type { EntryBody, LedgerEntry } from '../run/entry';
import type { Ask, NodeStatus } from '../run/state';
import { buildView } from './build-view';
import type { RecoveryView } from './recovery-view';

const AT = '2022-10-15T06:30:00.000Z';
const A1 = 'restore/feed-a/w1';
const A2 = 'restore/feed-a/w2';
const B1 = 'restore/feed-b/w1';
const AB1 = 'restore/feed-a+feed-b/w1';

const wave = (node: string) => ({ step: 'restore', node, servers: 5, kw: 2 });
const feed = (id: string, waves: readonly string[]): Outline['feeds'][number] => ({
  id,
  title: id,
  usableKw: 10,
  servers: 10,
  waves: waves.map(wave),
});

/** Login needs what it is told; feeds a and b have waves of their own and one together. */
function after(
  needs: readonly (readonly string[])[],
  bodies: readonly EntryBody[],
  more: Partial<Outline> = { resumeRoles: ['commander', 'engineer'] },
): RecoveryView {
  const { manifest, outline } = viewRun();
  const entries = bodies.map((body, i): LedgerEntry => ({
    seq: i + 1,
    at: new Date(Date.parse(AT) + i * 1000).toISOString(),
    body,
  }));
  const row = {
    id: 'tiny-20221015-abcdef',
    mode: 'drill',
    simulated: false,
    speed: 1,
    planDigest: 'sha256:00',
    starter: 'ann',
    startedAt: AT,
    endedAt: null,
  } as const;
  const with2: Outline = {
    ...outline,
    feeds: [feed('feed-a', [A1, A2, AB1]), feed('feed-b', [B1, AB1])],
    wavesBefore: { 'enable/login': needs },
    ...more,
  };
  return buildView(row, manifest, with2, entries, []);
}

/** What the enabling of login waits for. */
function loginWaits(...args: Parameters<typeof after>): string | null {
  const parts = after(...args).steps.flatMap((step) => step.parts);
  return parts.find((part) => part.id === 'enable/login')!.waitingFor;
}

const trips = (name: string): EntryBody => ({
  type: 'tripped',
  feed: name,
  node: A1,
  interlock: 'load',
  reason: '12 kW, and 10 kW are usable',
  needsReadings: true,
  waits: [],
});
const is = (id: string, status: NodeStatus, code?: string): EntryBody => ({
  type: 'node',
  node: id,
  status,
  attempt: 1,
  ...(code === undefined ? {} : { error: { code, message: '' } }),
});

const part = (text: string): Ask['open'][number] => ({
  part: 'sign-off',
  id: '',
  who: ['commander'],
  text,
});
const asked: EntryBody = {
  type: 'asked',
  node: 'power-safe/feed-a',
  ask: {
    kind: 'power',
    attempt: 2,
    since: AT,
    shown: 'sha256:00',
    lines: ['DRILL', 'Power on feed-a is safe'],
    roles: ['commander'],
    open: [part('reading insulation in MOhm'), part('sign-off 1 of 2 by commander')],
  },
};

describe('a service that waits for its servers', () => {
  it('tells which wave it waits for, which feed tripped, and who may resume it', () => {
    expect(loginWaits([[A1]], [trips('feed-a'), asked, is(A1, 'held', 'FEED_TRIPPED')])).toBe(
      `wave ${A1}: feed-a tripped (load); reading insulation in MOhm, sign-off 1 of 2 by commander, then resume with a cause by commander or engineer, since ${AT}`,
    );
  });

  it('waits for a cause alone once the gate is signed off', () => {
    expect(loginWaits([[A1]], [trips('feed-a'), is('power-safe/feed-a', 'done')])).toBe(
      `wave ${A1}: feed-a tripped (load); resume with a cause by commander or engineer, since ${AT}`,
    );
  });

  it('names the first wave of the lane that keeps the others', () => {
    expect(loginWaits([[A2]], [trips('feed-a')])).toContain(`wave ${A1}: feed-a`);
    expect(loginWaits([[A2]], [is(A1, 'done'), trips('feed-a')])).toContain(`wave ${A2}: feed-a`);
  });

  it('tells of a wave that is held for another reason', () => {
    expect(loginWaits([[A2]], [is(A1, 'held', 'WAVE_OVER_TOLERANCE')])).toBe(
      `wave ${A1}, held (WAVE_OVER_TOLERANCE): retry or skip since ${AT}`,
    );
  });

  it('waits for nobody while a wave on two feeds has one that is live', () => {
    expect(loginWaits([[AB1]], [trips('feed-a')])).toBeNull();
    expect(loginWaits([[AB1]], [trips('feed-a'), trips('feed-b')])).toContain(
      `wave ${AB1}: feed-a`,
    );
  });

  it('waits for nobody while other servers than those held are on their way or up', () => {
    const held = [trips('feed-a'), is(A1, 'held', 'FEED_TRIPPED')];

    expect(loginWaits([[A1, B1]], [...held, is(B1, 'running')])).toBeNull();
    expect(loginWaits([[A1, B1]], [...held, is(B1, 'done')])).toBeNull();
    expect(loginWaits([[B1], [A1]], held)).toContain(`wave ${A1}: feed-a`);
  });

  it('waits no more once it has begun, the feed is resumed or the run is aborted', () => {
    const held = [trips('feed-a'), is(A1, 'held', 'FEED_TRIPPED')];
    const resumed: EntryBody = { type: 'feed-resumed', feed: 'feed-a', cause: 'dry', by: 'bo' };

    expect(loginWaits([[A1]], [...held, is('enable/login', 'running')])).toBeNull();
    expect(loginWaits([[A1]], [trips('feed-a'), resumed])).toBeNull();
    expect(loginWaits([[A1]], [...held, { type: 'run', status: 'aborting' }])).toBeNull();
  });

  it('is told by its step, behind what has begun and waits', () => {
    const { outline } = viewRun();
    const nodeIds = ['enable/login', 'enable/map', 'enable'];
    const steps = outline.steps.map((one) => (one.id === 'enable' ? { ...one, nodeIds } : one));
    const waits = (...more: readonly EntryBody[]) =>
      after([[A1]], [trips('feed-a'), ...more], { steps }).steps.find(({ id }) => id === 'enable');

    expect(waits()).toMatchObject({
      status: 'pending',
      waitingFor: expect.stringContaining(`wave ${A1}`),
    });
    expect(waits(is('enable/map', 'held', 'X'))?.waitingFor).toBe(
      'retry or skip since 2022-10-15T06:30:01.000Z; and 1 more',
    );
  });

  it('is shown as before by a plan that does not tell of its waves and roles', () => {
    const held = [trips('feed-a'), is('power-safe/feed-a', 'done')];

    expect(loginWaits([[A1]], held, {})).toContain('resume with a cause, since');
    expect(loginWaits([], held, {})).toBeNull();
  });
});
