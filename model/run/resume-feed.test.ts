import { closed, failed, lost, NightRun, sliceOf } from '../../test/support/tiny-night';
import { tinyCall, tinyWork } from '../../test/support/tiny-plan';

const OPEN = { sections: { s1: 'off' } } as const;
const SECTION = 'energise/feed-a';
const W1 = 'restore/feed-a/w1';
const W2 = 'restore/feed-a/w2';
/** Waves of feed a beside each other, both behind its section. */
const BESIDE = { [W1]: { mutex: [] }, [W2]: { mutex: [], needs: [4] } };

describe('resume of a feed', () => {
  it('is refused where the feed has not tripped', () => {
    const run = NightRun.of().energised();

    expect(run.resumeFeed('feed-a')).toBe('ACT_NOT_POSSIBLE');
    expect(run.resumeFeed('feed-z')).toBe('ACT_NOT_POSSIBLE');
  });

  it('is refused without a cause', () => {
    const run = NightRun.of().energised();
    run.trip(W1, 'feed-a');
    run.signOff('feed-a', false);

    expect(run.resumeFeed('feed-a', ' ')).toBe('CAUSE_MISSING');
  });

  it('is refused until the gate is signed off again', () => {
    const run = NightRun.of().energised();
    run.trip(W1, 'feed-a');

    expect(run.resumeFeed('feed-a')).toBe('TRIP_NOT_SIGNED_OFF');
    run.must('bo', 'commander', 'sign-off', 'safe/feed-a');
    expect(run.resumeFeed('feed-a')).toBe('TRIP_NOT_SIGNED_OFF');
    run.must('cy', 'manager', 'sign-off', 'safe/feed-a');

    expect(run.resumeFeed('feed-a')).toBe('taken');
  });

  it('is refused while the gate is denied or has expired, until it is asked and signed again', () => {
    const run = NightRun.of().energised();
    run.trip(W1, 'feed-a');
    run.wait(3_600_000);
    expect(run.status('safe/feed-a')).toBe('held');
    expect(run.resumeFeed('feed-a')).toBe('TRIP_NOT_SIGNED_OFF');

    run.must('bo', 'commander', 'retry', 'safe/feed-a');
    run.must('cy', 'manager', 'deny', 'safe/feed-a');
    expect(run.resumeFeed('feed-a')).toBe('TRIP_NOT_SIGNED_OFF');
    run.must('bo', 'commander', 'retry', 'safe/feed-a');
    run.signOff('feed-a', false);

    expect(run.resumeFeed('feed-a')).toBe('taken');
  });

  it('sends everything again with the next attempt and no checkpoint, from the section on', () => {
    const run = NightRun.of().energised();
    run.answer(W1, lost({ marks: 'o.' }));
    expect(sliceOf(run, W1).checkpoint).toEqual({ marks: 'o.' });
    run.trip(W1, 'feed-a');
    run.signOff('feed-a', false);

    run.resumeFeed('feed-a');
    expect(sliceOf(run, SECTION)).toMatchObject({ attempt: 2, mayClose: false });
    expect(run.flying).not.toContain(W1);
    run.answer(SECTION, closed());

    expect(sliceOf(run, W1)).toMatchObject({ attempt: 2, liveFeeds: ['feed-a'] });
    expect(sliceOf(run, W1)).not.toHaveProperty('checkpoint');
    expect(run.bodies('feed-resumed')).toEqual([
      { type: 'feed-resumed', feed: 'feed-a', cause: 'a rat in the cable duct', by: 'bo' },
    ]);
  });

  it('lets sections be closed again under new readings', () => {
    const run = NightRun.of().energised();
    run.trip(W1, 'feed-a', OPEN);
    run.signOff('feed-a');

    run.resumeFeed('feed-a');

    expect(sliceOf(run, SECTION).mayClose).toBe(true);
  });

  it('sends nothing again while the call that was called off has not ended', () => {
    const run = NightRun.of(BESIDE).energised();
    run.trip(W1, 'feed-a');
    run.signOff('feed-a', false);
    run.resumeFeed('feed-a');
    run.answer(SECTION, closed());

    expect(run.flying.filter((id) => id === W2)).toHaveLength(1);
    expect(run.status(W2)).toBe('pending');
    run.endCancelled({ marks: 'o' });

    expect(run.status(W2)).toBe('running');
    expect(sliceOf(run, W2)).not.toHaveProperty('checkpoint');
  });

  it('takes no checkpoint along of a wave that was held for another reason', () => {
    const run = NightRun.of(BESIDE).energised();
    run.answer(W2, failed('TOO_MANY_FAILED', { marks: 'oox' }));

    run.trip(W1, 'feed-a');
    run.signOff('feed-a', false);
    run.resumeFeed('feed-a');
    run.answer(SECTION, closed());
    expect(run.status(W2)).toBe('held');
    run.must('ann', 'engineer', 'retry', W2);

    expect(sliceOf(run, W2)).not.toHaveProperty('checkpoint');
  });

  it('lets a check of the feed go on that could not be sent again meanwhile', () => {
    const check = tinyWork({
      phases: [tinyCall({ poll: { everyMs: 1, withinMs: 60_000, forMs: 0 } })],
    });
    const run = NightRun.of({ tell: { needs: [], feed: 'feed-a', work: check } }).energised();
    run.trip(W1, 'feed-a');
    run.answer('tell', lost());
    expect(run.flying).not.toContain('tell');

    run.signOff('feed-a', false);
    run.resumeFeed('feed-a');

    expect(run.flying).toContain('tell');
  });

  it('may be needed a second time, and then asks for all of it again', () => {
    const run = NightRun.of().energised();
    run.trip(W1, 'feed-a');
    run.signOff('feed-a', false);
    run.resumeFeed('feed-a');

    run.trip(SECTION, 'feed-a', { interlock: 'section', ...OPEN });

    expect(run.run.state.feeds['feed-a']).toMatchObject({ status: 'tripped', trips: 2 });
    expect(run.resumeFeed('feed-a')).toBe('TRIP_NOT_SIGNED_OFF');
    expect(run.submit('bo', 'commander', 'sign-off', 'safe/feed-a')).toBe('SIGN_OFF_TOO_SOON');
    run.signOff('feed-a');
    expect(run.resumeFeed('feed-a')).toBe('taken');
    expect(sliceOf(run, SECTION)).toMatchObject({ attempt: 3, mayClose: true });
  });
});
