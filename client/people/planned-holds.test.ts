import { MINUTE, node, planned, START, told, type Told } from '../../test/support/rehearsed';
import type { EntryBody } from '../../model/run/entry';
import type { DrillAnswer } from '../../model/schema/drill-people';

const undo = (id: string, kind: 'approval' | 'action'): EntryBody => ({
  type: 'added',
  why: 'undo',
  nodes: [{ id, title: 'Put back', kind }],
});

describe('what is said of an undo and of what is held', () => {
  const ask: EntryBody = {
    type: 'asked',
    node: 'undo-1/approval',
    ask: {
      kind: 'approval',
      attempt: 1,
      since: new Date(START + 5 * MINUTE).toISOString(),
      shown: 'sha256:aa',
      lines: ['Put back?'],
      roles: ['commander', 'manager'],
      open: [{ part: 'vote', id: '', who: ['commander', 'manager'], text: 'signature 1 of 2' }],
    },
  };

  it('approves the question of any undo, or of the one that it names', () => {
    const approve = (person: string, step: string): DrillAnswer => ({
      person,
      act: 'approve',
      step,
      after: '1m',
    });
    const laid: readonly Told[] = [
      [5, undo('undo-1/approval', 'approval')],
      [5, node('undo-1/approval', 'waiting')],
      [5, ask],
    ];

    const answers = planned(
      [approve('bo', 'undo'), approve('cy', 'undo-1'), approve('di', 'undo-2')],
      laid,
    );

    expect(told(answers)).toEqual([
      ['bo', 'approve', 'undo-1/approval', 6],
      ['cy', 'approve', 'undo-1/approval', 6],
    ]);
    expect(answers[0]?.shown).toBe('sha256:aa');
  });

  it('retries what an undo could not put back', () => {
    const retry: DrillAnswer = { person: 'bo', act: 'retry', step: 'undo', after: '1m' };
    const laid: readonly Told[] = [
      [5, undo('undo-1/restore/feed-a/w1', 'action')],
      [6, node('undo-1/restore/feed-a/w1', 'held', 'TARGET_SERVES')],
    ];

    expect(told(planned([retry], laid))).toEqual([['bo', 'retry', 'undo-1/restore/feed-a/w1', 7]]);
  });

  it('says that a call took effect only where nobody knows', () => {
    const done: DrillAnswer = { person: 'bo', act: 'done', step: 'tell', after: '1m' };

    expect(planned([done], [[3, node('tell', 'held', 'EXPECT_NOT_MET')]])).toEqual([]);
    expect(told(planned([done], [[3, node('tell', 'held', 'OUTCOME_UNKNOWN')]]))).toEqual([
      ['bo', 'done', 'tell', 4],
    ]);
  });

  it('gives way to the next entry once it was said as often as it may be', () => {
    const people: readonly DrillAnswer[] = [
      { person: 'bo', act: 'retry', step: 'tell', after: '1m', times: 1 },
      { person: 'bo', act: 'skip', step: 'tell', after: '2m' },
    ];
    const held = node('tell', 'held', 'EXPECT_NOT_MET');

    const first = planned(people, [[3, held]]);
    const second = planned(
      people,
      [
        [3, held],
        [5, node('tell', 'running')],
        [6, held],
      ],
      {
        said: first,
      },
    );

    expect(told(first)).toEqual([['bo', 'retry', 'tell', 4]]);
    expect(told(second)).toEqual([['bo', 'skip', 'tell', 8]]);
  });

  it('has the same nonce however often it is worked out, and another one for the next hold', () => {
    const retry: DrillAnswer = { person: 'bo', act: 'retry', step: 'tell', after: '1m' };
    const held = node('tell', 'held', 'EXPECT_NOT_MET');
    const once: readonly Told[] = [[3, held]];

    const [first] = planned([retry], once);
    const [again] = planned([retry], once);
    const [next] = planned([retry], [...once, [5, node('tell', 'running')], [6, held]]);

    expect(first?.nonce).toMatch(/^[0-9a-f]{32}$/);
    expect(again?.nonce).toBe(first?.nonce);
    expect(next?.nonce).not.toBe(first?.nonce);
  });
});
