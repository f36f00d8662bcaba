import { failed, lost, NightRun } from '../../test/support/tiny-night';
import { tinyApproval, tinyCall, tinyWork } from '../../test/support/tiny-plan';
import {
  answerAll,
  did,
  lastGate,
  say,
  threeDone,
  tinyRun,
  undoOf,
} from '../../test/support/tiny-run';

describe('a step of an undo', () => {
  it('is held where it fails, and taken up again by retry', () => {
    const run = threeDone();
    say(run, 'undo');

    run.answer('undo-1/three', failed());
    expect(run.status('undo-1/three')).toBe('held');
    expect(run.run.state.status).toBe('held');
    expect(run.calls.size).toBe(0);
    expect(say(run, 'retry', 'undo-1/three')).toBe('taken');

    expect(answerAll(run)).toEqual(['undo-1/three', 'undo-1/two', 'undo-1/one']);
  });

  it('is gone without by skip: its change stays on record, and its step as it was', () => {
    const run = threeDone();
    say(run, 'undo');
    run.answer('undo-1/three', failed());

    say(run, 'skip', 'undo-1/three');
    answerAll(run);

    expect(run.status('three')).toBe('done');
    expect(run.status('two')).toBe('undone');
    expect(run.run.state.changes).toMatchObject([{ node: 2 }]);
    expect(run.run.state.status).toBe('stopped');
  });

  it('is tried as often as the step that it puts back', () => {
    const run = tinyRun([{ id: 'one' }, lastGate()]);
    run.answer('one', did(1));
    say(run, 'undo', 'one');
    const again = {
      ok: false,
      end: 'failed',
      retry: true,
      error: { code: 'TARGET_TIMEOUT', message: '' },
    } as const;

    run.answer('undo-1/one', again);
    run.wait(1000);
    run.answer('undo-1/one', again);
    run.wait(2000);
    run.answer('undo-1/one', again);

    expect(run.status('undo-1/one')).toBe('held');
  });

  it('is sent again where its worker was lost, also of a call that is made once', () => {
    const once = tinyWork({ phases: [tinyCall({ effect: 'once' })] });
    const run = tinyRun([{ id: 'one', work: once }, lastGate()]);
    run.answer('one', did(1));
    say(run, 'undo', 'one');

    run.answer('undo-1/one', lost());

    expect(run.flying).toEqual(['undo-1/one']);
  });

  it('puts back the phases of its step from the last to the first, with the recorded input', () => {
    const run = NightRun.of().restored().enabled('login');
    run.answer('enable/mail', failed());

    say(run, 'undo', 'enable/login');
    answerAll(run);

    expect(run.made.slice(-2)).toMatchObject([
      {
        with: { weight: 100 },
        phase: { id: 'undo-ramp-100%', share: 25, undo: { before: { weight: 25 } } },
      },
      {
        with: { weight: 25 },
        phase: { id: 'undo-ramp-25%', share: 0, undo: { before: { weight: 0 } } },
      },
    ]);
    expect(run.run.state.enabled).toEqual([]);
  });

  it('puts back each item of a list with the input that it was called with', () => {
    const each = tinyWork({
      forEach: '["x", "y"]',
      phases: [tinyCall({ with: { name: '${{ item }}' } })],
    });
    const run = tinyRun([{ id: 'each', work: each }, lastGate()]);
    run.answer('each', did('was x'));
    run.answer('each', did('was y'));

    say(run, 'undo', 'each');
    answerAll(run);

    expect(run.made.slice(2)).toMatchObject([
      { with: { name: 'y' }, phase: { undo: { before: 'was y' } } },
      { with: { name: 'x' }, phase: { undo: { before: 'was x' } } },
    ]);
    say(run, 'retry', 'each');
    expect(run.made.at(-1)).toMatchObject({ with: { name: 'x' } });
  });

  it('has a part of its own for what was changed before and after another step', () => {
    const two = tinyWork({ phases: [tinyCall({ id: 'p1' }), tinyCall({ id: 'p2' })] });
    const run = tinyRun([
      { id: 'one', work: two },
      { id: 'beside', needs: [] },
      lastGate({ needs: [0, 1] }),
    ]);
    run.answer('one', did('p1'));
    run.answer('beside', did('beside'));
    run.answer('one', did('p2'));

    say(run, 'undo');
    answerAll(run);

    expect(run.made.slice(3).map(undoOf)).toEqual([
      ['undo-1/one', 'p2'],
      ['undo-1/beside', 'beside'],
      ['undo-1/one/2', 'p1'],
    ]);
    expect(run.bodies('node').filter((one) => one.status === 'undone')).toHaveLength(2);
  });
});

describe('a service that fails in its ramp', () => {
  /** Login failed at all of its traffic, after a quarter of it. */
  function fallsInRamp(): NightRun {
    const run = NightRun.of().restored();
    run.answer('enable/login');
    run.answer('enable/login', did({ weight: 0 }));
    run.wait(60_000);
    run.answer('enable/login', failed('HTTP_STATUS', { before: { weight: 25 } }));
    return run;
  }

  it('gets its traffic back to where it was by itself, and stays held with its error', () => {
    const run = fallsInRamp();

    expect(run.status('enable/login')).toBe('held');
    expect(run.flying).toEqual(['undo-1/enable/login']);
    expect(run.made.at(-1)).toMatchObject({
      serving: ['login'],
      phase: { undo: { before: { weight: 25 } } },
    });
    answerAll(run);

    expect(run.made.at(-1)).toMatchObject({ phase: { undo: { before: { weight: 0 } } } });
    expect(run.status('enable/login')).toBe('held');
    expect(run.run.state.active['14']?.error?.code).toBe('HTTP_STATUS');
    expect(run.status('enable/mail')).toBe('pending');
    expect(run.run.state.status).toBe('held');
  });

  it('begins anew at its health by retry, once everything is put back', () => {
    const run = fallsInRamp();
    expect(say(run, 'retry', 'enable/login')).toBe('UNDO_UNDERWAY');
    answerAll(run);

    expect(say(run, 'retry', 'enable/login')).toBe('taken');

    expect(run.made.at(-1)).toMatchObject({ phase: { id: 'health' }, attempt: 2 });
    run.enabled('login').enabled('mail');
    run.answer('tell');
    expect(run.run.state.status).toBe('done');
  });

  it('asks nobody, though the step had an approval over it', () => {
    const run = NightRun.of({
      'safe/feed-c': { kind: 'approval', feed: 'feed-x', work: tinyApproval() },
      'energise/feed-c': { permit: 1 },
      'enable/login': { needs: [2] },
    });
    run.must('bo', 'commander', 'approve', 'safe/feed-c');
    run.must('cy', 'manager', 'approve', 'safe/feed-c');
    run.answer('enable/login');

    run.answer('enable/login', failed('HTTP_STATUS', { before: { weight: 0 } }));

    expect(run.flying).toContain('undo-1/enable/login');
  });

  it('gets it back too where an expression of the ramp fails', () => {
    const run = NightRun.of({
      'enable/login': {
        work: tinyWork({
          phases: [
            tinyCall({ id: 'ramp-25%', with: { weight: 25 }, share: 25 }),
            tinyCall({ id: 'ramp-100%', with: { weight: '${{ steps.none.output }}' }, share: 100 }),
          ],
        }),
      },
    }).restored();

    run.answer('enable/login', did({ weight: 0 }));

    expect(run.run.state.active['14']?.error?.code).toBe('EXPRESSION_FAILED');
    expect(run.status('enable/login')).toBe('held');
    expect(run.flying).toEqual(['undo-1/enable/login']);
  });

  it('gets it back too where its calls lose one worker after another', () => {
    const run = NightRun.of().restored();
    run.answer('enable/login');
    for (let time = 0; time < 11; time += 1)
      run.answer('enable/login', lost(time === 0 ? { before: { weight: 0 } } : undefined));

    expect(run.status('enable/login')).toBe('held');
    expect(run.flying).toEqual(['undo-1/enable/login']);
  });

  it('is only held where it had changed nothing', () => {
    const run = NightRun.of().restored();

    run.answer('enable/login', failed());

    expect(run.status('enable/login')).toBe('held');
    expect(run.bodies('added')).toEqual([]);
  });

  it('waits with what is put back while the run is stopped', () => {
    const run = NightRun.of().restored();
    run.answer('enable/login');
    say(run, 'stop');

    run.answer('enable/login', failed('HTTP_STATUS', { before: { weight: 0 } }));
    expect(run.flying).toEqual([]);
    say(run, 'resume');

    expect(run.flying).toEqual(['undo-1/enable/login']);
  });

  it('does not stop the others', () => {
    const run = NightRun.of({ 'enable/mail': { needs: [10], serviceNeeds: [] } }).restored();
    run.answer('enable/login');

    run.answer('enable/login', failed('HTTP_STATUS', { before: { weight: 0 } }));

    expect(run.flying).toEqual(['enable/mail', 'undo-1/enable/login']);
  });
});
