import { cancelledOutcome } from '../../test/support/run-driver';
import { closed, failed, lost, NightRun, sliceOf, started } from '../../test/support/tiny-night';

const OPEN = { sections: { s1: 'off' } } as const;
const SECTION = 'energise/feed-a';
const W1 = 'restore/feed-a/w1';
const W2 = 'restore/feed-a/w2';
const BOTH = 'restore/feed-a+feed-b/w1';

/** A run with the wave on feeds a and b alone at work. */
function withBoth(): NightRun {
  const run = NightRun.of().energised();
  for (const id of [W1, W2, 'restore/feed-b/w1']) run.answer(id, started());
  return run;
}

describe('a wave on two feeds', () => {
  it('goes on with the other one when one trips, after the shift of load', () => {
    const run = withBoth();
    expect(sliceOf(run, BOTH).liveFeeds).toEqual(['feed-a', 'feed-b']);
    run.wait(1000);

    run.trip(BOTH, 'feed-a');

    expect(run.status(BOTH)).toBe('running');
    expect(sliceOf(run, BOTH)).toMatchObject({
      liveFeeds: ['feed-b'],
      shift: { feed: 'feed-a', at: run.now },
    });
    expect(sliceOf(run, BOTH).shift).toEqual({ feed: 'feed-a', at: run.now });
  });

  it('is called off and sent again where another slice finds the trip', () => {
    const run = NightRun.of({ [BOTH]: { mutex: [] } }).energised();
    const before = run.callOf(BOTH)!;

    run.trip(W1, 'feed-a');
    expect(run.cancelled.has(before.token)).toBe(true);
    expect(run.bodies('waits')).toContainEqual({ type: 'waits', node: BOTH, feed: 'feed-a' });
    run.endCancelled({ marks: 'oo.' });

    expect(sliceOf(run, BOTH)).toMatchObject({
      liveFeeds: ['feed-b'],
      checkpoint: { marks: 'oo.' },
    });
  });

  it('is held once no feed of its own is live any more, and takes up with the first that is', () => {
    const run = withBoth();
    run.trip(BOTH, 'feed-a');

    run.trip(BOTH, 'feed-b');
    expect(run.status(BOTH)).toBe('held');
    run.signOff('feed-b', false);
    expect(run.resumeFeed('feed-b')).toBe('taken');
    run.answer('energise/feed-b', closed());
    run.answer('restore/feed-b/w1', started());

    expect(sliceOf(run, BOTH).liveFeeds).toEqual(['feed-b']);
  });

  it('is held too where it needs something on the feed that trips, and keeps its turn from nobody', () => {
    const run = NightRun.of({ [BOTH]: { needs: [8] } }).energised();
    for (const id of [W1, W2, 'restore/feed-b/w1']) run.answer(id, started());
    expect(run.flying).toContain(BOTH);

    run.trip(BOTH, 'feed-a');
    expect(run.status(BOTH)).toBe('held');
    run.signOff('feed-a', false);
    expect(run.resumeFeed('feed-a')).toBe('taken');
    run.answer(SECTION, closed());
    run.answer(W1, started());

    for (const id of [W2, BOTH]) run.answer(id, started());
    expect(run.status('restore')).toBe('pending');
    run.answer('restore/feed-c/w1', started());
    expect(run.status('restore')).toBe('done');
  });

  it('stays done when one of its feeds trips, and not when both do', () => {
    const run = withBoth();
    run.answer(BOTH, started());

    run.trip('restore/feed-c/w1', 'feed-a');
    expect(run.status(BOTH)).toBe('done');
    run.trip('restore/feed-c/w1', 'feed-b');

    expect(run.status(BOTH)).toBe('held');
  });

  it('looks at its servers again when a feed is resumed: the other one may have been dark for a while too', () => {
    const run = withBoth();
    run.answer(BOTH, started());
    run.trip('restore/feed-c/w1', 'feed-a');
    run.signOff('feed-a', false);

    run.resumeFeed('feed-a');
    expect(run.status(BOTH)).toBe('pending');
    run.answer(SECTION, closed());
    for (const id of [W1, W2]) run.answer(id, started());

    expect(sliceOf(run, BOTH)).toMatchObject({ liveFeeds: ['feed-a', 'feed-b'] });
    expect(sliceOf(run, BOTH)).not.toHaveProperty('checkpoint');
  });
});

describe('what shares something with a feed that tripped', () => {
  it('is called off and sent again with the shift and its checkpoint; other feeds are left alone', () => {
    const run = NightRun.of().energised();
    const onB = run.callOf('restore/feed-b/w1')!;
    const onC = run.callOf('restore/feed-c/w1')!;

    run.trip(W1, 'feed-a');
    const at = run.now;
    run.wait(700);
    run.endCancelled({ marks: 'o.' });

    expect(run.cancelled.has(onB.token)).toBe(true);
    expect(run.cancelled.has(onC.token)).toBe(false);
    expect(sliceOf(run, 'restore/feed-b/w1')).toMatchObject({
      shift: { feed: 'feed-a', at },
      checkpoint: { marks: 'o.' },
      attempt: 1,
    });
    expect(run.bodies('waits')).toEqual([
      { type: 'waits', node: 'restore/feed-b/w1', feed: 'feed-a' },
    ]);
    expect(run.status('restore/feed-b/w1')).toBe('running');
  });

  it('is told of the shift also where it starts only later', () => {
    const run = NightRun.of();
    for (const feed of ['feed-a', 'feed-b']) run.signOff(feed);
    run.trip(SECTION, 'feed-a', OPEN);
    run.endCancelled();
    run.answer('energise/feed-b', closed());

    // The section was read safe after the shift, so nothing is left to wait for.
    expect(sliceOf(run, 'restore/feed-b/w1').shift).toBeUndefined();
  });

  it('keeps the shift where a slice ends well that was sent before it', () => {
    const run = NightRun.of().energised();

    run.trip(W1, 'feed-a');
    run.answer('restore/feed-b/w1', started());

    expect(sliceOf(run, BOTH).shift?.feed).toBe('feed-a');
    run.answer(BOTH, started());
    expect(run.run.state.feeds['feed-b']?.shift).toBeUndefined();
  });

  it('waits on where something is put back on it, which reads nothing of the feed', () => {
    const run = NightRun.of().energised();
    run.answer('restore/feed-b/w1', started());
    run.trip(W1, 'feed-a');
    run.endCancelled();
    run.must('bo', 'commander', 'undo', 'restore/feed-b/w1');
    run.answer(BOTH, failed());

    expect(sliceOf(run, 'undo-1/restore/feed-b/w1').shift).toBeUndefined();
    run.answer('undo-1/restore/feed-b/w1');
    run.must('bo', 'commander', 'retry', BOTH);

    expect(sliceOf(run, BOTH).shift?.feed).toBe('feed-a');
  });

  it('waits on through a lost worker, a stop and a take-over', () => {
    const run = NightRun.of().energised();
    run.trip(W1, 'feed-a');
    run.endCancelled();

    run.answer('restore/feed-b/w1', lost());
    expect(sliceOf(run, 'restore/feed-b/w1').shift?.feed).toBe('feed-a');
    run.must('ann', 'engineer', 'stop');
    run.endCancelled();
    run.must('ann', 'engineer', 'resume');
    expect(sliceOf(run, 'restore/feed-b/w1').shift?.feed).toBe('feed-a');
    run.continueAsNew(() => cancelledOutcome());

    expect(sliceOf(run, 'restore/feed-b/w1').shift?.feed).toBe('feed-a');
  });

  it('trips by itself where it is not safe after all', () => {
    const run = NightRun.of().energised();
    run.trip(W1, 'feed-a');
    run.endCancelled();

    run.trip('restore/feed-b/w1', 'feed-b');

    expect(run.status('restore/feed-b/w1')).toBe('held');
    expect(run.bodies('tripped').map((one) => one.feed)).toEqual(['feed-a', 'feed-b']);
  });
});
