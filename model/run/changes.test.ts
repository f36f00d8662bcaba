import { cancelledOutcome } from '../../test/support/run-driver';
import { failed, lost, NightRun, started } from '../../test/support/tiny-night';
import { tinyCall, tinyWork } from '../../test/support/tiny-plan';
import { answerAll, did, say, threeDone, tinyRun } from '../../test/support/tiny-run';

describe('what a step changed', () => {
  it('is what was read before the call, by its result or by the checkpoint it left', () => {
    const run = tinyRun([{ id: 'ok' }, { id: 'failed', needs: [] }, { id: 'lost', needs: [] }]);

    run.answer('ok', did('a'));
    run.answer('failed', failed('HTTP_STATUS', { before: 'b' }));
    run.answer('lost', lost({ before: 'c' }));

    expect(run.bodies('changed').map((one) => [one.node, one.before])).toEqual([
      ['ok', 'a'],
      ['failed', 'b'],
      ['lost', 'c'],
    ]);
  });

  it('is what the first try of a call had read, whatever later ones read', () => {
    const run = tinyRun([{ id: 'one' }]);

    run.answer('one', lost({ before: 'first' }));
    run.answer('one', did('second'));

    expect(run.run.state.changes.length + run.bodies('changed').length).toBe(2);
    expect(run.bodies('changed').map((one) => one.before)).toEqual(['first']);
  });

  it('is what all tries of a slice did, by the last word of it', () => {
    const run = NightRun.of().energised();

    run.answer('restore/feed-a/w1', lost({ marks: 'o..' }));
    run.answer('restore/feed-a/w1', started('oooO'));

    const told = run.bodies('changed').filter((one) => one.node === 'restore/feed-a/w1');
    expect(told.map((one) => one.before)).toEqual([{ marks: 'o..' }, { marks: 'oooO' }]);
    expect(new Set(told.map((one) => one.serial)).size).toBe(1);
  });

  it('is put back of a slice by its slice, from the last word of it', () => {
    const run = NightRun.of().energised();
    run.answer('restore/feed-c/w1', failed('TOO_MANY_FAILED', { marks: 'oox' }));

    say(run, 'undo', 'restore/feed-c/w1');

    expect(run.made.at(-1)).toMatchObject({
      do: 'slice',
      node: { id: 'undo-1/restore/feed-c/w1', feed: 'feed-c' },
      phase: { id: 'undo-slice', slice: 'restore/feed-c/w1', undo: { before: { marks: 'oox' } } },
      serving: [],
    });
  });

  it('is nothing where a call only read, or found nothing to change', () => {
    const read = tinyWork({ phases: [tinyCall({ effect: 'read' })] });
    const run = tinyRun([{ id: 'read', work: read }, { id: 'none' }, { id: 'last' }]);

    run.answer('read', did('x'));
    run.answer('none', did(null));

    expect(run.bodies('changed')).toEqual([]);
  });

  it('has a number that no later change gets again', () => {
    const run = threeDone();
    say(run, 'undo', 'three');
    answerAll(run);
    say(run, 'retry', 'three');
    run.answer('three', did('again'));

    const serials = run.bodies('changed').map((one) => one.serial);
    expect(new Set(serials).size).toBe(4);
  });
});

describe('a call whose outcome is unknown', () => {
  const once = tinyWork({
    phases: [
      tinyCall({
        effect: 'once',
        uses: 'db.promote',
        with: { to: 'b' },
        findOut: 'Ask both databases which one writes.',
      }),
      tinyCall({ id: 'tell', effect: 'read' }),
    ],
  });

  it.each([
    ['its worker died', lost()],
    ['it was called off', cancelledOutcome()],
  ])('is held where %s, with what was sent and how to find out', (_what, outcome) => {
    const run = tinyRun([{ id: 'promote', work: once }, { id: 'next' }]);

    run.answer('promote', outcome);

    expect(run.status('promote')).toBe('held');
    expect(run.run.state.active['0']?.error).toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      message: expect.stringContaining('db.promote was sent with {"to":"b"}'),
      fix: expect.stringContaining('Ask both databases which one writes.'),
    });
    run.wait(24 * 3_600_000);
    expect(run.calls.size).toBe(0);
  });

  it('goes on behind the call where a person found that it was done', () => {
    const run = tinyRun([{ id: 'promote', work: once }, { id: 'next' }]);
    run.answer('promote', lost());

    expect(run.submit('ann', 'engineer', 'done', 'promote')).toBe('taken');

    expect(run.made.at(-1)).toMatchObject({ phase: { id: 'tell' } });
    run.answer('promote');
    expect(run.flying).toEqual(['next']);
  });

  it('is made again where a person says so, as the next attempt', () => {
    const run = tinyRun([{ id: 'promote', work: once }]);
    run.answer('promote', lost());

    expect(say(run, 'retry', 'promote')).toBe('taken');

    expect(run.made.at(-1)).toMatchObject({ attempt: 2, phase: { uses: 'db.promote' } });
  });

  it('is said to be done only with a reason, by a role that may retry, and of this attempt', () => {
    const run = tinyRun([{ id: 'promote', work: once }]);
    run.answer('promote', lost());

    expect(run.submit('ann', 'engineer', 'done', 'promote', { reason: ' ' })).toBe(
      'REASON_MISSING',
    );
    expect(run.submit('cy', 'manager', 'done', 'promote')).toBe('VERB_NOT_ALLOWED');
    expect(run.submit('ann', 'engineer', 'done', 'promote', { attempt: 7 })).toBe(
      'STATEMENT_QUESTION_CHANGED',
    );
  });

  it('is the only thing held that can be said to be done', () => {
    const run = tinyRun([{ id: 'one' }, { id: 'two', needs: [] }]);
    run.answer('one', failed());

    expect(run.submit('ann', 'engineer', 'done', 'one')).toBe('ACT_NOT_POSSIBLE');
    expect(run.submit('ann', 'engineer', 'done', 'two')).toBe('ACT_NOT_POSSIBLE');
  });

  it('can be put back from what was read before it', () => {
    const run = tinyRun([{ id: 'promote', work: once }]);
    run.answer('promote', lost({ before: { writer: 'a' } }));

    expect(say(run, 'undo', 'promote')).toBe('taken');
    answerAll(run);

    expect(run.status('promote')).toBe('undone');
  });

  it('holds nothing where the call may be made again freely', () => {
    const run = tinyRun([{ id: 'one' }]);

    run.answer('one', lost());

    expect(run.flying).toEqual(['one']);
  });
});
