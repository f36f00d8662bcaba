import { NightRun } from '../../test/support/tiny-night';
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

describe('an undo of the run', () => {
  it('puts back what was done in reverse order, from what was read before', () => {
    const run = threeDone();

    expect(say(run, 'undo')).toBe('taken');
    expect(run.flying).toEqual(['undo-1/three']);
    answerAll(run);

    expect(run.made.slice(3).map(undoOf)).toEqual([
      ['undo-1/three', { was: 'three' }],
      ['undo-1/two', { was: 'two' }],
      ['undo-1/one', { was: 'one' }],
    ]);
    expect(['one', 'two', 'three'].map((id) => run.status(id))).toEqual([
      'undone',
      'undone',
      'undone',
    ]);
  });

  it('tells the ledger of the nodes that it adds, and of each change that it put back', () => {
    const run = threeDone();

    say(run, 'undo');
    answerAll(run);

    expect(run.bodies('added')).toEqual([
      {
        type: 'added',
        why: 'undo',
        nodes: ['three', 'two', 'one'].map((of) => ({
          id: `undo-1/${of}`,
          title: `Undo: ${of}`,
          kind: 'action',
          of,
        })),
      },
    ]);
    const serials = run.bodies('changed').map((one) => one.serial);
    expect(run.bodies('phase').map((one) => [one.node, one.undone])).toEqual([
      ['three', serials[2]],
      ['two', serials[1]],
      ['one', serials[0]],
    ]);
  });

  it('ends stopped, and moves nothing before a person says resume', () => {
    const run = threeDone();
    say(run, 'undo');
    answerAll(run);

    expect(run.run.state.status).toBe('stopped');
    expect(run.run.state.changes).toEqual([]);
    say(run, 'resume');
    expect(run.calls.size).toBe(0);
    for (const id of ['three', 'one', 'two']) say(run, 'retry', id);

    expect(answerAll(run)).toEqual(['one', 'two', 'three']);
    expect(run.made.slice(-3).map((call) => call.attempt)).toEqual([2, 2, 2]);
  });

  it('starts nothing on what was put back, though a check between the two is done', () => {
    const read = tinyWork({ phases: [tinyCall({ effect: 'read' })] });
    const run = tinyRun([
      { id: 'base' },
      { id: 'check', work: read },
      { id: 'gate', kind: 'approval', work: tinyApproval() },
      { id: 'on-top' },
    ]);
    run.answer('base', did(1));
    run.answer('check');
    say(run, 'undo');
    answerAll(run);
    say(run, 'resume');
    run.submit('bo', 'commander', 'approve', 'gate');
    run.submit('cy', 'manager', 'approve', 'gate');

    expect(run.calls.size).toBe(0);
    say(run, 'retry', 'base');

    expect(answerAll(run)).toEqual(['base', 'on-top']);
  });

  it('takes joins back over what it put back', () => {
    const run = tinyRun([{ id: 'part' }, { id: 'all', work: { type: 'join' } }, lastGate()]);
    run.answer('part', did(1));
    say(run, 'undo');
    answerAll(run);

    expect(run.status('all')).toBe('pending');
    say(run, 'resume');
    say(run, 'skip', 'part');

    expect(run.status('all')).toBe('done');
  });

  it('is refused while anything is at work, and while that has not ended after a stop', () => {
    const run = tinyRun([{ id: 'one' }, { id: 'two' }]);
    run.answer('one', did(1));

    expect(say(run, 'undo')).toBe('ACT_NOT_POSSIBLE');
    say(run, 'stop');
    expect(say(run, 'undo')).toBe('ACT_NOT_POSSIBLE');
    run.endCancelled();

    expect(say(run, 'undo')).toBe('taken');
    expect(run.flying).toEqual(['undo-1/one']);
  });

  it('is refused between two tries of a step, which would go on beside it', () => {
    const run = tinyRun([{ id: 'one' }, { id: 'two' }]);
    run.answer('one', did(1));
    run.answer('two', {
      ok: false,
      end: 'failed',
      retry: true,
      error: { code: 'TARGET_TIMEOUT', message: '' },
    });

    expect(run.calls.size).toBe(0);
    expect(say(run, 'undo')).toBe('ACT_NOT_POSSIBLE');
  });

  it('puts back what was stopped halfway, also a wave that holds its feed', () => {
    const run = NightRun.of().energised();
    say(run, 'stop');
    run.endCancelled({ marks: 'oo.' });

    expect(say(run, 'undo')).toBe('taken');
    const sent = answerAll(run);

    expect(sent).toEqual([
      'undo-1/restore/feed-c/w1',
      'undo-1/restore/feed-b/w1',
      'undo-1/restore/feed-a/w1',
      'undo-1/energise/feed-c',
      'undo-1/energise/feed-b',
      'undo-1/energise/feed-a',
    ]);
    expect(run.run.state.status).toBe('stopped');
    expect(run.status('restore/feed-a/w1')).toBe('undone');
  });

  it('begins anew what was stopped before it changed anything, once what it stands on is there', () => {
    const run = tinyRun([
      { id: 'base' },
      {
        id: 'on-top',
        work: tinyWork({
          phases: [tinyCall({ id: 'look', effect: 'read' }), tinyCall({ id: 'do' })],
        }),
      },
    ]);
    run.answer('base', did(1));
    run.answer('on-top');
    say(run, 'stop');
    run.endCancelled();
    say(run, 'undo');
    answerAll(run);

    expect(run.status('on-top')).toBe('pending');
    say(run, 'resume');
    expect(run.calls.size).toBe(0);
    say(run, 'retry', 'base');
    run.answer('base');

    expect(run.made.at(-1)).toMatchObject({ node: { id: 'on-top' }, phase: { id: 'look' } });
  });

  it('begins anew what was stopped also where its base was queued again before the end', () => {
    const run = NightRun.of().energised();
    run.must('ann', 'engineer', 'stop');
    run.endCancelled();
    run.must('ann', 'engineer', 'undo');
    run.answer('undo-1/energise/feed-c');
    run.must('ann', 'engineer', 'retry', 'energise/feed-c');
    answerAll(run);

    run.must('ann', 'engineer', 'resume');

    expect(run.status('restore/feed-c/w1')).toBe('pending');
    expect(run.flying).toEqual(['energise/feed-c']);
  });

  it('can be stopped, and goes on with the resume', () => {
    const run = threeDone();
    say(run, 'undo');

    say(run, 'stop');
    run.endCancelled();
    expect(run.calls.size).toBe(0);
    expect(run.run.state.status).toBe('stopped');
    expect(say(run, 'undo')).toBe('UNDO_UNDERWAY');
    say(run, 'resume');

    expect(answerAll(run)).toEqual(['undo-1/three', 'undo-1/two', 'undo-1/one']);
    expect(run.run.state.status).toBe('stopped');
  });

  it('goes on in the workflow that takes over, also before the page of what it puts back is there', () => {
    const run = tinyRun([{ id: 'one' }, { id: 'two' }, lastGate()], 1);
    run.answer('one', did(1));
    run.answer('two', did(2));
    say(run, 'undo');
    run.send({ type: 'roll' });
    run.answer('undo-1/two');
    run.holdsBack = true;
    run.takeOver();

    expect(run.calls.size).toBe(0);
    run.load();
    answerAll(run);

    expect(run.status('one')).toBe('undone');
    expect(run.status('two')).toBe('undone');
    expect(run.run.state.status).toBe('stopped');
  });

  it('is refused while pages of what it would put back are on their way', () => {
    const run = tinyRun([{ id: 'one' }, { id: 'two' }, lastGate()], 1);
    run.answer('one', did(1));
    run.answer('two', did(2));
    run.holdsBack = true;
    run.continueAsNew();

    run.load(1);
    expect(say(run, 'undo')).toBe('RUN_NOT_READY');
    run.load();
    expect(say(run, 'undo')).toBe('taken');
  });

  it('keeps the calls of each undo apart from those of the one before', () => {
    const run = threeDone();
    say(run, 'undo');
    answerAll(run);
    say(run, 'resume');
    say(run, 'retry', 'one');
    run.answer('one', did('again'));
    say(run, 'stop');
    run.endCancelled();

    say(run, 'undo');

    expect(undoOf(run.made.at(-1))).toEqual(['undo-2/one', 'again']);
  });

  it('is told which services have traffic', () => {
    const run = NightRun.of().restored().enabled('login');
    say(run, 'stop');
    run.endCancelled();

    say(run, 'undo');

    expect(run.made.at(-1)).toMatchObject({ serving: ['login'], phase: { share: 25 } });
    answerAll(run);
    const sections = run.made.filter((call) => call.node.id.startsWith('undo-1/energise'));
    expect(sections.map((call) => call.serving)).toEqual([[], [], []]);
  });
});
