import { cancelledOutcome, type RunDriver } from '../../test/support/run-driver';
import { failed } from '../../test/support/tiny-night';
import { tinyCall, tinyWork } from '../../test/support/tiny-plan';
import { answerAll, did, lastGate, say, tinyRun } from '../../test/support/tiny-run';

const LOST = { ...failed('WORKER_LOST'), end: 'lost', retry: true } as const;
const TROUBLE = { ...failed('TARGET_NO_ANSWER'), retry: true } as const;

/** Round of each call of a node so far. */
function rounds(run: RunDriver, id = 'one'): readonly (number | undefined)[] {
  return run.made.filter(({ node }) => node.id === id).map(({ round }) => round);
}

/** Puts a step back, and does it again up to its first call. */
function again(run: RunDriver, id = 'one'): void {
  expect(say(run, 'undo', id)).toBe('taken');
  answerAll(run);
  expect(say(run, 'retry', id)).toBe('taken');
}

describe('the round of a call', () => {
  it('counts how often what its node changed was put back', () => {
    const run = tinyRun([{ id: 'one' }, { id: 'two', needs: [] }, lastGate()]);
    for (const id of ['one', 'two']) run.answer(id, did(id));
    again(run);
    run.answer('one', did('again'));
    again(run);
    run.answer('one', did('once more'));

    expect(rounds(run)).toEqual([undefined, 1, 2]);
    expect(rounds(run, 'undo-1/one')).toEqual([undefined]);
    expect(rounds(run, 'undo-2/one')).toEqual([undefined]);
    expect(rounds(run, 'two')).toEqual([undefined]);
  });

  it('is the same for every retry, and for what takes over from a worker or workflow that is gone', () => {
    const run = tinyRun([{ id: 'one' }, lastGate()]);
    const trouble = (): void => {
      run.answer('one', TROUBLE);
      run.wait(10_000);
      run.answer('one', LOST);
      run.continueAsNew(() => cancelledOutcome());
      say(run, 'stop');
      run.endCancelled();
      say(run, 'resume');
    };
    trouble();
    run.answer('one', did(1));
    const first = rounds(run);
    again(run);
    trouble();
    run.answer('one', did(1));

    expect(first.length).toBeGreaterThan(3);
    expect(new Set(first)).toEqual(new Set([undefined]));
    expect(rounds(run).slice(first.length)).toEqual(first.map(() => 1));
  });

  it('is the same where the undo was called off, or put nothing back', () => {
    const run = tinyRun([{ id: 'one' }, lastGate()]);
    run.answer('one', failed('HTTP_STATUS', { before: 1 }));
    say(run, 'undo', 'one');
    while (run.status('undo-1/one') !== 'held') {
      run.answer('undo-1/one', TROUBLE);
      run.wait(60_000);
    }
    expect(say(run, 'skip', 'undo-1/one')).toBe('taken');
    say(run, 'retry', 'one');

    expect(rounds(run)).toEqual([undefined, undefined]);
  });

  it('is another where only a part was put back', () => {
    const work = tinyWork({ phases: [tinyCall(), tinyCall({ id: 'more' })] });
    const run = tinyRun([{ id: 'one', work }, lastGate()]);
    run.answer('one', did(1));
    run.answer('one', failed('HTTP_STATUS', { before: 2 }));
    say(run, 'undo', 'one');
    run.answer('undo-1/one');
    while (run.status('undo-1/one') !== 'held') {
      run.answer('undo-1/one', TROUBLE);
      run.wait(60_000);
    }
    expect(say(run, 'skip', 'undo-1/one')).toBe('taken');
    say(run, 'retry', 'one');

    expect(run.made.at(-1)).toMatchObject({ phase: { id: 'more' }, round: 1 });
  });

  it('stands with slices too', () => {
    const work = tinyWork({ phases: [{ type: 'slice', id: 'wave', slice: 'w1', servers: 1 }] });
    const run = tinyRun([{ id: 'one', work }, lastGate()]);
    run.answer('one', did({ marks: 'r' }));
    again(run);

    expect(rounds(run)).toEqual([undefined, 1]);
  });

  it('follows from an undo of the failure itself as well', () => {
    const run = tinyRun([{ id: 'one', onFailure: 'undo' }, lastGate()]);
    run.answer('one', failed('HTTP_STATUS', { before: 1 }));
    run.answer('undo-1/one');
    say(run, 'retry', 'one');

    expect(rounds(run)).toEqual([undefined, 1]);
  });
});

describe('the undo of a call for each item', () => {
  it('says which item, so that two of the same input are not taken for one', () => {
    const work = tinyWork({ forEach: '[7, 7]' });
    const run = tinyRun([{ id: 'one', work }, lastGate()]);
    run.answer('one', did('a'));
    run.answer('one', did('b'));
    say(run, 'undo', 'one');
    answerAll(run);

    const undone = run.made.filter(({ node }) => node.id === 'undo-1/one');
    expect(undone.map((call) => [call.phase.undo?.before, 'item' in call && call.item])).toEqual([
      ['b', 1],
      ['a', false],
    ]);
  });
});
