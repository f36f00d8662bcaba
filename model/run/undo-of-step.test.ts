import { type RunDriver } from '../../test/support/run-driver';
import { closed, failed, NightRun, started } from '../../test/support/tiny-night';
import { tinyApproval, tinyCall, tinyWork } from '../../test/support/tiny-plan';
import { answerAll, did, lastGate, say, threeDone, tinyRun } from '../../test/support/tiny-run';

describe('an undo of a step', () => {
  it('puts back its parts alone, and the rest goes on', () => {
    const run = tinyRun([
      { id: 'both/a', step: 'both' },
      { id: 'both/b', step: 'both', needs: [] },
      { id: 'other', needs: [] },
      lastGate({ needs: [2] }),
    ]);
    for (const id of ['both/a', 'both/b']) run.answer(id, did(id));

    expect(say(run, 'undo', 'both')).toBe('taken');
    expect(run.flying).toEqual(['other', 'undo-1/both/b']);
    expect(run.run.state.status).toBe('running');
    answerAll(run);

    expect(run.status('both/a')).toBe('undone');
    expect(run.status('other')).toBe('done');
    expect(run.run.state.stopped).toBe(false);
  });

  it('may name one part', () => {
    const run = tinyRun([
      { id: 'both/a', step: 'both' },
      { id: 'both/b', step: 'both' },
      lastGate(),
    ]);
    for (const id of ['both/a', 'both/b']) run.answer(id, did(id));

    expect(say(run, 'undo', 'both/b')).toBe('taken');
    answerAll(run);

    expect(run.status('both/a')).toBe('done');
    expect(run.status('both/b')).toBe('undone');
  });

  it('is refused where something that was changed stands on it', () => {
    const run = threeDone();

    expect(say(run, 'undo', 'two')).toBe('UNDO_ON_TOP');
    expect(say(run, 'undo', 'three')).toBe('taken');
    answerAll(run);

    expect(say(run, 'undo', 'two')).toBe('taken');
  });

  it('is refused where something is at work on it that has changed nothing so far', () => {
    const run = tinyRun([{ id: 'base' }, { id: 'on-top' }]);
    run.answer('base', did(1));

    expect(say(run, 'undo', 'base')).toBe('UNDO_ON_TOP');
    say(run, 'stop');
    expect(say(run, 'undo', 'base')).toBe('UNDO_ON_TOP');
    run.endCancelled();

    expect(say(run, 'undo', 'base')).toBe('taken');
  });

  it('is refused while it is at work itself, also in a pause', () => {
    const work = tinyWork({
      phases: [tinyCall(), { type: 'pause', id: 'bake', ms: 60_000 }, tinyCall({ id: 'more' })],
    });
    const run = tinyRun([{ id: 'one', work }]);
    run.answer('one', did(1));

    expect(run.calls.size).toBe(0);
    expect(say(run, 'undo', 'one')).toBe('ACT_NOT_POSSIBLE');
    say(run, 'stop');
    expect(say(run, 'undo', 'one')).toBe('taken');
    answerAll(run);
    say(run, 'resume');
    say(run, 'retry', 'one');
    run.wait(60_000);

    // The pause of the first time is over and done with: it skips nothing of the second.
    expect(run.flying).toEqual(['one']);
    expect(run.made.at(-1)).toMatchObject({ phase: { id: 'call' }, attempt: 2 });
  });

  it('is refused where there is nothing to put back', () => {
    const run = tinyRun([{ id: 'one' }, { id: 'two' }]);
    run.answer('one');

    expect(say(run, 'undo', 'one')).toBe('UNDO_NOTHING');
    expect(say(run, 'undo', 'nowhere')).toBe('UNDO_NOTHING');
    expect(say(run, 'undo', 'two')).toBe('UNDO_NOTHING');
  });

  it('is refused while another undo is under way', () => {
    const run = threeDone();
    say(run, 'undo', 'three');

    expect(say(run, 'undo', 'two')).toBe('UNDO_UNDERWAY');
    expect(say(run, 'undo')).toBe('UNDO_UNDERWAY');
  });

  it('lets nobody retry or skip what is being put back', () => {
    const run = tinyRun([{ id: 'one' }]);
    run.answer('one', failed('HTTP_STATUS', { before: 1 }));
    say(run, 'undo', 'one');

    expect(say(run, 'retry', 'one')).toBe('UNDO_UNDERWAY');
    expect(say(run, 'skip', 'one')).toBe('UNDO_UNDERWAY');
    run.answer('undo-1/one');

    expect(say(run, 'retry', 'one')).toBe('taken');
  });

  it('starts nothing meanwhile that stands on it', () => {
    const run = tinyRun([
      { id: 'base' },
      { id: 'gate', kind: 'approval', work: tinyApproval() },
      { id: 'on-top' },
    ]);
    run.answer('base', did(1));
    say(run, 'undo', 'base');

    run.submit('bo', 'commander', 'approve', 'gate');
    run.submit('cy', 'manager', 'approve', 'gate');
    expect(run.flying).toEqual(['undo-1/base']);
    run.answer('undo-1/base');
    expect(run.flying).toEqual([]);
    say(run, 'skip', 'base');

    expect(run.flying).toEqual(['on-top']);
  });

  it('needs a role that may, and a reason', () => {
    const run = threeDone();

    expect(run.submit('cy', 'manager', 'undo', 'three')).toBe('VERB_NOT_ALLOWED');
    expect(run.submit('ann', 'engineer', 'undo', 'three', { reason: '' })).toBe('REASON_MISSING');
  });
});

describe('an undo of what had an approval over it', () => {
  /** A step behind an approval, done, and something else that is not over. */
  function approved(): RunDriver {
    const run = tinyRun([
      { id: 'gate', kind: 'approval', work: tinyApproval({ escalateTo: ['engineer'] }) },
      { id: 'one' },
      lastGate(),
    ]);
    run.submit('bo', 'commander', 'approve', 'gate');
    run.submit('cy', 'manager', 'approve', 'gate');
    run.answer('one', did(1));
    return run;
  }

  it('asks the same people first, in its own words', () => {
    const run = approved();

    say(run, 'undo', 'one');

    expect(run.status('undo-1/approval')).toBe('waiting');
    expect(run.calls.size).toBe(0);
    const ask = run.bodies('asked').at(-1)?.ask;
    expect(ask?.roles).toEqual(['commander', 'manager']);
    expect(ask?.lines).toContain('Put back 1 changes of one?');
    run.submit('bo', 'commander', 'approve', 'undo-1/approval');
    expect(run.calls.size).toBe(0);
    run.submit('cy', 'manager', 'approve', 'undo-1/approval');

    expect(run.flying).toEqual(['undo-1/one']);
  });

  it('is called off by a no: everything stays, and what it asked for is gone without', () => {
    const run = approved();
    say(run, 'undo', 'one');

    run.submit('bo', 'commander', 'deny', 'undo-1/approval');

    expect(run.status('undo-1/approval')).toBe('skipped');
    expect(run.status('undo-1/one')).toBe('skipped');
    expect(run.status('one')).toBe('done');
    expect(run.run.state.status).toBe('running');
    expect(run.timers.has('expire:3')).toBe(false);
    expect(say(run, 'undo', 'one')).toBe('taken');
  });

  it('leaves the run stopped where it was the run that was to be put back', () => {
    const run = approved();
    say(run, 'undo');

    run.submit('bo', 'commander', 'deny', 'undo-1/approval');

    expect(run.run.state.status).toBe('stopped');
    expect(run.run.state.changes).toHaveLength(1);
  });

  it('is held where nobody answers, and asked again by retry', () => {
    const run = approved();
    say(run, 'undo', 'one');

    run.wait(600_000);
    run.wait(600_000);
    expect(run.status('undo-1/approval')).toBe('held');
    say(run, 'retry', 'undo-1/approval');
    run.submit('bo', 'commander', 'approve', 'undo-1/approval');
    run.submit('cy', 'manager', 'approve', 'undo-1/approval');

    expect(run.flying).toEqual(['undo-1/one']);
  });

  it('is gone without only by the quorum of that approval', () => {
    const run = approved();
    say(run, 'undo', 'one');

    expect(say(run, 'skip', 'undo-1/approval')).toBe('ROLE_NOT_ASKED');
    run.submit('bo', 'commander', 'skip', 'undo-1/approval');
    expect(run.status('undo-1/approval')).toBe('waiting');
  });

  it.each([
    ['needs it through what only joins', [2], []],
    ['goes on from one of several such', [], [[2]]],
  ] as const)('asks where the step %s', (_what, needs, needsAny) => {
    const run = tinyRun([
      { id: 'gate', kind: 'approval', work: tinyApproval() },
      { id: 'group', work: { type: 'join' } },
      { id: 'all', work: { type: 'join' } },
      { id: 'one', needs, needsAny },
      lastGate(),
    ]);
    run.submit('bo', 'commander', 'approve', 'gate');
    run.submit('cy', 'manager', 'approve', 'gate');
    run.answer('one', did(1));

    say(run, 'undo', 'one');

    expect(run.flying).toEqual([]);
    expect(run.status('undo-1/approval')).toBe('waiting');
  });

  it('asks nothing of an approval that only stands over a step before it', () => {
    const run = tinyRun([
      { id: 'gate', kind: 'approval', work: tinyApproval() },
      { id: 'base' },
      { id: 'group', work: { type: 'join' } },
      { id: 'one' },
      lastGate(),
    ]);
    run.submit('bo', 'commander', 'approve', 'gate');
    run.submit('cy', 'manager', 'approve', 'gate');
    for (const id of ['base', 'one']) run.answer(id, did(1));

    say(run, 'undo', 'one');

    expect(run.flying).toEqual(['undo-1/one']);
  });

  it('is not taken before the page of that approval is there again after a take-over', () => {
    const run = tinyRun(
      [
        { id: 'one', needs: [1] },
        { id: 'group', needs: [2], work: { type: 'join' } },
        { id: 'gate', kind: 'approval', needs: [], work: tinyApproval() },
        lastGate({ needs: [0] }),
      ],
      1,
    );
    run.submit('bo', 'commander', 'approve', 'gate');
    run.submit('cy', 'manager', 'approve', 'gate');
    run.answer('one', did(1));
    run.holdsBack = true;
    run.continueAsNew();

    run.load(1);
    expect(say(run, 'undo', 'one')).toBe('RUN_NOT_READY');
    run.load(1);
    expect(say(run, 'undo', 'one')).toBe('RUN_NOT_READY');
    run.load();

    expect(say(run, 'undo', 'one')).toBe('taken');
    expect(run.status('undo-1/approval')).toBe('waiting');
  });

  it('asks where the approval bounds how many servers it covers', () => {
    const run = NightRun.of({
      'safe/feed-c': { kind: 'approval', feed: 'feed-x', work: tinyApproval({ upToServers: 10 }) },
      'energise/feed-c': { permit: 1 },
      'restore/feed-a/w1': { guards: [2] },
    });
    run.must('bo', 'commander', 'approve', 'safe/feed-c');
    run.must('cy', 'manager', 'approve', 'safe/feed-c');
    run.signOff('feed-a');
    run.answer('energise/feed-a', closed());
    run.answer('restore/feed-a/w1', started());
    run.must('ann', 'engineer', 'stop');
    run.endCancelled();

    expect(say(run, 'undo', 'restore/feed-a/w1')).toBe('taken');

    expect(run.status('undo-1/approval')).toBe('waiting');
  });
});
