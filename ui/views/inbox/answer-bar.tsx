import { useState, type ReactElement } from 'react';
import type { Question } from '../../api/types';
import { useLive } from '../../live/live';
import { useTexts } from '../../texts/texts';
import { AnswerSheet } from './answer-sheet';
import type { Answer } from './answers';
import { answersFor } from './answers';

/** The buttons under a question, where a thumb reaches them. */
export function AnswerBar({ question }: { readonly question: Question }): ReactElement {
  const { inbox, acts, say } = useTexts();
  const { canAnswer } = useLive();
  const [chosen, setChosen] = useState<Answer | undefined>(undefined);
  const answers = answersFor(question);
  return (
    <section className="answer-bar" aria-label={inbox.actions}>
      {answers.length === 0 ? (
        <p className="answer-none">
          {question.hasSigned ? inbox.youSigned : inbox.notForYou}.{' '}
          <span className="soft">
            {inbox.waitsFor([...new Set(question.open.flatMap(({ who }) => who))].join(', '))}
          </span>
        </p>
      ) : (
        <div className="answer-buttons">
          {answers.map((one) => (
            <button
              key={`${one.act} ${one.id}`}
              type="button"
              className={`button ${one.act === 'deny' ? 'button-bad' : one.isMain ? 'button-primary' : ''}`}
              disabled={!canAnswer}
              onClick={() => setChosen(one)}
            >
              {acts[one.act]}
              {one.id === '' ? '' : ` ${one.id}`}
            </button>
          ))}
        </div>
      )}
      {canAnswer || answers.length === 0 ? null : (
        <p className="small answer-stale">{say.staleDisabled}</p>
      )}
      {chosen === undefined ? null : (
        <AnswerSheet question={question} answer={chosen} onClose={() => setChosen(undefined)} />
      )}
    </section>
  );
}
