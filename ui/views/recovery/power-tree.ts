import type { Feed, Plan, PlanFeed, Step } from '../../api/types';

/** A feed as the tree shows it. */
export interface FeedLeaf {
  readonly feed: Feed;
  readonly planned: PlanFeed | undefined;
  readonly usableKw: number;
  /** By the plan: what was commanded counts at its peak. */
  readonly loadKw: number;
  readonly isOn: boolean;
  /** Its power gate, as statements name it; empty where the plan has none. */
  readonly gate: string;
}

/** Feeds that hang under the same source of power. */
export interface Branch {
  /** Such as `ups ups-1`; empty for feeds with a path of their own. */
  readonly root: string;
  readonly leaves: readonly FeedLeaf[];
  readonly usableKw: number;
  readonly loadKw: number;
}

/** What feeds can hang under, the nearest to the source first. */
const ROOTS = /^(source|generator|board|ups) /;

/** The power tree, as far as the plan tells it: feeds under what they share. */
export function powerTree(
  plan: Pick<Plan, 'feeds'>,
  feeds: readonly Feed[],
  steps: readonly Step[],
): readonly Branch[] {
  const planned = new Map(plan.feeds.map((feed) => [feed.id, feed]));
  const on = feedsOn(steps);
  const gates = gatesOf(steps);
  const branches = new Map<string, FeedLeaf[]>();
  for (const feed of feeds) {
    const found = planned.get(feed.id);
    const root = found?.shares.flatMap(({ what }) => what).find((one) => ROOTS.test(one)) ?? '';
    const leaves = branches.get(root) ?? [];
    leaves.push(leafOf(feed, found, on.has(feed.id), gates.get(feed.id) ?? ''));
    branches.set(root, leaves);
  }
  return [...branches]
    .sort(([a], [b]) => Number(a === '') - Number(b === '') || (a < b ? -1 : 1))
    .map(([root, leaves]) => ({
      root,
      leaves,
      usableKw: sum(leaves.map(({ usableKw }) => usableKw)),
      loadKw: sum(leaves.map(({ loadKw }) => loadKw)),
    }));
}

function leafOf(feed: Feed, planned: PlanFeed | undefined, isOn: boolean, gate: string): FeedLeaf {
  const kwOf = new Map(planned?.waves.map(({ node, kw }) => [node, kw]));
  const begun = feed.waves.filter(({ status }) => status !== 'pending' && status !== 'skipped');
  return {
    feed,
    planned,
    usableKw: planned?.usableKw ?? 0,
    loadKw: feed.status === 'tripped' ? 0 : sum(begun.map(({ node }) => kwOf.get(node) ?? 0)),
    gate,
    isOn: isOn && feed.status !== 'tripped',
  };
}

/** What a feed has in common with others, but for what it hangs under: `feed-b: rack rab1`. */
export function sharesText(planned: PlanFeed | undefined): string {
  return (planned?.shares ?? [])
    .map(({ feed, what }) => [feed, what.filter((one) => !ROOTS.test(one)).join(', ')] as const)
    .filter(([, what]) => what !== '')
    .map(([feed, what]) => `${feed}: ${what}`)
    .join(' · ');
}

/** Feeds of which a section was closed. */
function feedsOn(steps: readonly Step[]): ReadonlySet<string> {
  const parts = steps.filter(({ kind }) => kind === 'energise').flatMap((step) => step.parts);
  return new Set(
    parts.flatMap(({ id, feed, status }) =>
      status === 'done' ? [feed ?? id.split('/')[1] ?? ''] : [],
    ),
  );
}

function gatesOf(steps: readonly Step[]): ReadonlyMap<string, string> {
  const parts = steps.filter(({ kind }) => kind === 'power').flatMap((step) => step.parts);
  return new Map(parts.map(({ id, feed }) => [feed ?? id.split('/')[1] ?? '', id]));
}

function sum(values: readonly number[]): number {
  return Math.round(values.reduce((total, value) => total + value, 0) * 10) / 10;
}
