import { closed, failed, lost, NightRun, started, tripped } from '../../test/support/tiny-night';
import { tinyCall, tinyWork } from '../../test/support/tiny-plan';
import { answerAll, did, lastGate, say, tinyRun } from '../../test/support/tiny-run';
import { noteChange } from './changes';
import { recordOf } from './run';

const W1 = 'restore/feed-a/w1';
const BOTH = 'restore/feed-a+feed-b/w1';
const OF_C = 'restore/feed-c/w1';

describe('what is being put back', () => {
  it('does not start again, though its retry was said before the undo and waits for its turn', () => {
    const run = NightRun.of().energised();
    run.answer(W1, failed('WAVE_OVER_TOLERANCE', { marks: 'ss..' }));
    run.answer('restore/feed-b/w1', started());
    expect(run.flying).toContain(BOTH);
    run.must('bo', 'commander', 'retry', W1);

    run.must('bo', 'commander', 'undo', W1);
    run.answer(BOTH, started());

    expect(run.flying).toContain(`undo-1/${W1}`);
    expect(run.flying).not.toContain(W1);
    run.answer(`undo-1/${W1}`);
    expect(run.status(W1)).toBe('undone');
    expect(run.flying).not.toContain(W1);
  });

  it('does not start again where its feed is resumed meanwhile', () => {
    const run = NightRun.of().energised();
    run.answer(OF_C, { ...tripped('feed-c'), checkpoint: { marks: 'ss..' } });
    run.signOff('feed-c', false);
    run.must('bo', 'commander', 'undo', OF_C);
    run.answer(`undo-1/${OF_C}`, failed());

    expect(run.resumeFeed('feed-c')).toBe('taken');
    run.answer('energise/feed-c', closed());
    expect(run.flying).not.toContain(OF_C);
    run.must('bo', 'commander', 'skip', `undo-1/${OF_C}`);

    expect(run.flying).toContain(OF_C);
  });

  it('is not said to be done', () => {
    const once = tinyWork({
      phases: [tinyCall({ id: 'promote', effect: 'once' }), tinyCall({ id: 'tell' })],
    });
    const run = tinyRun([{ id: 'promote', work: once }, lastGate()]);
    run.answer('promote', lost({ before: { writer: 'a' } }));
    say(run, 'undo', 'promote');
    run.answer('undo-1/promote', failed());

    expect(run.submit('ann', 'engineer', 'done', 'promote')).toBe('UNDO_UNDERWAY');

    say(run, 'skip', 'undo-1/promote');
    expect(run.submit('ann', 'engineer', 'done', 'promote')).toBe('taken');
    expect(run.flying).toEqual(['promote']);
  });

  it('keeps what is told of it from now on as a change of its own', () => {
    const run = NightRun.of().energised();
    run.answer(OF_C, failed('WAVE_OVER_TOLERANCE', { marks: 'oo..' }));
    const node = run.run.nodes.get(11)!;
    const { work } = node;
    if (work.type !== 'phases') throw new Error('a wave has phases');
    run.must('bo', 'commander', 'undo', OF_C);

    noteChange(run.run, node, recordOf(run.run, 11), work.phases[0], started('oooo'));
    answerAll(run);

    const left = run.run.state.changes.filter((change) => change.node === 11);
    expect(left).toMatchObject([{ before: { marks: 'oooo' } }]);
    expect(run.status(OF_C)).toBe('held');
  });

  it('keeps its turn from nobody: the undo does not wait for it', () => {
    const run = tinyRun([
      { id: 'one', mutex: ['feed:a'] },
      { id: 'two', needs: [], mutex: ['feed:a'] },
      lastGate(),
    ]);
    run.answer('one', failed('HTTP_STATUS', { before: 1 }));
    say(run, 'retry', 'one');
    say(run, 'undo', 'one');

    run.answer('two', did(2));

    expect(run.flying).toEqual(['undo-1/one']);
  });
});
