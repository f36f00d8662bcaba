import { cancelledOutcome, type MachineCall, type RunDriver } from '../../test/support/run-driver';
import { closed, lost, NightRun } from '../../test/support/tiny-night';
import { tinyCall, tinyWork } from '../../test/support/tiny-plan';
import { lastGate, say, tinyRun } from '../../test/support/tiny-run';

const MINUTE = 60_000;
const poll = { everyMs: 10_000, withinMs: 15 * MINUTE, forMs: 5 * MINUTE };
const reads = tinyWork({ phases: [tinyCall({ id: 'bake', effect: 'read', poll })] });

/** A run whose first step is a poll that has gone on for `ms`. */
function polled(ms: number): RunDriver {
  const run = tinyRun([{ id: 'one', work: reads }, lastGate()]);
  run.wait(ms);
  return run;
}

/** How long a poll that was just sent may still take. */
function leftOf(run: RunDriver, call: MachineCall | undefined): number {
  if (call?.do !== 'call' || call.deadlineAt === undefined) throw new Error('no poll');
  return call.deadlineAt - run.now;
}

/** Stops the run for a time, and lets it go on. */
function stopFor(run: RunDriver, ms: number): void {
  say(run, 'stop');
  run.endCancelled();
  run.wait(ms);
  say(run, 'resume');
}

describe('a poll that could not go on', () => {
  it('has what was left of its time after a stop, however long that was', () => {
    const run = polled(MINUTE);

    stopFor(run, 60 * MINUTE);

    expect(leftOf(run, run.callOf('one'))).toBe(14 * MINUTE);
  });

  it('has time for a condition to be true for as long as it must, and to be read after that', () => {
    const run = polled(14 * MINUTE);

    stopFor(run, 60 * MINUTE);

    const left = leftOf(run, run.callOf('one'));
    expect(left).toBeGreaterThan(poll.forMs + poll.everyMs);
    expect(left).toBeLessThan(poll.forMs + MINUTE);
  });

  it('is counted down again from where it was sent again', () => {
    const run = polled(MINUTE);

    stopFor(run, 60 * MINUTE);
    run.wait(MINUTE);
    stopFor(run, 60 * MINUTE);

    expect(leftOf(run, run.callOf('one'))).toBe(13 * MINUTE);
  });

  it('has what was left also where two things kept it back one after another', () => {
    const run = polled(MINUTE);
    say(run, 'stop');
    run.endCancelled();
    run.wait(20 * MINUTE);
    run.continueAsNew(() => cancelledOutcome());
    run.wait(20 * MINUTE);

    say(run, 'resume');

    expect(leftOf(run, run.callOf('one'))).toBe(14 * MINUTE);
  });

  it('has what was left after a trip of the feed that it stands on', () => {
    const run = NightRun.of({ tell: { feed: 'feed-c', needs: [6], work: reads } }).energised();
    run.wait(MINUTE);
    run.trip('restore/feed-c/w1', 'feed-c');
    run.answer('tell', lost());
    expect(run.flying).not.toContain('tell');
    run.wait(50 * MINUTE);
    run.signOff('feed-c', false);
    run.resumeFeed('feed-c');
    run.wait(MINUTE);
    run.answer('energise/feed-c', closed());

    expect(leftOf(run, run.callOf('tell'))).toBeGreaterThan(13 * MINUTE);
  });

  it('keeps its deadline where its worker was lost and it is sent again at once', () => {
    const run = polled(14 * MINUTE);

    run.answer('one', lost());

    expect(leftOf(run, run.callOf('one'))).toBe(MINUTE);
  });

  it('has all its time where it is tried again', () => {
    const run = polled(14 * MINUTE);
    run.answer('one', {
      ok: false,
      end: 'failed',
      retry: false,
      error: { code: 'POLL_NEVER_TRUE', message: '' },
    });

    say(run, 'retry', 'one');

    expect(leftOf(run, run.callOf('one'))).toBe(15 * MINUTE);
  });

  it('leaves nothing of its time to the poll after it', () => {
    const two = tinyWork({
      phases: ['a', 'b'].map((id) => tinyCall({ id, effect: 'read', poll })),
    });
    const run = tinyRun([{ id: 'one', work: two }, lastGate()]);
    run.wait(MINUTE);
    say(run, 'stop');
    run.endCancelled();
    say(run, 'resume');
    say(run, 'stop');

    run.answer('one');
    say(run, 'resume');

    expect(leftOf(run, run.callOf('one'))).toBe(15 * MINUTE);
  });
});
