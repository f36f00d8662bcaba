import { tinyPolicy } from '../../test/support/tiny-plan';
import type { EntryBody } from '../run/entry';
import type { Ask } from '../run/state';
import { became, nightAfter, nightPlan, NIGHT_SO_FAR } from '../../test/support/made-up-night';
import { nextMoves } from './next-move';
import type { FeedView, TripView } from './recovery-view';

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

test('nobody is called who has signed already, or who started what they would approve', () => {
  const asked = (node: string): EntryBody => ({
    type: 'asked',
    node,
    ask: {
      ...vote,
      open: [
        {
          part: 'vote',
          id: '',
          who: ['engineer', 'commander'],
          not: ['ann'],
          text: 'signature 2 of 2 by engineer or commander',
        },
      ],
    },
  });
  const undo: EntryBody = {
    type: 'added',
    why: 'undo',
    nodes: [{ id: 'undo-1/approval', title: 'Put back 1 change?', kind: 'approval' }],
  };

  const [ofPlan] = moves([became('start', 'waiting'), asked('start')]);
  const [ofUndo] = moves([undo, became('undo-1/approval', 'waiting'), asked('undo-1/approval')]);

  expect(ofPlan?.who.map(({ person }) => person)).toEqual(['bo']);
  expect(ofUndo?.who.map(({ person }) => person)).toEqual(['bo']);
});

test('what is behind a tripped feed is what its own trip holds, or what stands on it', () => {
  const { view } = nightAfter([
    ...NIGHT_SO_FAR,
    became('restore/feed-a/w1', 'held', 'FEED_TRIPPED'),
  ]);
  const trip: TripView = {
    at: '2022-10-15T06:30:00.000Z',
    interlock: 'load',
    reason: 'over',
    needs: ['cause'],
    waits: [],
  };
  const behind = (message: string, waves: FeedView['waves'] = []) =>
    nextMoves(
      {
        ...view,
        steps: view.steps.map((step) => ({
          ...step,
          parts: step.parts.map((part) =>
            part.error === null ? part : { ...part, error: { ...part.error, message } },
          ),
        })),
        feeds: view.feeds.flatMap((feed) =>
          ['feed-1', 'feed-10'].map((id) => ({
            ...feed,
            id,
            status: 'tripped' as const,
            trip,
            waves: id === 'feed-10' ? [] : waves,
          })),
        ),
      },
      { ...nightPlan(), policy },
    ).map(({ feed, behind: { nodes } }) => [feed, nodes]);

  expect(behind('feed-10 tripped: load')).toEqual([
    ['feed-10', 3],
    ['feed-1', 0],
  ]);
  expect(behind('feed-10 tripped: load', view.feeds[0]?.waves)).toEqual([
    ['feed-1', 3],
    ['feed-10', 3],
  ]);
});

test('where nothing waits for people there is nothing to do', () => {
  expect(moves(NIGHT_SO_FAR)).toEqual([]);
});
