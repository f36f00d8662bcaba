import { tinyPolicy } from '../../test/support/tiny-plan';
import type { EntryBody } from '../run/entry';
import type { Ask } from '../run/state';
import { became, nightAfter, nightPlan, NIGHT_SO_FAR } from '../../test/support/made-up-night';
import { nextMoves } from './next-move';

const policy = {
  ...tinyPolicy(),
  people: {
    ann: { name: 'Ann', roles: ['engineer'], contact: 'radio 1' },
    bo: { name: 'Bo', roles: ['commander'], contact: 'phone +82-2-555-0101' },
  },
};

const moves = (bodies: readonly EntryBody[]) =>
  nextMoves(nightAfter(bodies).view, { ...nightPlan(), policy });

const vote: Ask = {
  kind: 'approval',
  attempt: 1,
  since: '2022-10-15T06:30:00.000Z',
  shown: 'sha256:00',
  lines: ['DRILL', 'Start?'],
  roles: ['commander'],
  open: [{ part: 'vote', id: '', who: ['commander'], text: 'signature 1 of 2 by commander' }],
};

test('a question names what stands behind it, and whom to call', () => {
  const [move] = moves([became('start', 'waiting'), { type: 'asked', node: 'start', ask: vote }]);

  expect(move).toMatchObject({
    act: 'approve',
    node: 'start',
    what: 'Start?: signature 1 of 2 by commander',
    behind: {
      nodes: 4,
      services: [
        { id: 'login', tier: 1 },
        { id: 'map', tier: 3 },
      ],
      score: 11,
    },
    who: [{ person: 'bo', name: 'Bo', role: 'commander', contact: 'phone +82-2-555-0101' }],
  });
});

test('what keeps the weightier services back comes first', () => {
  const found = moves([
    ...NIGHT_SO_FAR,
    became('tell', 'held', 'TARGET_FAILED'),
    became('enable/login', 'held', 'TARGET_FAILED'),
  ]);

  expect(found.map(({ node, behind }) => [node, behind.score])).toEqual([
    ['enable/login', 11],
    ['tell', 0],
  ]);
  expect(found[0]?.who.map(({ person }) => person)).toEqual(['ann', 'bo']);
});

test('a run that stands still waits for that alone', () => {
  const found = moves([
    ...NIGHT_SO_FAR,
    became('tell', 'held', 'TARGET_FAILED'),
    { type: 'run', status: 'stopped', reason: 'smoke' },
  ]);

  expect(found).toMatchObject([
    { act: 'resume', node: null, what: expect.stringContaining('smoke') },
  ]);
});

test('a call in doubt asks a person to say whether it was done', () => {
  const [move] = moves([...NIGHT_SO_FAR, became('tell', 'held', 'OUTCOME_UNKNOWN')]);

  expect(move).toMatchObject({ act: 'done', node: 'tell' });
});

test('a feed that is signed off again waits for a cause', () => {
  const tripped: EntryBody = {
    type: 'tripped',
    feed: 'feed-a',
    node: 'restore/feed-a/w1',
    interlock: 'load',
    reason: 'over',
    needsReadings: false,
    waits: [],
  };

  const [move] = moves([tripped]);

  expect(move).toMatchObject({ act: 'resume', feed: 'feed-a', node: null });
});

test('where nothing waits for people there is nothing to do', () => {
  expect(moves(NIGHT_SO_FAR)).toEqual([]);
});
