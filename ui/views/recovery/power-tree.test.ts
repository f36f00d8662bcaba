import type { Feed, PlanFeed, Step } from '../../api/types';
import { powerTree, sharesText } from './power-tree';

const feed = (id: string, change: Partial<Feed> = {}): Feed => ({
  id,
  title: id,
  status: 'ok',
  trip: null,
  servers: { total: 2, up: 0, failed: 0, slow: 0 },
  waves: [
    { node: `restore/${id}/w1`, status: 'done', servers: 1, up: 1 },
    { node: `restore/${id}/w2`, status: 'pending', servers: 1, up: 0 },
  ],
  ...change,
});

const planned = (id: string, shares: PlanFeed['shares'] = []): PlanFeed => ({
  id,
  title: id,
  usableKw: 10,
  servers: 2,
  waves: [
    { step: 'restore', node: `restore/${id}/w1`, servers: 1, kw: 3 },
    { step: 'restore', node: `restore/${id}/w2`, servers: 1, kw: 4 },
  ],
  shares,
});

describe('powerTree', () => {
  it('hangs feeds under the UPS that they share, and others by themselves', () => {
    const shares = [{ feed: 'b', what: ['ups u1', 'rack r1'] }];
    const plan = {
      feeds: [planned('a', shares), planned('b', [{ feed: 'a', what: ['ups u1'] }]), planned('c')],
    };

    const tree = powerTree(plan, [feed('a'), feed('b'), feed('c')], []);

    expect(tree.map(({ root, leaves }) => [root, leaves.map((leaf) => leaf.feed.id)])).toEqual([
      ['ups u1', ['a', 'b']],
      ['', ['c']],
    ]);
    expect(sharesText(plan.feeds[0])).toBe('b: rack r1');
  });

  it('counts what was commanded at its peak, and nothing on a feed that tripped', () => {
    const plan = { feeds: [planned('a'), planned('b')] };

    const [branch] = powerTree(plan, [feed('a'), feed('b', { status: 'tripped' })], []);

    expect(branch?.leaves.map(({ loadKw }) => loadKw)).toEqual([3, 0]);
    expect(branch).toMatchObject({ loadKw: 3, usableKw: 20 });
  });

  it('knows a feed as energised once a section of it was closed', () => {
    const steps = [
      {
        kind: 'energise',
        parts: [{ id: 'energise/a/s1', feed: 'a', status: 'done' }],
      },
    ] as unknown as readonly Step[];

    const [branch] = powerTree({ feeds: [planned('a')] }, [feed('a')], steps);

    expect(branch?.leaves[0]?.isOn).toBe(true);
  });
});
