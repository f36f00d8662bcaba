import fc from 'fast-check';
import type { FeedPlace, Manifest, PlanNode } from '../../model/plan/plan';
import { nightNodes } from './tiny-night';
import {
  tinyApproval,
  tinyCall,
  tinyPlan,
  tinyPolicy,
  tinyWork,
  type TinyNode,
  type TinyPlan,
} from './tiny-plan';

/*
 * Plans of random bad nights: the small site with more steps behind it, some of them waves.
 */

export const FEEDS = ['feed-a', 'feed-b', 'feed-c'] as const;

const KINDS = [
  'call',
  'once',
  'phases',
  'poll',
  'approval',
  'manual',
  'wait',
  'join',
  'each',
  'wave',
] as const;
type Kind = (typeof KINDS)[number];

const WORK: Readonly<Record<Kind, TinyNode['work']>> = {
  call: tinyWork(),
  once: tinyWork({ phases: [tinyCall({ effect: 'once' }), tinyCall({ id: 'more' })] }),
  phases: tinyWork({
    phases: [tinyCall({ id: 'p1' }), { type: 'pause', id: 'p2', ms: 500 }, tinyCall({ id: 'p3' })],
  }),
  poll: tinyWork({
    phases: [tinyCall({ effect: 'read', poll: { everyMs: 100, withinMs: 5000, forMs: 0 } })],
  }),
  approval: tinyApproval(),
  manual: { type: 'manual', assignee: 'manager', form: {}, keep: false },
  wait: { type: 'wait', ms: 700 },
  join: { type: 'join' },
  each: tinyWork({ forEach: '[1, 2]' }),
  wave: tinyWork({ phases: [{ type: 'slice', id: 'slice', slice: 'more', servers: 1 }] }),
};

/** Sections of the small site by feed. */
const SECTIONS: Readonly<Record<string, number>> = { 'feed-a': 4, 'feed-b': 5, 'feed-c': 6 };

/** What makes a step behind the small site a wave on these feeds. */
function onFeeds(feeds: readonly string[]): Partial<TinyNode> {
  const liveAfter = Object.fromEntries(feeds.map((feed) => [feed, SECTIONS[feed]!]));
  return {
    kind: 'restore',
    mutex: feeds.map((feed) => `feed:${feed}`),
    liveAfter,
    needsAny: [Object.values(liveAfter)],
    servers: 1,
  };
}

/** Nodes of the small site: steps behind it may need any of them. */
const SITE_NODES = 18;

const behind = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...KINDS),
      needs: fc.array(fc.nat(), { maxLength: 2 }),
      onFailure: fc.constantFrom('hold', 'continue', 'undo'),
      feeds: fc.subarray([...FEEDS], { minLength: 1 }),
    }),
    { maxLength: 6 },
  )
  .map((list) =>
    list.map((one, i): TinyNode => ({
      id: `more-${String(i)}`,
      needs: [...new Set(one.needs.map((need) => need % (SITE_NODES + i)))],
      onFailure: one.onFailure,
      kind: one.kind === 'approval' || one.kind === 'manual' ? one.kind : 'action',
      work: WORK[one.kind]!,
      ...(one.kind === 'wave' ? onFeeds(one.feeds) : {}),
    })),
  );

const share = fc.boolean();

/** A plan of a bad night, in pages, with few or many calls at once. */
export const nights = fc.record({
  behind,
  perPage: fc.integer({ min: 2, max: 24 }),
  inFlight: fc.integer({ min: 1, max: 12 }),
  shares: fc.record({ ab: share, ac: share, bc: share }),
  upTo: fc.option(fc.integer({ min: 5, max: 25 }), { nil: undefined }),
  /** Rounds in which all goes well before the night begins. */
  calm: fc.nat(12),
});
export type Night = typeof nights extends fc.Arbitrary<infer T> ? T : never;

/** The plan of a night. */
export function planOfNight(night: Night): TinyPlan {
  const bound: Readonly<Record<string, Partial<TinyNode>>> =
    night.upTo === undefined
      ? {}
      : {
          'restore/feed-c/w1': { needs: [6], guards: [18] },
          'restore/feed-b/w1': { needs: [5], guards: [18] },
        };
  const more: TinyNode[] = [
    {
      id: 'more-bound',
      kind: 'approval',
      needs: [],
      work: tinyApproval({ upToServers: night.upTo ?? 1 }),
    },
    // What needs a node by its place keeps its place.
    ...night.behind.map((node) => ({
      ...node,
      needs: (node.needs ?? []).map((need) => (need >= SITE_NODES ? need + 1 : need)),
    })),
  ];
  const { nodes, options } = nightNodes(bound, more);
  const { perPage, inFlight } = night;
  const feeds = sharedFeeds(withWaves(options.feeds ?? {}, nodes), night.shares);
  return tinyPlan(nodes, { policy: tinyPolicy(), ...options, perPage, inFlight, feeds });
}

/** Waves behind the small site are waves of their feeds like any other. */
function withWaves(
  places: Readonly<Record<string, FeedPlace>>,
  nodes: readonly PlanNode[],
): Readonly<Record<string, FeedPlace>> {
  const waves = nodes.filter((node) => node.index >= SITE_NODES && node.liveAfter !== undefined);
  return Object.fromEntries(
    Object.entries(places).map(([feed, place]) => {
      const more = waves.filter((node) => Object.hasOwn(node.liveAfter ?? {}, feed));
      return [feed, { ...place, waves: [...place.waves, ...more.map((node) => node.index)] }];
    }),
  );
}

function sharedFeeds(
  places: Readonly<Record<string, FeedPlace>>,
  shares: Night['shares'],
): NonNullable<Manifest['feeds']> {
  const pairs: readonly (readonly [string, string, boolean])[] = [
    ['feed-a', 'feed-b', shares.ab],
    ['feed-a', 'feed-c', shares.ac],
    ['feed-b', 'feed-c', shares.bc],
  ];
  return Object.fromEntries(
    Object.entries(places).map(([feed, place]) => [
      feed,
      {
        ...place,
        shares: pairs.flatMap(([one, other, isShared]) =>
          isShared && (one === feed || other === feed)
            ? [{ feed: one === feed ? other : one, what: ['ups ups-1'] }]
            : [],
        ),
      },
    ]),
  );
}
