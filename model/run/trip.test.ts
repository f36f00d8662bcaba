import { cancelledOutcome } from '../../test/support/run-driver';
import { closed, lost, NightRun, sliceOf, started, tripped } from '../../test/support/tiny-night';
import { tinyApproval } from '../../test/support/tiny-plan';

const OPEN = { sections: { s1: 'off' } } as const;
const SECTION = 'energise/feed-a';
const W1 = 'restore/feed-a/w1';
const W2 = 'restore/feed-a/w2';
const BOTH = 'restore/feed-a+feed-b/w1';
/** Waves of feed a beside each other, both behind its section. */
const BESIDE = { [W1]: { mutex: [] }, [W2]: { mutex: [], needs: [4] } };

/** A run with the wave on feeds a and b alone at work. */
function withBoth(): NightRun {
  const run = NightRun.of().energised();
  for (const id of [W1, W2, 'restore/feed-b/w1']) run.answer(id, started());
  return run;
}

describe('a trip', () => {
  it('holds the section and the waves of its feed, done or at work', () => {
    const run = NightRun.of().energised();
    run.answer(W1, started());

    run.trip(W2, 'feed-a');

    expect([SECTION, W1, W2].map((id) => run.status(id))).toEqual(['held', 'held', 'held']);
    expect(run.bodies('tripped')).toMatchObject([
      { feed: 'feed-a', node: W2, interlock: 'load', waits: [{ feed: 'feed-b' }] },
    ]);
    expect(run.bodies('node').at(-1)?.error).toMatchObject({
      code: 'FEED_TRIPPED',
      message: 'feed-a tripped: load',
    });
  });

  it('calls off the other waves of its feed that are at work', () => {
    const run = NightRun.of(BESIDE).energised();
    const other = run.callOf(W2)!;

    run.trip(W1, 'feed-a');

    expect(run.cancelled.has(other.token)).toBe(true);
    expect(run.status(W2)).toBe('held');
  });

  it('leaves what has not begun pending, and starts none of it', () => {
    const run = NightRun.of().energised();

    run.trip(W1, 'feed-a');

    expect(run.status(W2)).toBe('pending');
    expect(run.flying).toEqual(['restore/feed-b/w1', 'restore/feed-c/w1']);
  });

  it('asks the power gate of its feed again, and no other', () => {
    const run = NightRun.of().energised();

    run.trip(W1, 'feed-a');

    expect(['safe/feed-a', 'safe/feed-b', 'safe/feed-c'].map((id) => run.status(id))).toEqual([
      'waiting',
      'done',
      'done',
    ]);
    expect(run.bodies('lapsed')).toMatchObject([
      { node: 'safe/feed-a', reason: expect.stringContaining('feed-a tripped') },
    ]);
    expect(run.bodies('asked').at(-1)).toMatchObject({ node: 'safe/feed-a', ask: { attempt: 2 } });
  });

  it.each([
    ['one of its sections is open', { s1: 'on', s2: 'off' }],
    ['one of its sections cannot be read', { s1: 'on', s2: 'unknown' }],
    ['nothing is known of its sections', {}],
  ] as const)('voids the readings where %s', (_what, sections) => {
    const run = NightRun.of().energised();

    run.trip(W1, 'feed-a', { sections });

    expect(run.bodies('tripped')[0]?.needsReadings).toBe(true);
    expect(run.submit('bo', 'commander', 'sign-off', 'safe/feed-a')).toBe('SIGN_OFF_TOO_SOON');
    run.signOff('feed-a');
    expect(run.status('safe/feed-a')).toBe('done');
  });

  it('lets the readings stand where all its sections are on', () => {
    const run = NightRun.of().energised();

    run.trip(W1, 'feed-a', { sections: { s1: 'on', s2: 'on' } });

    expect(run.bodies('tripped')[0]?.needsReadings).toBe(false);
    run.signOff('feed-a', false);
    expect(run.status('safe/feed-a')).toBe('done');
  });

  it('takes no reading that was taken before it', () => {
    const run = NightRun.of().energised();
    const before = new Date(run.now).toISOString();
    run.wait(1000);

    run.trip(W1, 'feed-a', OPEN);

    const answer = { id: 'insulation', value: 40, takenAt: before };
    expect(run.submit('bo', 'commander', 'reading', 'safe/feed-a', { answer })).toBe(
      'READING_TOO_OLD',
    );
  });

  it('is found by a section that comes up open again', () => {
    const run = NightRun.of();
    for (const feed of ['feed-a', 'feed-b', 'feed-c']) run.signOff(feed);

    run.trip(SECTION, 'feed-a', { interlock: 'section', ...OPEN });

    expect(run.status(SECTION)).toBe('held');
    expect(run.status('safe/feed-a')).toBe('waiting');
    expect(run.status('energise/feed-b')).toBe('running');
  });

  it('puts the question of a gate anew that was waiting already', () => {
    const run = NightRun.of({ [W1]: { mutex: [] }, [W2]: { mutex: [], needs: [4], permit: 0 } });
    for (const feed of ['feed-a', 'feed-b', 'feed-c']) run.signOff(feed);
    run.wait(5 * 3_600_000);
    run.answer(SECTION, closed());
    expect(run.status('safe/feed-a')).toBe('waiting');
    run.must('bo', 'commander', 'reading', 'safe/feed-a', {
      answer: { id: 'insulation', value: 40 },
    });
    run.must('bo', 'commander', 'sign-off', 'safe/feed-a');

    run.trip(W1, 'feed-a');

    expect(run.bodies('asked').at(-1)?.ask).toMatchObject({ attempt: 3 });
    expect(run.run.state.active['0']?.gate?.votes).toEqual([]);
  });

  it('counts once where two slices tell of it', () => {
    const run = withBoth();
    run.trip(BOTH, 'feed-a');
    const again = run.callOf(BOTH)!;

    run.answer(BOTH, tripped('feed-a'));

    expect(run.bodies('tripped')).toHaveLength(1);
    expect(run.bodies('asked').filter((one) => one.node === 'safe/feed-a')).toHaveLength(4);
    expect(sliceOf(run, BOTH).token).toBeGreaterThan(again.token);
  });

  it('counts again where another slice finds a section open', () => {
    const run = withBoth();
    run.trip(BOTH, 'feed-a');

    run.answer(BOTH, tripped('feed-a', OPEN));

    expect(run.bodies('tripped').map((one) => one.needsReadings)).toEqual([false, true]);
  });

  it('is not made of a feed that the plan does not know', () => {
    const run = NightRun.of().energised();

    run.trip(W1, 'constructor');

    expect(run.bodies('tripped')).toEqual([]);
    expect(run.status(W1)).toBe('held');
  });

  it('takes a join back that what it holds had completed', () => {
    const run = NightRun.of().energised();
    expect(run.status('energise')).toBe('done');

    run.trip(W1, 'feed-a');
    expect(run.status('energise')).toBe('pending');
    run.signOff('feed-a', false);
    run.resumeFeed('feed-a');
    run.answer(SECTION, closed());

    expect(run.status('energise')).toBe('done');
  });

  it('does not count the servers that it took down against their approval twice', () => {
    const run = NightRun.of({
      'safe/feed-c': { kind: 'approval', feed: 'feed-x', work: tinyApproval({ upToServers: 10 }) },
      'energise/feed-c': { permit: 1 },
      [W1]: { guards: [2] },
    });
    run.must('bo', 'commander', 'approve', 'safe/feed-c');
    run.must('cy', 'manager', 'approve', 'safe/feed-c');
    run.signOff('feed-a');
    run.answer(SECTION, closed());

    run.trip(W1, 'feed-a');
    run.signOff('feed-a', false);
    run.resumeFeed('feed-a');
    run.answer(SECTION, closed());

    expect(run.status(W1)).toBe('running');
    expect(run.run.state.active['2']?.gate?.servers).toBe(10);
  });
});

describe('a tripped feed', () => {
  it('is moved by nothing but people: not by time, not by power that is back', () => {
    const run = NightRun.of().energised();
    run.trip(W1, 'feed-a');
    run.signOff('feed-a', false);
    const before = run.made.length;

    run.endCancelled();
    for (const id of ['restore/feed-b/w1', 'restore/feed-c/w1']) run.answer(id, started());
    run.wait(48 * 3_600_000);

    const later = run.made.slice(before).filter((call) => call.node.feed === 'feed-a');
    expect(later).toEqual([]);
    expect(run.status(W1)).toBe('held');
  });

  it.each(['retry', 'skip'] as const)('takes no %s of what it holds', (act) => {
    const run = NightRun.of().energised();
    run.trip(W1, 'feed-a');

    expect(run.submit('ann', 'engineer', act, W1)).toBe('ACT_NOT_POSSIBLE');
    run.signOff('feed-a', false);
    expect(run.submit('ann', 'engineer', act, W1)).toBe('ACT_NOT_POSSIBLE');
  });

  it('stays so through a take-over', () => {
    const run = NightRun.of({}, { perPage: 3 }).energised();
    run.trip(W1, 'feed-a');

    run.continueAsNew(() => cancelledOutcome());

    expect(run.flying).toEqual(['restore/feed-b/w1', 'restore/feed-c/w1']);
    run.signOff('feed-a', false);
    run.resumeFeed('feed-a');
    expect(run.flying).toContain(SECTION);
  });

  it('holds what stands on it also where those pages come only after the trip', () => {
    const run = NightRun.of({}, { perPage: 4 }).energised();
    run.continueAsNew(() => cancelledOutcome());
    run.holdsBack = true;
    run.continueAsNew(() => cancelledOutcome());
    run.toLoad.reverse();
    run.load(run.toLoad.length - 2);
    expect(run.flying).toContain(W1);

    run.trip(W1, 'feed-a');
    expect(run.resumeFeed('feed-a')).toBe('RUN_NOT_READY');
    run.load();

    expect(run.status(SECTION)).toBe('held');
    expect(run.status('safe/feed-a')).toBe('waiting');
    expect(run.resumeFeed('feed-a')).toBe('TRIP_NOT_SIGNED_OFF');
  });

  it('starts no wave beside one whose page comes only later after a take-over', () => {
    const run = NightRun.of({}, { perPage: 1 });
    run.signOff('feed-a');
    run.signOff('feed-b');
    run.answer(SECTION, closed());
    run.answer('energise/feed-b', closed());
    run.answer(W1, started());
    run.answer('restore/feed-b/w1', started());
    run.holdsBack = true;
    run.continueAsNew((call) => (call.node.id === W2 ? lost() : { ok: true, output: null }));
    run.toLoad.sort((a, b) => b - a);

    run.load();

    expect(run.flying).toEqual([W2]);
    run.answer(W2, started());
    expect(run.flying).toEqual(['restore/feed-a+feed-b/w1']);
  });

  it('keeps what a wave changed whose end came after the trip, for undo', () => {
    const run = NightRun.of(BESIDE).energised();

    run.trip(W1, 'feed-a');
    run.endCancelled({ marks: 'oo.' });
    run.signOff('feed-a', false);
    run.resumeFeed('feed-a');
    run.answer(SECTION, { ok: true, output: null });
    run.answer(W2, started('OOo'));

    const ofW2 = run.bodies('changed').filter((one) => one.node === W2);
    expect(ofW2.map((one) => one.before)).toEqual([{ marks: 'oo.' }, { marks: 'OOo' }]);
    expect(new Set(ofW2.map((one) => one.serial)).size).toBe(2);
  });

  it('goes on to the end of the run once it is resumed', () => {
    const run = NightRun.of().energised();
    run.trip(W1, 'feed-a', OPEN);
    run.endCancelled();
    run.signOff('feed-a');
    run.resumeFeed('feed-a');

    for (let turn = 0; turn < 40 && !run.run.over; turn += 1) {
      for (const id of run.flying) run.answer(id);
      run.wait(60_000);
    }

    expect(run.run.state.status).toBe('done');
  });
});
