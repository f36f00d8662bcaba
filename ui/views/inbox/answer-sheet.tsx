import { useState, type ReactElement } from 'react';
import type { Question } from '../../api/types';
import { SaySheet } from '../../say/say-sheet';
import type { Json } from '../../say/json';
import { useTexts } from '../../texts/texts';
import type { Answer } from './answers';
import { formAnswer, readingAnswer, type ReadingDraft } from './answer-bodies';
import { FormFields } from './form-fields';
import { LockField } from './lock-field';
import { ReadingFields } from './reading-fields';

interface AnswerSheetProps {
  readonly question: Question;
  readonly answer: Answer;
  readonly onClose: () => void;
}

/** One answer, with what it takes, before it is signed. */
export function AnswerSheet({ question, answer, onClose }: AnswerSheetProps): ReactElement {
  const { acts, inbox, say } = useTexts();
  const [form, setForm] = useState<Readonly<Record<string, string>>>({});
  const [reading, setReading] = useState<ReadingDraft>({ value: '', minutesAgo: 0 });
  const [isLockOff, setLockOff] = useState(false);
  const rule = question.readings.find(({ id }) => id === answer.id);
  const lock = question.locks.find(({ id }) => id === answer.id);
  const body = bodyOf();
  return (
    <SaySheet
      mode={question.mode}
      title={question.title}
      button={`${acts[answer.act]} ${inbox.asRole(answer.role)}`}
      isBad={answer.act === 'deny'}
      needsReason={answer.act === 'deny'}
      answerOf={() => body ?? null}
      isComplete={body !== undefined}
      draft={{
        recovery: question.recovery,
        act: answer.act,
        step: question.node,
        role: answer.role,
        shown: question.shown,
      }}
      facts={[
        [say.recovery, question.recovery],
        [say.step, question.node],
        ...(answer.id === ''
          ? []
          : [[say[answer.act === 'lock' ? 'lock' : 'reading'], answer.id] as const]),
        [say.role, answer.role],
        [inbox.digest, <code key="shown">{question.shown.slice(0, 16)}…</code>],
      ]}
      onClose={onClose}
    >
      {answer.act === 'done' ? (
        <FormFields fields={question.form} values={form} onChange={setForm} />
      ) : null}
      {answer.act === 'reading' && rule !== undefined ? (
        <ReadingFields rule={rule} draft={reading} onChange={setReading} />
      ) : null}
      {answer.act === 'lock' ? (
        <LockField
          id={answer.id}
          holder={lock?.holder ?? ''}
          isOff={isLockOff}
          onChange={setLockOff}
        />
      ) : null}
    </SaySheet>
  );

  /** What the act takes; undefined while something is missing. */
  function bodyOf(): Json | undefined {
    switch (answer.act) {
      case 'approve':
      case 'deny':
      case 'sign-off':
        return null;
      case 'done':
        return formAnswer(question.form, form);
      case 'reading':
        return rule === undefined ? undefined : readingAnswer(rule, reading);
      case 'lock':
        return isLockOff ? { lock: answer.id, state: 'released' } : undefined;
    }
  }
}
