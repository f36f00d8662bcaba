import type { JsonObject } from '../json';
import { cancelledOutcome, type MachineCall } from '../../test/support/run-driver';
import { NightRun, started } from '../../test/support/tiny-night';

const HOUR = 3_600_000;
const GATE = 'safe/feed-a';
const W1 = 'restore/feed-a/w1';

const answer = (over: JsonObject = {}) => ({
  answer: { feed: 'feed-a', interlock: 'load', forMs: HOUR, ...over },
});

/** Says `waive` for an hour of the load of feed a. */
const waive = (run: NightRun, person: string, role: string, over: JsonObject = {}) =>
  run.submit(person, role, 'waive', GATE, answer(over));

const waived = (call: MachineCall | undefined) => (call?.do === 'slice' ? call.waived : undefined);

describe('a waiver', () => {
  it('only asks for it where one person has signed', () => {
    const run = NightRun.of().energised();

    expect(waive(run, 'bo', 'commander')).toBe('taken');

    expect(run.bodies('waived')).toEqual([
      {
        type: 'waived',
        node: GATE,
        feed: 'feed-a',
        interlock: 'load',
        until: null,
        by: [{ person: 'bo', role: 'commander' }],
      },
    ]);
    expect(run.cancelled.size).toBe(0);
    run.answer(W1, started());
    expect(waived(run.callOf('restore/feed-a/w2'))).toBeUndefined();
  });

  it('counts with a second person, and what is at work on the feed is told of it', () => {
    const run = NightRun.of().energised();
    const before = run.callOf(W1)!;

    waive(run, 'bo', 'commander');
    expect(waive(run, 'cy', 'manager')).toBe('taken');
    const until = run.now + HOUR;
    expect([...run.cancelled]).toEqual([before.token]);
    run.endCancelled();

    expect(waived(run.callOf(W1))).toEqual([{ feed: 'feed-a', interlock: 'load', until }]);
    expect(waived(run.callOf('restore/feed-b/w1'))).toBeUndefined();
    expect(run.bodies('waived').at(-1)).toMatchObject({
      until: new Date(until).toISOString(),
      by: [{ person: 'bo' }, { person: 'cy' }],
    });
  });

  it('is shown on everything that is done under it, and on nothing else', () => {
    const run = NightRun.of().energised();
    waive(run, 'bo', 'commander');
    waive(run, 'cy', 'manager');
    const from = run.bodies('node').length;
    const text = `load of feed-a until ${new Date(run.now + HOUR).toISOString()}`;
    run.endCancelled();

    run.answer(W1, started());
    run.answer('restore/feed-b/w1', started());

    const shown = run
      .bodies('node')
      .slice(from)
      .map(({ node, status, waivers }) => [node, status, waivers]);
    expect(shown).toEqual([
      [W1, 'done', [text]],
      ['restore/feed-a/w2', 'running', [text]],
      ['restore/feed-b/w1', 'done', undefined],
    ]);
  });

  it('is signed by one person only once', () => {
    const run = NightRun.of().energised();
    waive(run, 'di', 'commander');

    expect(waive(run, 'di', 'manager')).toBe('ALREADY_SIGNED');
    expect(waive(run, 'cy', 'manager')).toBe('taken');
  });

  it('takes somebody who may waive or signs the gate off', () => {
    const run = NightRun.of().energised();

    expect(waive(run, 'ann', 'engineer')).toBe('VERB_NOT_ALLOWED');
    expect(waive(run, 'cy', 'manager')).toBe('taken');
  });

  it('takes at least one who may waive', () => {
    const run = NightRun.of().energised();
    waive(run, 'cy', 'manager');

    expect(waive(run, 'di', 'manager')).toBe('VERB_NOT_ALLOWED');
    expect(waive(run, 'di', 'commander')).toBe('taken');
  });

  it('is over when its time is, and the interlock counts again', () => {
    const run = NightRun.of().energised();
    waive(run, 'bo', 'commander');
    waive(run, 'cy', 'manager');
    run.endCancelled();

    run.wait(HOUR);
    run.answer(W1, started());

    expect(run.bodies('waiver-over')).toEqual([
      { type: 'waiver-over', feed: 'feed-a', interlock: 'load' },
    ]);
    expect(waived(run.callOf('restore/feed-a/w2'))).toBeUndefined();
    expect(run.bodies('node').at(-1)?.waivers).toBeUndefined();
    expect(run.run.state.waivers).toEqual([]);
  });

  it('is not shown on what comes after its end, also before that is told', () => {
    const run = NightRun.of().energised();
    waive(run, 'bo', 'commander');
    waive(run, 'cy', 'manager');
    run.endCancelled();

    run.now += HOUR;
    run.answer(W1, started());

    expect(run.bodies('node').at(-1)).toMatchObject({ node: 'restore/feed-a/w2' });
    expect(run.bodies('node').at(-1)?.waivers).toBeUndefined();
  });

  it('is over with its own time where another one took its place before that was told', () => {
    const run = NightRun.of().energised();
    waive(run, 'bo', 'commander');
    waive(run, 'cy', 'manager');
    run.now += HOUR + 1;
    run.answer('restore/feed-b/w1', started());
    waive(run, 'bo', 'commander');
    waive(run, 'cy', 'manager');
    const until = new Date(run.now + HOUR).toISOString();
    expect(run.bodies('waiver-over')).toHaveLength(1);

    run.wait(HOUR - 1);
    expect(run.run.state.waivers).toHaveLength(1);
    expect(run.bodies('waived').at(-1)?.until).toBe(until);
    run.wait(1);

    expect(run.bodies('waiver-over')).toHaveLength(2);
    expect(run.run.state.waivers).toEqual([]);
  });

  it('may be asked for again once it is over', () => {
    const run = NightRun.of().energised();
    waive(run, 'bo', 'commander');
    waive(run, 'cy', 'manager');
    expect(waive(run, 'bo', 'commander')).toBe('WAIVE_REFUSED');

    run.wait(HOUR);

    expect(waive(run, 'bo', 'commander')).toBe('taken');
  });

  it.each([
    ['of an interlock the gate does not have', { interlock: 'inlet' }],
    ['of another feed than that of the gate', { feed: 'feed-b' }],
    ['for no time', { forMs: 0 }],
    ['for a time that runs backwards', { forMs: -1 }],
    ['for more than a day', { forMs: 24 * HOUR + 1 }],
    ['for a time that is no number', { forMs: 'an hour' }],
    ['of nothing', { interlock: null }],
  ] as const)('is refused %s', (_what, over) => {
    const run = NightRun.of().energised();

    expect(waive(run, 'bo', 'commander', over)).toBe('WAIVE_REFUSED');
  });

  it('is refused of a step that is no power gate, and without a reason', () => {
    const run = NightRun.of().energised();

    expect(run.submit('bo', 'commander', 'waive', W1, answer())).toBe('WAIVE_REFUSED');
    expect(run.submit('bo', 'commander', 'waive', 'nowhere', answer())).toBe('NOT_ASKED');
    expect(run.submit('bo', 'commander', 'waive', GATE, { ...answer(), reason: ' ' })).toBe(
      'REASON_MISSING',
    );
  });

  it('is not made by a second person who signs for another time or another interlock', () => {
    const run = NightRun.of().energised();
    waive(run, 'bo', 'commander');

    waive(run, 'cy', 'manager', { forMs: 2 * HOUR });
    waive(run, 'di', 'commander', { interlock: 'ups' });

    expect(run.bodies('waived').map((one) => one.until)).toEqual([null, null, null]);
  });

  it('is not made by a second person who comes half an hour too late', () => {
    const run = NightRun.of().energised();
    waive(run, 'bo', 'commander');

    run.wait(30 * 60_000 + 1);
    waive(run, 'cy', 'manager');

    expect(run.bodies('waived').at(-1)).toMatchObject({ until: null, by: [{ person: 'cy' }] });
    expect(run.run.state.waivers).toHaveLength(1);
  });

  it('leaves real people in a fast drill the time that they asked for, up to five minutes', () => {
    const run = NightRun.of({}, { header: { speed: 60 } }).energised();
    waive(run, 'bo', 'commander');
    waive(run, 'cy', 'manager');

    expect(run.bodies('waived').at(-1)?.until).toBe(new Date(run.now + 300_000).toISOString());
  });

  it('goes over to the workflow that takes over, with its end', () => {
    const run = NightRun.of({}, { perPage: 4 }).energised();
    waive(run, 'bo', 'commander');
    waive(run, 'cy', 'manager');

    run.continueAsNew(() => cancelledOutcome());
    expect(waived(run.callOf(W1))).toHaveLength(1);
    run.wait(HOUR);

    expect(run.bodies('waiver-over')).toHaveLength(1);
  });

  it('lets a feed go on that tripped on the interlock, once that is resumed', () => {
    const run = NightRun.of().energised();
    run.trip(W1, 'feed-a');
    waive(run, 'bo', 'commander');
    waive(run, 'cy', 'manager');
    expect(run.status(W1)).toBe('held');

    run.signOff('feed-a', false);
    run.resumeFeed('feed-a');

    expect(waived(run.callOf('energise/feed-a'))).toMatchObject([{ interlock: 'load' }]);
  });
});
