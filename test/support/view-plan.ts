import { canonicalJson, digestOf } from '../../model/canonical-json';
import type { Manifest, Outline, PlanNode, PlanParts } from '../../model/plan/plan';
import { tinyCall, tinyNodes, tinyPlan, tinyPolicy, tinyWork } from './tiny-plan';
import { RunDriver } from './run-driver';

const slice = (id: string) =>
  tinyWork({ phases: [{ type: 'slice', id: 'start', slice: id, servers: 10 }] });

/** A little of everything: a gate on one feed, two waves, one service in two shares, a group. */
const NODES: readonly PlanNode[] = tinyNodes([
  {
    id: 'power-safe/feed-a',
    step: 'power-safe',
    kind: 'power',
    feed: 'feed-a',
    title: 'Power on feed-a is safe',
    work: {
      type: 'power',
      locks: [{ id: 'lock-1', holder: 'bo' }],
      permits: [{ id: 'insulation', unit: 'MOhm', min: 25, maxAgeMs: 3_600_000 }],
      signOff: {
        roles: ['commander', 'manager'],
        quorum: 2,
        distinctRoles: true,
        notStarter: false,
      },
      expiresMs: 7_200_000,
    },
  },
  { id: 'power-safe', kind: 'power', work: { type: 'join' } },
  {
    id: 'restore/feed-a/w1',
    step: 'restore',
    kind: 'restore',
    feed: 'feed-a',
    needs: [0],
    servers: 10,
    work: slice('restore/feed-a/w1'),
  },
  {
    id: 'restore/feed-a/w2',
    step: 'restore',
    kind: 'restore',
    feed: 'feed-a',
    servers: 5,
    work: slice('restore/feed-a/w2'),
  },
  { id: 'restore', kind: 'restore', work: { type: 'join' } },
  {
    id: 'enable/login',
    step: 'enable',
    kind: 'enable',
    service: 'login',
    needs: [2],
    work: tinyWork({
      phases: [
        tinyCall({ id: 'health' }),
        tinyCall({ id: 'ramp-25%', share: 25 }),
        tinyCall({ id: 'ramp-100%', share: 100 }),
      ],
    }),
  },
  { id: 'enable', kind: 'enable', work: { type: 'join' } },
  { id: 'tell', title: 'Tell everyone', needs: [6] },
  { id: 'after', kind: 'group', needs: [7], work: { type: 'join' } },
]);

const OUTLINE: Outline = {
  steps: [
    {
      id: 'power-safe',
      kind: 'power',
      title: 'Power is safe',
      nodes: [0, 1],
      nodeIds: ['power-safe/feed-a', 'power-safe'],
    },
    {
      id: 'restore',
      kind: 'restore',
      title: 'Servers up',
      nodes: [2, 3, 4],
      nodeIds: ['restore/feed-a/w1', 'restore/feed-a/w2', 'restore'],
      servers: 15,
    },
    {
      id: 'enable',
      kind: 'enable',
      title: 'Services up',
      nodes: [5, 6],
      nodeIds: ['enable/login', 'enable'],
    },
    { id: 'after', kind: 'group', title: 'Afterwards', nodes: [8], nodeIds: ['after'] },
    {
      id: 'tell',
      kind: 'action',
      title: 'Tell everyone',
      group: 'after',
      nodes: [7],
      nodeIds: ['tell'],
    },
  ],
  services: [
    {
      id: 'login',
      title: 'Login',
      tier: 1,
      weight: 10,
      rtoMs: 1_800_000,
      needs: [],
      servers: 10,
      node: 'enable/login',
    },
    { id: 'map', title: 'Map', tier: 4, weight: 1, rtoMs: 3_600_000, needs: [], servers: 1 },
  ],
  feeds: [
    {
      id: 'feed-a',
      title: 'Feed A',
      usableKw: 10,
      servers: 15,
      waves: [
        { step: 'restore', node: 'restore/feed-a/w1', servers: 10, kw: 4 },
        { step: 'restore', node: 'restore/feed-a/w2', servers: 5, kw: 2 },
      ],
    },
  ],
};

/** A run of the little plan, on the reducer alone, with the outline that compile would give. */
export function viewRun(speed = 1): {
  readonly driver: RunDriver;
  readonly manifest: Manifest;
  readonly outline: Outline;
  readonly parts: PlanParts;
} {
  const policy = tinyPolicy();
  const plan = tinyPlan(NODES, { policy });
  return {
    parts: withOutline(plan, OUTLINE),
    driver: new RunDriver(plan, policy, { speed }),
    manifest: plan.manifest,
    outline: OUTLINE,
  };
}

/** Opens the power gate of {@link viewRun}. */
export function openPowerGate(driver: RunDriver): void {
  const step = 'power-safe/feed-a';
  driver.say('bo', 'commander', 'lock', step, { answer: { lock: 'lock-1', state: 'released' } });
  driver.say('cy', 'manager', 'reading', step, { answer: { id: 'insulation', value: 40 } });
  driver.say('bo', 'commander', 'sign-off', step);
  driver.say('cy', 'manager', 'sign-off', step);
}

/** A plan with an outline, which those of tests do without. */
export function withOutline(
  plan: { readonly manifest: Manifest; readonly texts: ReadonlyMap<string, string> },
  outline: Outline,
): PlanParts {
  const manifest: Manifest = { ...plan.manifest, outline: digestOf(outline) };
  const texts = new Map(plan.texts);
  for (const part of [outline, manifest]) texts.set(digestOf(part), canonicalJson(part));
  return { planDigest: digestOf(manifest), manifest, texts };
}
