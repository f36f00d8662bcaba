import type { Question } from '../../api/types';
import { formAnswer, readingAnswer } from './answer-bodies';
import { answersFor } from './answers';

const asked = (answers: Question['answers']): Question => ({ answers }) as unknown as Question;

describe('answersFor', () => {
  it('offers a no beside a yes, the yes last, where the thumb is', () => {
    const question = asked([{ act: 'approve', id: '', text: '', role: 'commander', isMine: true }]);

    expect(answersFor(question).map(({ act, isMain }) => [act, isMain])).toEqual([
      ['deny', false],
      ['approve', true],
    ]);
  });

  it('offers no sign-off while what it signs for is missing', () => {
    const question = asked([
      { act: 'reading', id: 'insulation', text: '', role: 'engineer', isMine: true },
      { act: 'sign-off', id: '', text: '', role: 'engineer', isMine: true },
    ]);

    expect(answersFor(question).map(({ act }) => act)).toEqual(['deny', 'reading']);
  });

  it('offers nothing to whom nothing is asked', () => {
    const question = asked([{ act: 'approve', id: '', text: '', role: null, isMine: false }]);

    expect(answersFor(question)).toEqual([]);
  });
});

describe('what an answer holds', () => {
  const rule = { id: 'insulation', unit: 'MOhm', min: 25, max: null, values: [], maxAgeMs: 1000 };

  it('is a number where numbers are read, and nothing until one is typed', () => {
    expect(readingAnswer(rule, { value: ' 48 ', minutesAgo: 0 })).toEqual({
      id: 'insulation',
      value: 48,
    });
    expect(readingAnswer(rule, { value: 'wet', minutesAgo: 0 })).toBeUndefined();
  });

  it('is a form in the types of its fields, once all that is needed is there', () => {
    const field = {
      name: 'floor',
      type: 'number',
      required: true,
      values: [],
      min: null,
      max: null,
      pattern: null,
      description: null,
    } as const;
    const fields = [{ ...field, values: [] }];

    expect(formAnswer(fields, {})).toBeUndefined();
    expect(formAnswer(fields, { floor: '3' })).toEqual({ floor: 3 });
  });
});
