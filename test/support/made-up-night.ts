import { tinyApproval, tinyCall, tinyNodes, tinyPlan, tinyWork } from './tiny-plan';
import type { JsonObject } from '../../model/json';
import type { Outline, PlanNode, Slice, SliceServer } from '../../model/plan/plan';
import type { EntryBody, LedgerEntry } from '../../model/run/entry';
import { isoTime, timeOfIso } from '../../model/run/run';
import { buildView } from '../../model/view/build-view';
import { noFacts, takeEntries, type RunFacts } from '../../model/view/node-facts';
import type { RecoveryView } from '../../model/view/recovery-view';
import type { WhatIfPlan } from '../../model/view/what-if/world';

const AT = '2022-10-15T06:30:00.000Z';

const ramp = (share: number) =>
  tinyCall({
    id: `ramp-${String(share)}%`,
    uses: 'haproxy.weight',
    with: { service: 'login', weight: share },
    share,
  });

/** An approval, a wave, a service in two shares, a message, and a service behind that one. */
const NIGHT_NODES: readonly PlanNode[] = tinyNodes([
  { id: 'start', kind: 'approval', work: tinyApproval() },
  {
    id: 'restore/feed-a/w1',
    step: 'restore',
    kind: 'restore',
    feed: 'feed-a',
    guards: [0],
    servers: 4,
    work: tinyWork({ phases: [{ type: 'slice', id: 'start', slice: 'w1', servers: 4 }] }),
  },
  { id: 'restore', kind: 'restore', work: { type: 'join' } },
  {
    id: 'enable/login',
    step: 'enable',
    kind: 'enable',
    service: 'login',
    needs: [1],
    work: tinyWork({ phases: [tinyCall({ id: 'health', effect: 'read' }), ramp(25), ramp(100)] }),
  },
  {
    id: 'enable/map',
    step: 'enable',
    kind: 'enable',
    service: 'map',
    needs: [3],
    work: tinyWork(),
  },
  { id: 'enable', kind: 'enable', needs: [3, 4], work: { type: 'join' } },
  {
    id: 'tell',
    needs: [2],
    work: tinyWork({
      phases: [
        tinyCall({ id: 'call', uses: 'mail.send', effect: 'once', with: { channel: 'ops' } }),
      ],
    }),
  },
]);

const NIGHT_OUTLINE: Outline = {
  steps: [
    { id: 'start', kind: 'approval', title: 'Start?', nodes: [0], nodeIds: ['start'] },
    {
      id: 'restore',
      kind: 'restore',
      title: 'Servers up',
      nodes: [1, 2],
      nodeIds: ['restore/feed-a/w1', 'restore'],
      servers: 4,
    },
    {
      id: 'enable',
      kind: 'enable',
      title: 'Services up',
      nodes: [3, 4, 5],
      nodeIds: ['enable/login', 'enable/map', 'enable'],
    },
    { id: 'tell', kind: 'action', title: 'Tell', nodes: [6], nodeIds: ['tell'] },
  ],
  services: [
    {
      id: 'login',
      title: 'Login',
      tier: 1,
      weight: 10,
      rtoMs: 1_800_000,
      needs: [],
      servers: 1,
      node: 'enable/login',
    },
    {
      id: 'map',
      title: 'Map',
      tier: 3,
      weight: 3,
      rtoMs: 3_600_000,
      needs: ['login'],
      servers: 0,
      node: 'enable/map',
    },
  ],
  feeds: [
    {
      id: 'feed-a',
      title: 'Feed A',
      usableKw: 10,
      servers: 4,
      waves: [{ step: 'restore', node: 'restore/feed-a/w1', servers: 4, kw: 1 }],
    },
  ],
};

const server = (id: string): SliceServer => ({
  id,
  rack: 'r1',
  watts: 100,
  inrush: 1,
  bmc: `https://${id}.bmc.example`,
});

const WAVE: Slice = {
  type: 'wave',
  feeds: [],
  servers: ['a01', 'a02', 'a03', 'a04'].map(server),
  canary: 1,
  start: { uses: 'redfish.power', with: {} },
  ready: { uses: 'http.check', with: {}, everyMs: 1000, withinMs: 1000 },
  interlocks: [],
  tolerate: { electrical: 0, oneRack: 0, other: 0 },
  retry: { attempts: 1, delayMs: 0, backoff: 1, maxDelayMs: 0 },
};

/** A plan in which service login runs on server a02. */
export function nightPlan(): WhatIfPlan {
  const { manifest } = tinyPlan(NIGHT_NODES);
  const on = (id: string, services: readonly string[]) => ({
    kind: 'server' as const,
    id,
    addresses: [],
    record: { services: [...services] },
  });
  return {
    manifest: {
      ...manifest,
      services: ['login', 'map'],
      feeds: { 'feed-a': { sections: [], waves: [1], shares: [] } },
    },
    outline: NIGHT_OUTLINE,
    nodes: NIGHT_NODES,
    makeSafe: [
      {
        id: 'quiet',
        title: 'No more traffic',
        work: tinyWork({
          forEach: 'run.notYetEnabled',
          phases: [
            tinyCall({
              uses: 'haproxy.weight',
              with: { service: '${{ item }}', weight: 0 },
            }),
          ],
        }),
      },
    ],
    targets: {
      environment: 'lab',
      objects: { 'server:a01': on('a01', []), 'server:a02': on('a02', ['login']) },
      foreignHosts: [],
    },
    slices: new Map([['w1', WAVE]]),
    targetsOf: (_, input: JsonObject) =>
      ['service', 'channel'].flatMap((kind) => {
        const id = input[kind];
        return typeof id === 'string' ? [`${kind}:${id}`] : [];
      }),
  };
}

/** What a ledger tells after some entries, a second apart. */
export function nightAfter(bodies: readonly EntryBody[]): {
  readonly view: RecoveryView;
  readonly facts: RunFacts;
} {
  const entries = bodies.map((body, i): LedgerEntry => ({
    seq: i + 1,
    at: isoTime((timeOfIso(AT) ?? 0) + i * 1000),
    body,
  }));
  const facts = noFacts();
  takeEntries(facts, entries);
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
  const { manifest, outline } = nightPlan();
  return { view: buildView(row, manifest, outline, entries, []), facts };
}

/** A node came to a status. */
export function became(
  node: string,
  status: Extract<EntryBody, { type: 'node' }>['status'],
  code?: string,
): EntryBody {
  return {
    type: 'node',
    node,
    status,
    attempt: 1,
    ...(code === undefined ? {} : { error: { code, message: 'it says no' } }),
  };
}

/** Wave up, login at 25 %, and what is recorded of both. */
export const NIGHT_SO_FAR: readonly EntryBody[] = [
  became('start', 'done'),
  became('restore/feed-a/w1', 'running'),
  {
    type: 'changed',
    serial: 1,
    node: 'restore/feed-a/w1',
    phase: 'start',
    with: {},
    before: { marks: 'rrRf' },
  },
  became('restore/feed-a/w1', 'done'),
  became('restore', 'done'),
  became('enable/login', 'running'),
  { type: 'phase', node: 'enable/login', attempt: 1, phase: 'health' },
  {
    type: 'changed',
    serial: 2,
    node: 'enable/login',
    phase: 'ramp-25%',
    with: { service: 'login', weight: 25 },
    before: { current: 0, initial: 64 },
  },
  { type: 'phase', node: 'enable/login', attempt: 1, phase: 'ramp-25%', share: 25 },
];
