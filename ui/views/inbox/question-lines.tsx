import type { ReactElement, ReactNode } from 'react';
import { TimedText } from '../../time/times';

/** Beginnings of lines that are set apart from what follows them. */
const LABEL =
  /^(For|Readings|Answer with|If yes|If no|If late|Reversible|Needs|Last drilled|Signed|Unknown|Waived|Asked by|Deadline)(?:: | )/;

/** The lines of a question, word for word: their digest is what is signed. */
export function QuestionLines({
  lines,
  isAlone,
  zone,
}: {
  readonly lines: readonly string[];
  /** Whether its title is that of the page. */
  readonly isAlone: boolean;
  readonly zone: string | null;
}): ReactElement {
  const [head = '', title = '', ...rest] = lines;
  const Title = isAlone ? 'h1' : 'h2';
  return (
    <div className="lines">
      <p className="small soft break">{head}</p>
      <Title id="question-title" className="lines-title">
        {title}
      </Title>
      <dl>
        {rest.map((line) => (
          <Line key={line} line={line} zone={zone} />
        ))}
      </dl>
    </div>
  );
}

function Line({
  line,
  zone,
}: {
  readonly line: string;
  readonly zone: string | null;
}): ReactElement {
  const label = LABEL.exec(line)?.[1] ?? '';
  const text = line.slice(label.length).replace(/^:? /, '');
  return (
    <div className={`line line-${label.toLowerCase().replaceAll(' ', '-')}`}>
      <dt>{label}</dt>
      <dd>{withPhones(text, zone)}</dd>
    </div>
  );
}

/** Telephone numbers can be called. */
function withPhones(text: string, zone: string | null): ReactNode {
  return text.split(/(\+\d[\d-]{6,})/).map((piece, i) =>
    i % 2 === 1 ? (
      <a key={piece} href={`tel:${piece}`}>
        {piece}
      </a>
    ) : (
      <TimedText key={piece} text={piece} zone={zone} isKept />
    ),
  );
}
