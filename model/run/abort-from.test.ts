import { cancelledOutcome, type RunDriver } from '../../test/support/run-driver';
import { failed, NightRun } from '../../test/support/tiny-night';
import { answerAll, did, say, threeDone } from '../../test/support/tiny-run';
import { tinyApproval } from '../../test/support/tiny-plan';

const LOGIN = 'make-safe/no-more-traffic/login';
const MAIL = 'make-safe/no-more-traffic/mail';

/** A run that was aborted with waves at work, which have ended. */
function aborted(): NightRun {
  const run = NightRun.of().energised();
  run.must('ann', 'engineer', 'abort');
  run.endCancelled();
  return run;
}

describe('an abort can be said', () => {
  const states: Readonly<Record<string, () => RunDriver>> = {
    'before the first page is there': () => {
      const run = NightRun.of();
      run.holdsBack = true;
      run.takeOver();
      return run;
    },
    'while it waits for approval': () =>
      NightRun.of({ tell: { needs: [], kind: 'approval', work: tinyApproval() } }),
    'while something is held': () => {
      const run = NightRun.of().energised();
      for (const id of run.flying) run.answer(id, failed());
      return run;
    },
    'while it is paused': () => {
      const run = NightRun.of().energised();
      say(run, 'pause');
      return run;
    },
    'while it is stopped, before its calls have ended': () => {
      const run = NightRun.of().energised();
      say(run, 'stop');
      return run;
    },
    'once it is stopped': () => {
      const run = NightRun.of().energised();
      say(run, 'stop');
      run.endCancelled({ marks: 'o' });
      return run;
    },
    'while a feed has tripped': () => {
      const run = NightRun.of().energised();
      run.trip('restore/feed-a/w1', 'feed-a');
      return run;
    },
    'while it is put back': () => {
      const run = threeDone();
      say(run, 'undo');
      return run;
    },
    'while a step of an undo is held': () => {
      const run = threeDone();
      say(run, 'undo');
      run.answer('undo-1/three', failed());
      return run;
    },
    'after it was put back': () => {
      const run = threeDone();
      say(run, 'undo');
      answerAll(run);
      return run;
    },
    'while a service gets its traffic taken back by itself': () => {
      const run = NightRun.of().restored();
      run.answer('enable/login');
      run.answer('enable/login', failed('HTTP_STATUS', { before: { weight: 0 } }));
      return run;
    },
    'while a try waits for its time': () => {
      const run = NightRun.of().restored();
      run.answer('enable/login', { ...failed('TARGET_TIMEOUT'), retry: true });
      return run;
    },
    'while a service bakes': () => {
      const run = NightRun.of().restored();
      run.answer('enable/login');
      run.answer('enable/login', did({ weight: 0 }));
      return run;
    },
    'as it is about to continue as new': () => {
      const run = NightRun.of().energised();
      run.send({ type: 'roll' });
      return run;
    },
  };

  it.each(Object.keys(states))('%s', (name) => {
    const run = states[name]!();
    const program = new Set(run.made);

    expect(say(run, 'abort')).toBe('taken');
    run.endCancelled();
    if (run.run.state.rolling) run.continueAsNew();
    run.holdsBack = false;
    run.load();
    answerAll(run);

    expect(run.run.state.status).toBe('aborted');
    const later = run.made.filter((call) => !program.has(call));
    expect(later.every((call) => call.node.aside?.of === 'make-safe')).toBe(true);
  });
});

describe('an abort that goes over to the next workflow', () => {
  it('asks for make-safe there where it was not laid out yet', () => {
    const run = NightRun.of().energised();
    say(run, 'abort');

    run.continueAsNew(() => cancelledOutcome());

    expect(run.flying).toEqual([LOGIN, MAIL]);
    answerAll(run);
    expect(run.run.state.status).toBe('aborted');
  });

  it('goes on with the steps that are left, and forgets none that failed', () => {
    const run = aborted();
    run.answer(LOGIN, failed());

    run.continueAsNew();

    expect(run.bodies('added')).toHaveLength(1);
    expect(run.flying).toEqual(['make-safe/tell']);
    answerAll(run);
    expect(run.bodies('run').at(-1)).toMatchObject({
      status: 'unsafe',
      left: ['No more traffic: login'],
    });
  });

  it('makes open nodes final whose pages come only then', () => {
    const run = NightRun.of({}, { perPage: 4, makeSafe: [] }).energised();
    run.holdsBack = true;
    run.continueAsNew(() => cancelledOutcome());
    say(run, 'abort');

    run.load(3);

    expect(run.calls.size).toBe(0);
    expect(run.status('restore/feed-a/w1')).toBe('failed');
  });
});
