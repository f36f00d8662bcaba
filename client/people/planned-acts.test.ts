import { GATE, MINUTE, node, planned, START, told, type Told } from '../../test/support/rehearsed';
import type { EntryBody } from '../../model/run/entry';
import type { DrillAnswer } from '../../model/schema/drill-people';

const TRIPPED: EntryBody = {
  type: 'tripped',
  feed: 'feed-a',
  node: 'restore/feed-a/w1',
  interlock: 'load',
  reason: '12 kW is over 10 kW',
  needsReadings: false,
  waits: [],
};

describe('the resume of a feed that tripped', () => {
  const resume: DrillAnswer = {
    person: 'bo',
    act: 'resume',
    feed: 'feed-a',
    cause: 'Dust in the meter',
    after: '3m',
  };
  const signedOff: readonly Told[] = [
    [1, node(GATE, 'done')],
    [5, TRIPPED],
    [5, node(GATE, 'waiting')],
    [8, node(GATE, 'done')],
  ];

  it('waits until the power gate is signed off again, and names the cause', () => {
    expect(planned([resume], signedOff.slice(0, 3))).toEqual([]);

    const answers = planned([resume], signedOff);

    expect(told(answers)).toEqual([['bo', 'resume', '', 11]]);
    expect(answers[0]).toMatchObject({
      role: 'commander',
      attempt: 0,
      answer: { feed: 'feed-a', cause: 'Dust in the meter' },
    });
  });

  it('is said once for each trip', () => {
    const said = planned([resume], signedOff);
    const resumed: EntryBody = { type: 'feed-resumed', feed: 'feed-a', cause: 'Dust', by: 'bo' };

    expect(planned([resume], signedOff, { said })).toEqual([]);
    expect(planned([resume], [...signedOff, [12, resumed]], { said })).toEqual([]);
    expect(
      told(
        planned(
          [resume],
          [
            ...signedOff,
            [12, resumed],
            [20, TRIPPED],
            [20, node(GATE, 'waiting')],
            [22, node(GATE, 'done')],
          ],
          { said },
        ),
      ),
    ).toEqual([['bo', 'resume', '', 25]]);
  });

  it('takes the place of retry for what the trip holds', () => {
    const held = node('restore/feed-a/w1', 'held', 'FEED_TRIPPED');
    const retry: DrillAnswer = { person: 'bo', act: 'retry', step: 'restore', after: '1m' };

    expect(
      planned(
        [retry],
        [
          [5, TRIPPED],
          [5, held],
        ],
      ),
    ).toEqual([]);
  });
});

describe('an act that nobody asked for', () => {
  it('waits for a time from the start, in time of the site', () => {
    const stop: DrillAnswer = { person: 'cy', act: 'stop', at: '30m', after: '1m' };

    expect(told(planned([stop], []))).toEqual([['cy', 'stop', '', 30]]);
    expect(told(planned([stop], [], { speed: 10 }))).toEqual([['cy', 'stop', '', 3]]);
  });

  it('waits for what it names, and not for another', () => {
    const note: DrillAnswer = {
      person: 'cy',
      act: 'note',
      when: 'fallen',
      of: 'login',
      after: '2m',
      reason: 'Login is down',
    };
    const fallen = (service: string): EntryBody => ({ type: 'service', service, health: 'fallen' });

    expect(planned([note], [[3, fallen('map')]])).toEqual([]);
    expect(planned([note], [[3, fallen('login')]])).toMatchObject([
      { dueAt: START + 5 * MINUTE, reason: 'Login is down' },
    ]);
  });

  it('takes a step to begin with its first part, and to be done with its last', () => {
    const acts: readonly DrillAnswer[] = [
      { person: 'bo', act: 'pause', when: 'running', of: 'restore', after: '0s' },
      { person: 'bo', act: 'abort', when: 'done', of: 'restore', after: '0s' },
    ];
    const begun: readonly Told[] = [
      [2, node('restore/feed-a/w1', 'running')],
      [3, node('restore/feed-a/w1', 'done')],
      [3, node('restore/feed-a/w2', 'running')],
    ];

    expect(told(planned(acts, begun))).toEqual([['bo', 'pause', '', 2]]);
    expect(told(planned(acts, [...begun, [6, node('restore', 'done')]]))).toEqual([
      ['bo', 'pause', '', 2],
      ['bo', 'abort', '', 6],
    ]);
  });

  it('is said each time, and at most as often as the file says', () => {
    const note: DrillAnswer = { person: 'cy', act: 'note', when: 'tripped', after: '0s' };
    const trips: readonly Told[] = [
      [1, TRIPPED],
      [2, { ...TRIPPED, feed: 'feed-b' }],
    ];

    expect(told(planned([note], trips))).toEqual([
      ['cy', 'note', '', 1],
      ['cy', 'note', '', 2],
    ]);
    const once = planned([{ ...note, times: 1 }], trips);
    expect(told(once)).toEqual([['cy', 'note', '', 1]]);
    expect(planned([{ ...note, times: 1 }], trips, { said: once })).toEqual([]);
  });

  it('is a waiver of the gate of its feed by each of two people', () => {
    const waive = (person: string, after: string): DrillAnswer => ({
      person,
      act: 'waive',
      feed: 'feed-a',
      interlock: 'inlet',
      for: '30m',
      when: 'tripped',
      of: 'feed-a',
      after,
    });

    const answers = planned([waive('cy', '1m'), waive('di', '2m')], [[5, TRIPPED]]);

    expect(told(answers)).toEqual([
      ['cy', 'waive', GATE, 6],
      ['di', 'waive', GATE, 7],
    ]);
    expect(answers[0]?.answer).toEqual({ feed: 'feed-a', interlock: 'inlet', forMs: 1_800_000 });
    expect(answers.map(({ role }) => role)).toEqual(['manager', 'manager']);
  });

  it('lets a run that was stopped go on, while it is', () => {
    const resume: DrillAnswer = { person: 'bo', act: 'resume', after: '5m' };
    const stopped: readonly Told[] = [[4, { type: 'run', status: 'stopped' }]];

    expect(told(planned([resume], stopped))).toEqual([['bo', 'resume', '', 9]]);
    expect(planned([resume], [...stopped, [6, { type: 'run', status: 'running' }]])).toEqual([]);
  });
});
