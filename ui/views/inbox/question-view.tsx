import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { Question } from '../../api/types';
import { ModeBand } from '../../parts/mode';
import { useTexts } from '../../texts/texts';
import { Since, Until, When } from '../../time/times';
import { AnswerBar } from './answer-bar';
import { QuestionLines } from './question-lines';

/** One question in its one shape, with everything that it takes to answer it. */
export function QuestionView({
  question,
  isAlone,
}: {
  readonly question: Question;
  /** Whether the view is about it, and not about the list beside it. */
  readonly isAlone: boolean;
}): ReactElement {
  const { inbox } = useTexts();
  const { mode, simulated, recovery, since, until, open, timezone } = question;
  return (
    <article className="question panel" aria-labelledby="question-title">
      <ModeBand mode={mode} simulated={simulated} />
      <div className="question-body">
        <QuestionLines lines={question.lines} isAlone={isAlone} zone={timezone} />
        <dl className="facts small">
          <dt>{inbox.waits}</dt>
          <dd>
            <Since at={since} /> · <When at={since} zone={timezone} />
          </dd>
          <dt>{inbox.deadline}</dt>
          <dd>
            {until === null ? (
              inbox.noDeadline
            ) : (
              <>
                <Until at={until} /> · <When at={until} zone={timezone} />
              </>
            )}
          </dd>
        </dl>
        {open.length < 2 ? null : (
          <section>
            <h2 className="question-part">{inbox.openParts}</h2>
            <ul className="open-parts small">
              {open.map((part) => (
                <li key={`${part.part} ${part.id}`}>
                  {part.text} <span className="soft">({part.who.join(', ')})</span>
                </li>
              ))}
            </ul>
          </section>
        )}
        <p className="small">
          <Link href={`/recoveries/${encodeURIComponent(recovery)}`}>{inbox.openRecovery}</Link>
        </p>
      </div>
      <AnswerBar question={question} />
    </article>
  );
}
