import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { Question } from '../../api/types';
import { ModeTag } from '../../parts/mode';
import { useTexts } from '../../texts/texts';
import { Since, Until } from '../../time/times';

/** A question in a list: what it is, whose it is, how long there is. */
export function QuestionCard({
  question,
  isOpen,
}: {
  readonly question: Question;
  readonly isOpen: boolean;
}): ReactElement {
  const { inbox, acts } = useTexts();
  const mine = question.answers.find(({ isMine }) => isMine);
  const { recovery, node, mode, title, until, since, recoveryTitle } = question;
  return (
    <Link
      href={`/inbox/${encodeURIComponent(recovery)}/${node}`}
      className={`card card-${mode}`}
      aria-current={isOpen ? 'true' : undefined}
    >
      <span className="card-head">
        <ModeTag mode={mode} />
        <span className="small">
          {until === null ? <Since at={since} /> : <Until at={until} />}
        </span>
      </span>
      <strong className="card-title">{title}</strong>
      <span className="small soft break">{recoveryTitle}</span>
      <span className="small card-whose">
        {mine !== undefined
          ? `${inbox.forYou}: ${acts[mine.act]} ${mine.id}`
          : question.hasSigned
            ? inbox.youSigned
            : inbox.waitsFor(question.roles.join(', '))}
      </span>
    </Link>
  );
}
