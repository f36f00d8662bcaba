import type { ReactElement } from 'react';
import { problemOf } from '../api/problem';
import { useTexts } from '../texts/texts';

/** What went wrong, and what to do about it. */
export function ProblemNote({
  error,
  title,
}: {
  readonly error: unknown;
  readonly title?: string;
}): ReactElement {
  const { problems, say } = useTexts();
  const { status, title: summary, detail, code, fix, problems: parts } = problemOf(error);
  if (status === 0)
    return (
      <div className="note note-bad" role="alert">
        <strong>{problems.noAnswer}</strong>
        <p>{problems.noAnswerFix}</p>
      </div>
    );
  return (
    <div className="note note-bad" role="alert">
      <strong>{title ?? summary}</strong>
      {detail === '' ? null : <p>{detail}</p>}
      {parts === undefined ? null : (
        <ul className="small">
          {parts.slice(0, 20).map((part) => (
            <li key={`${part.at} ${part.message}`}>
              <code>{part.at}</code> {part.message}
            </li>
          ))}
        </ul>
      )}
      {fix === '' ? null : (
        <p className="small">
          {say.fix}: {fix}
        </p>
      )}
      <p className="small soft">
        <code>{code}</code>
      </p>
    </div>
  );
}
