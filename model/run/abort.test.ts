import { cancelledOutcome } from '../../test/support/run-driver';
import { failed, lost, NightRun, started } from '../../test/support/tiny-night';
import { answerAll, did, say } from '../../test/support/tiny-run';
import { tinyCall, tinyWork } from '../../test/support/tiny-plan';

const LOGIN = 'make-safe/no-more-traffic/login';
const MAIL = 'make-safe/no-more-traffic/mail';
const TELL = 'make-safe/tell';

/** A run that was aborted with waves at work, which have ended. */
function aborted(): NightRun {
  const run = NightRun.of().energised();
  run.must('ann', 'engineer', 'abort');
  run.endCancelled();
  return run;
}

describe('an abort', () => {
  it('calls off everything that is at work, and starts nothing more of the program', () => {
    const run = NightRun.of().energised();
    const waves = [...run.calls.keys()];

    run.must('ann', 'engineer', 'abort');

    expect([...run.cancelled]).toEqual(waves);
    expect(run.run.state.status).toBe('aborting');
    run.wait(24 * 3_600_000);
    expect(run.calls.size).toBe(3);
  });

  it('waits with make-safe until the last of it has ended, however it ends', () => {
    const run = NightRun.of().energised();
    run.must('ann', 'engineer', 'abort');

    run.answer('restore/feed-a/w1', started());
    run.answer('restore/feed-b/w1', lost());
    expect(run.flying).toEqual(['restore/feed-c/w1']);
    run.answer('restore/feed-c/w1', cancelledOutcome());

    expect(run.flying).toEqual([LOGIN, MAIL]);
  });

  it('makes what is open final, and leaves what is done as it is', () => {
    const run = NightRun.of().energised();
    run.answer('restore/feed-c/w1', started());
    run.answer('restore/feed-b/w1', failed());

    run.must('ann', 'engineer', 'abort');

    expect(run.status('restore/feed-a/w1')).toBe('failed');
    expect(run.status('restore/feed-b/w1')).toBe('failed');
    expect(run.status('restore/feed-c/w1')).toBe('done');
    expect(run.status('restore/feed-a/w2')).toBe('pending');
    const error = run.bodies('node').findLast((one) => one.status === 'failed')?.error;
    expect(error).toEqual({ code: 'ABORTED', message: 'ann aborted the run: because' });
  });

  it('makes questions void', () => {
    const run = NightRun.of();

    run.must('ann', 'engineer', 'abort');

    expect(run.status('safe/feed-a')).toBe('failed');
    expect(run.submit('bo', 'commander', 'sign-off', 'safe/feed-a')).toBe('ACT_NOT_POSSIBLE');
    expect(run.timers.size).toBe(0);
  });

  it('runs one step of make-safe for each item, and the next when all of them have ended', () => {
    const run = aborted();

    expect(run.bodies('added')).toMatchObject([
      { why: 'make-safe', nodes: [{ id: LOGIN }, { id: MAIL }, { id: TELL }] },
    ]);
    expect(run.made.slice(-2)).toMatchObject([
      { with: { service: 'login', weight: 0 }, serving: [] },
      { with: { service: 'mail', weight: 0 }, serving: [] },
    ]);
    run.answer(MAIL);
    expect(run.flying).toEqual([LOGIN]);
    run.answer(LOGIN);

    expect(run.flying).toEqual([TELL]);
  });

  it('ends aborted once make-safe is done', () => {
    const run = aborted();

    answerAll(run);

    expect(run.run.state.status).toBe('aborted');
    expect(run.run.over).toBe(true);
    expect(run.bodies('run').at(-1)).toEqual({ type: 'run', status: 'aborted' });
  });

  it('goes on past a failure, and ends unsafe with what is left', () => {
    const run = aborted();

    run.answer(LOGIN, failed('HTTP_STATUS'));
    run.answer(MAIL);
    expect(run.flying).toEqual([TELL]);
    run.answer(TELL, failed('MAIL_FAILED'));

    expect(run.bodies('run').at(-1)).toEqual({
      type: 'run',
      status: 'unsafe',
      left: ['No more traffic: login', 'Tell everyone'],
    });
    expect(run.run.over).toBe(true);
  });

  it('tries a step of make-safe as often as it says before it is left', () => {
    const run = aborted();
    const again = { ...failed('TARGET_TIMEOUT'), retry: true };
    run.answer(MAIL);

    for (const ms of [1000, 2000, 4000]) {
      run.answer(LOGIN, again);
      run.wait(ms);
    }

    expect(run.made.filter((call) => call.node.id === LOGIN)).toHaveLength(3);
    expect(run.status(LOGIN)).toBe('failed');
  });

  it('leaves a call of make-safe whose outcome nobody knows, rather than holding it', () => {
    const once = tinyWork({ phases: [tinyCall({ effect: 'once' })] });
    const run = NightRun.of({}, { makeSafe: [{ id: 'cut', title: 'Cut it', work: once }] });
    say(run, 'abort');

    run.answer('make-safe/cut', lost());

    expect(run.bodies('run').at(-1)).toMatchObject({ status: 'unsafe', left: ['Cut it'] });
  });

  it('sends a step of make-safe again whose worker died', () => {
    const run = aborted();

    run.answer(LOGIN, lost());

    expect(run.flying).toEqual([MAIL, LOGIN]);
  });

  it('ends unsafe where its steps cannot be read, and says so', () => {
    const run = NightRun.of();
    run.holdsBack = true;
    say(run, 'abort');

    run.send({ type: 'make-safe-loaded', steps: null });

    expect(run.bodies('run').at(-1)).toMatchObject({
      status: 'unsafe',
      left: ['The steps of make-safe cannot be read from the ledger'],
    });
  });

  it('leaves a step whose items cannot be worked out, and makes the others', () => {
    const broken = tinyWork({ forEach: 'run.nothing' });
    const run = NightRun.of(
      {},
      {
        makeSafe: [
          { id: 'broken', title: 'Broken', work: broken },
          { id: 'tell', title: 'Tell', work: tinyWork() },
        ],
      },
    );
    say(run, 'abort');

    run.answer(TELL);

    expect(run.bodies('run').at(-1)).toMatchObject({ status: 'unsafe', left: ['Broken'] });
  });

  it('ends at once where there is nothing to make safe', () => {
    const run = NightRun.of({}, { makeSafe: [] });

    say(run, 'abort');

    expect(run.run.state.status).toBe('aborted');
  });

  it('goes through no item of a list that is empty', () => {
    const run = NightRun.of().restored().enabled('login').enabled('mail');

    say(run, 'abort');
    run.endCancelled();

    expect(run.flying).toEqual([TELL]);
  });

  it('tells make-safe what has traffic: all of it, or a share', () => {
    const run = NightRun.of().restored().enabled('login');
    run.answer('enable/mail');
    run.answer('enable/mail', did({ weight: 0 }));

    say(run, 'abort');
    run.endCancelled();

    expect(run.made.at(-1)).toMatchObject({ node: { id: MAIL } });
    expect(run.made.at(-1)?.serving).toEqual(['login', 'mail']);
  });

  it('needs a role that may, and a reason', () => {
    const run = NightRun.of();

    expect(run.submit('cy', 'manager', 'abort')).toBe('VERB_NOT_ALLOWED');
    expect(run.submit('ann', 'engineer', 'abort', '', { reason: '' })).toBe('REASON_MISSING');
  });
});

describe('while it is made safe', () => {
  it.each(['stop', 'pause', 'resume', 'abort', 'undo', 'retry', 'skip'] as const)(
    'no %s is taken',
    (act) => {
      const run = aborted();

      expect(say(run, act, act === 'retry' || act === 'skip' ? 'restore/feed-a/w1' : '')).toBe(
        'ACT_NOT_POSSIBLE',
      );
      expect(run.flying).toEqual([LOGIN, MAIL]);
    },
  );

  it('a note is taken', () => {
    expect(say(aborted(), 'note')).toBe('taken');
  });

  it.each([
    ['a cancel from Temporal', { type: 'cancel' }],
    ['a ledger with something else in it', { type: 'ledger-conflict', message: 'two of them' }],
    ['a page that is broken', { type: 'plan-broken', message: 'altered' }],
  ] as const)('%s stops nothing', (_what, event) => {
    const run = aborted();
    const before = run.cancelled.size;

    run.send(event);

    expect(run.cancelled.size).toBe(before);
    answerAll(run);
    expect(run.run.state.status).toBe('aborted');
  });

  it('a ledger with something else in it is told of all the same', () => {
    const run = aborted();

    run.send({ type: 'ledger-conflict', message: 'two of them' });

    expect(run.bodies('run').at(-1)).toEqual({
      type: 'run',
      status: 'aborting',
      reason: 'two of them',
    });
    expect(run.run.state.status).toBe('aborting');
  });

  it('no timer of the program moves anything', () => {
    const run = NightRun.of();
    for (const feed of ['feed-a', 'feed-b', 'feed-c']) run.signOff(feed);
    for (const feed of ['feed-a', 'feed-b', 'feed-c']) run.answer(`energise/${feed}`, lost());
    say(run, 'abort');
    run.endCancelled();

    run.wait(24 * 3_600_000);

    expect(run.flying).toEqual([LOGIN, MAIL]);
  });

  it('a trip that is still told of moves nothing', () => {
    const run = NightRun.of().energised();
    say(run, 'abort');

    run.trip('restore/feed-a/w1', 'feed-a');
    run.endCancelled();

    expect(run.bodies('tripped')).toEqual([]);
    expect(run.flying).toEqual([LOGIN, MAIL]);
  });
});
