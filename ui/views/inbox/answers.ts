import type { Question } from '../../api/types';

/** One way in which the person may answer. */
export interface Answer {
  readonly act: 'approve' | 'deny' | 'done' | 'reading' | 'lock' | 'sign-off';
  /** Lock or reading; empty of others. */
  readonly id: string;
  readonly role: string;
  /** Whether it is what is needed next. */
  readonly isMain: boolean;
}

/** What the person may answer now, a no first: yes stands where the thumb is. */
export function answersFor(question: Question): readonly Answer[] {
  const mine = question.answers.flatMap((one, i): readonly Answer[] => {
    if (!one.isMine || one.role === null || !isAnswer(one.act)) return [];
    // A sign-off comes after what it signs for.
    const isEarly = one.act === 'sign-off' && i > 0;
    return isEarly ? [] : [{ act: one.act, id: one.id, role: one.role, isMain: i === 0 }];
  });
  const voter = question.answers.find(
    ({ act, role, isMine }) =>
      isMine && role !== null && ['approve', 'sign-off', 'done'].includes(act),
  );
  const no: readonly Answer[] =
    voter === undefined || voter.role === null
      ? []
      : [{ act: 'deny', id: '', role: voter.role, isMain: false }];
  return [...no, ...mine.filter(({ isMain }) => !isMain), ...mine.filter(({ isMain }) => isMain)];
}

function isAnswer(act: string): act is Answer['act'] {
  return ['approve', 'deny', 'done', 'reading', 'lock', 'sign-off'].includes(act);
}
