import { nightNodes, NightRun, sliceOf, started } from '../../test/support/tiny-night';
import { did, say, tinyRun } from '../../test/support/tiny-run';
import { tinyApproval, tinyPlan, tinyPolicy, type TinyNode } from '../../test/support/tiny-plan';
import type { RunDriver } from '../../test/support/run-driver';

const A1 = 'restore/feed-a/w1';
const A2 = 'restore/feed-a/w2';
const B1 = 'restore/feed-b/w1';
const BOTH = 'restore/feed-a+feed-b/w1';
const failure = { ok: false, end: 'failed', retry: false } as const;
const error = { code: 'TARGET_REFUSED', message: '' };

/** Waves named by their feeds, as `a`, `ab2`; each needs nothing unless it says otherwise. */
function waves(...list: readonly (string | TinyNode)[]): RunDriver {
  return tinyRun(
    list.map((one): TinyNode => {
      const node: TinyNode = typeof one === 'string' ? { id: one } : one;
      const feeds = node.id.match(/[a-z]/g) ?? [];
      return { needs: [], mutex: feeds.map((feed) => `feed:${feed}`), ...node };
    }),
    2,
  );
}

describe('a wave on two feeds', () => {
  it('lets later waves pass while one is at work that was there before, and then no more', () => {
    const run = waves('a1', 'ab', 'b1', 'a2', 'b2', 'b3');
    expect(run.flying).toEqual(['a1', 'b1']);
    run.answer('b1');
    expect(run.flying).toEqual(['a1', 'b2']);

    run.answer('a1');
    expect(run.flying).toEqual(['b2']);
    run.answer('b2');
    expect(run.flying).toEqual(['ab']);
    run.answer('ab');

    expect(run.flying).toEqual(['a2', 'b3']);
  });

  it('waits for all that were at work when it became ready, and for one that passed it meanwhile', () => {
    const run = waves('first', { id: 'ab', needs: [0] }, 'a1', 'a2', 'a3', 'b1', 'b2');
    run.answer('first');
    run.answer('a1');
    expect(run.flying).toEqual(['b1', 'a2']);

    run.answer('b1');
    expect(run.flying).toEqual(['a2']);
    run.answer('a2');

    expect(run.flying).toEqual(['ab']);
  });

  it('keeps a feed also while one before it keeps the other', () => {
    const run = waves('first', 'a1', 'ab', 'bc', 'b1', 'c1', 'c2', { id: 'a2', needs: [0] });
    expect(run.flying).toEqual(['first', 'a1', 'bc']);
    run.answer('bc');
    expect(run.flying).toEqual(['first', 'a1', 'b1', 'c1']);
    run.answer('a1');

    run.answer('first');
    expect(run.flying).toEqual(['b1', 'c1']);
    run.answer('b1');

    expect(run.flying).toEqual(['c1', 'ab']);
  });

  it('lets waves before it in the plan go first', () => {
    const run = waves('first', 'b1', { id: 'a2', needs: [0] }, 'ab', 'b2');
    expect(run.flying).toEqual(['first', 'b1']);

    run.answer('first');

    expect(run.flying).toEqual(['b1', 'a2']);
  });

  it('is not passed by one that becomes ready while others are started', () => {
    const run = waves(
      'a1',
      { id: 'left-out', skip: 'not here', mutex: [], needs: [0] },
      'ab',
      { id: 'a2', needs: [1] },
      'b1',
    );
    expect(run.flying).toEqual(['a1', 'b1']);

    run.answer('a1');

    expect(run.status('left-out')).toBe('skipped');
    expect(run.flying).toEqual(['b1']);
  });

  it('keeps its turn through a take-over', () => {
    const run = waves('a1', 'ab', 'b1', 'a2', 'b2');
    run.answer('a1');
    expect(run.flying).toEqual(['b1']);
    expect(run.run.state.turns).toEqual({ '1': [] });
    run.continueAsNew(() => ({ ...failure, retry: true, error }));

    run.wait(2000);

    expect(run.flying).toEqual(['b1']);
    run.answer('b1');
    expect(run.flying).toEqual(['ab']);
    expect(run.run.state.turns).toEqual({});
  });

  it('still lets others pass one whose page comes late after a take-over', () => {
    const run = waves('first', { id: 'ab', needs: [0] }, 'a1', 'b1', 'b2', 'b3');
    run.answer('first');
    run.answer('b1');
    expect(run.flying).toEqual(['a1', 'b2']);

    run.continueAsNew(() => ({ ...failure, retry: true, error }));
    run.wait(2000);
    run.answer('b2');

    expect(run.flying).toEqual(['a1', 'b3']);
  });

  it('keeps no feed behind an approval that is asked again', () => {
    const gate: TinyNode = {
      id: 'gate',
      kind: 'approval',
      needs: [],
      mutex: [],
      work: tinyApproval({ upToServers: 10 }),
    };
    const run = waves(
      gate,
      { id: 'a1', needs: [0], guards: [0], servers: 10 },
      { id: 'ab', needs: [0], guards: [0], servers: 10 },
      { id: 'first', mutex: [] },
      { id: 'b1', needs: [3] },
      { id: 'a2', needs: [1] },
    );
    run.submit('bo', 'commander', 'approve', 'gate');
    run.submit('cy', 'manager', 'approve', 'gate');
    run.answer('first');
    expect(run.flying).toEqual(['a1', 'b1']);

    // The bound of the gate would be passed by `ab`.
    run.answer('a1');

    expect(run.flying).toEqual(['b1', 'a2']);
    run.answer('b1');
    run.answer('a2');
    expect(run.status('gate')).toBe('waiting');
  });

  it('keeps no feed while it stands on what was put back', () => {
    const approved: TinyNode = { id: 'gate', kind: 'approval', mutex: [], work: tinyApproval() };
    const run = waves(
      { id: 'ground', mutex: [] },
      { id: 'pause', needs: [0], mutex: [], work: { type: 'wait', ms: 1000 } },
      approved,
      'a1',
      { id: 'ab', needs: [1] },
      { id: 'b1', needs: [2] },
      { id: 'a2', needs: [3] },
    );
    run.answer('ground', did('off'));
    run.wait(1000);
    expect(say(run, 'undo', 'ground')).toBe('taken');
    run.answer('undo-1/ground');
    expect(run.status('ground')).toBe('undone');
    expect(run.run.state.turns).toEqual({});

    run.submit('bo', 'commander', 'approve', 'gate');
    run.submit('cy', 'manager', 'approve', 'gate');
    run.answer('a1');

    expect(run.flying).toEqual(['b1', 'a2']);
  });

  it('keeps no feed from others while a section of the other is closed, maybe by hand', () => {
    const run = waves('a1', 'ab', { id: 'b', kind: 'energise' }, 'a2');
    expect(run.flying).toEqual(['a1', 'b']);

    run.answer('a1');

    expect(run.flying).toEqual(['b', 'a2']);
  });
});

describe('a wave on two feeds of which one trips', () => {
  it('is the next on the other feed, and lets the later waves of that one go on behind it', () => {
    const late = { [B1]: { needs: [5, 12] } };
    const run = NightRun.of(late).energised();
    expect(run.flying).toEqual([A1, 'restore/feed-c/w1']);

    run.trip(A1, 'feed-a');
    run.endCancelled();

    expect(sliceOf(run, BOTH).liveFeeds).toEqual(['feed-b']);
    run.answer(BOTH, started());
    expect(run.flying).toContain(B1);
    expect(run.status(A2)).toBe('pending');
  });

  it('keeps no feed for one at work that stands on what is held', () => {
    const C1 = 'restore/feed-c/w1';
    const more: readonly TinyNode[] = [
      { id: 'gate', kind: 'approval', needs: [], work: tinyApproval() },
      { id: 'd1', needs: [], mutex: ['feed:feed-d'] },
      { id: 'c+d', needs: [18], mutex: ['feed:feed-c', 'feed:feed-d'] },
      { id: 'd2', needs: [18], mutex: ['feed:feed-d'] },
    ];
    const { nodes, options } = nightNodes(
      { [A2]: { needs: [12] }, [B1]: { needs: [12] }, [C1]: { needs: [12] } },
      more,
    );
    const policy = tinyPolicy();
    const run = new NightRun(tinyPlan(nodes, { policy, ...options }), policy).energised();
    run.must('bo', 'commander', 'approve', 'gate');
    run.must('cy', 'manager', 'approve', 'gate');
    run.answer(A1, started());
    run.answer(BOTH, started());
    run.answer('d1', started());
    run.trip(A2, 'feed-a');
    expect(run.flying).toEqual([B1, C1]);

    run.trip(B1, 'feed-b');

    expect(run.status(BOTH)).toBe('held');
    expect(run.flying).toEqual([C1, 'd2']);
  });

  it('keeps neither once the other one trips too', () => {
    const more: TinyNode = {
      id: 'a+c',
      needs: [11],
      mutex: ['feed:feed-a', 'feed:feed-c'],
      liveAfter: { 'feed-a': 4, 'feed-c': 6 },
    };
    const { nodes, options } = nightNodes({ [BOTH]: { needs: [6], needsAny: [] } }, [more]);
    const policy = tinyPolicy();
    const run = new NightRun(tinyPlan(nodes, { policy, ...options }), policy).energised();
    run.trip(A1, 'feed-a');
    run.trip(B1, 'feed-b');
    run.endCancelled();
    expect(run.status(BOTH)).toBe('pending');

    run.answer('restore/feed-c/w1', started());

    expect(run.flying).toContain('a+c');
  });
});
