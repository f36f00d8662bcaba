import type { StoredEntry } from '../../../ledger/ledger';
import type { EntryBody } from '../../../model/run/entry';
import type { JournalLine } from '../../support/installation';
import { problemsOnTheWay, servingOff, standingOf, stillMoving } from './check-round';

const BEGAN = Date.UTC(2022, 9, 15, 6);
const at = (seconds: number): string => new Date(BEGAN + 1000 * seconds).toISOString();

const call = (
  seconds: number,
  target: string,
  action: string,
  value: unknown,
  had?: unknown,
): JournalLine => ({ at: at(seconds), target, action, value, had });

const node = (seconds: number, id: string, status: 'done' | 'waiting'): StoredEntry =>
  entry(seconds, { type: 'node', node: id, status, attempt: 1 });

const entry = (seconds: number, body: EntryBody): StoredEntry => ({
  seq: 1,
  at: at(seconds),
  body,
  hash: '',
});

const OPEN = [
  node(0, 'power-safe/feed-a', 'done'),
  node(0, 'power-safe/feed-b', 'done'),
  node(0, 'start-servers', 'done'),
];
const TRIP = entry(10, {
  type: 'tripped',
  feed: 'feed-a',
  node: 'restore/feed-a/w1',
  interlock: 'load',
  reason: 'unknown',
  needsReadings: true,
  waits: [],
});
const RESUMED = entry(30, { type: 'feed-resumed', feed: 'feed-a', cause: 'joint', by: 'bo' });

const problems = (
  entries: readonly StoredEntry[],
  ...journal: readonly JournalLine[]
): readonly string[] =>
  // No view is looked at on the way.
  problemsOnTheWay({ entries, journal } as unknown as Parameters<typeof problemsOnTheWay>[0]);

describe('what is found wrong with a night', () => {
  it('is nothing where every start came after its gates', () => {
    expect(
      problems(
        OPEN,
        call(1, 'pdu:pdu-a/s2', 'outlet', 'on', 'off'),
        call(2, 'server:a01', 'power', 'on', 'off'),
        call(3, 'service:login', 'weight', 10, 0),
      ),
    ).toEqual([]);
  });

  it('is a start behind a power gate, or behind the approval', () => {
    expect(problems(OPEN, call(1, 'server:c01', 'power', 'on', 'off'))).toEqual([
      expect.stringMatching(/^behind a power gate: power server:c01/),
    ]);
    expect(problems(OPEN.slice(0, 2), call(1, 'server:a01', 'power', 'on', 'off'))).toEqual([
      expect.stringMatching(/^behind the approval/),
    ]);
  });

  it('is a start on a feed between its trip and its resume, but for what was on its way', () => {
    const entries = [...OPEN, TRIP, RESUMED];
    const start = (seconds: number, server: string): readonly string[] =>
      problems(entries, call(seconds, `server:${server}`, 'power', 'on', 'off'));

    expect(start(11, 'a01')).toEqual([]);
    expect(start(20, 'a01')).toEqual([expect.stringMatching(/^on a tripped feed/)]);
    expect(start(31, 'a01')).toEqual([]);
    expect(start(20, 'ab01')).toEqual([]);
  });

  it('is anything done twice, and a breaker that our load tripped', () => {
    expect(
      problems(
        OPEN,
        call(1, 'server:a01', 'power', 'on', 'on'),
        call(2, 'pdu:pdu-a', 'event', 'breaker-tripped'),
      ),
    ).toEqual([
      expect.stringMatching(/^done twice: power server:a01/),
      expect.stringMatching(/^our load tripped a breaker/),
    ]);
  });

  it('is a changing call more than two seconds after a stop, unless it may be made', () => {
    const journal = [
      call(1, 'server:a01', 'power', 'on'),
      call(3, 'server:a02', 'power', 'on'),
      call(4, 'server:a02', 'event', 'ready'),
      call(5, 'service:login', 'weight', 0),
    ];

    expect(stillMoving(journal, BEGAN, ({ action }) => action === 'weight')).toEqual([
      expect.stringMatching(/power server:a02/),
    ]);
  });

  it('is power taken from a service that has traffic, at its server or above it', () => {
    const journal = [
      call(1, 'server:c01', 'power', 'off'),
      call(2, 'service:search', 'weight', 10),
      call(3, 'server:c02', 'power', 'force-off'),
      call(4, 'pdu:pdu-c/s1', 'outlet', 'off'),
      call(5, 'service:search', 'weight', 0),
      call(6, 'server:c03', 'power', 'off'),
    ];

    expect(servingOff(journal)).toEqual([
      expect.stringMatching(/search, which serves: power server:c02/),
      expect.stringMatching(/search, which serves: outlet pdu:pdu-c/),
    ]);
  });

  it('is a server that the journal tells last to be anything but ready', () => {
    const standing = standingOf([
      call(1, 'server:a01', 'event', 'ready'),
      call(2, 'server:a02', 'event', 'ready'),
      call(3, 'server:a02', 'event', 'fault-bmc-hangs'),
      call(4, 'server:a01', 'event', 'power-off'),
    ]);

    expect([...standing]).toEqual([
      ['a01', 'power-off'],
      ['a02', 'ready'],
    ]);
  });
});
