import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { statementsQuery } from '../../api/queries';
import type { Statement } from '../../api/types';
import { Loaded } from '../../parts/loaded';
import { useTexts } from '../../texts/texts';
import { When } from '../../time/times';
import './statements.css';

/** Statements that are listed before the rest is asked for. */
const MOST_SHOWN = 8;

/** Everything that people said, the newest first, each with the state of its signature. */
export function Statements({
  id,
  zone,
}: {
  readonly id: string;
  readonly zone: string | null;
}): ReactElement {
  const { recovery, showAll } = useTexts();
  const query = useQuery(statementsQuery(id));
  const [isWhole, setWhole] = useState(false);
  return (
    <Loaded query={query}>
      {({ statements }) => {
        const newest = statements.toReversed();
        const shown = isWhole ? newest : newest.slice(0, MOST_SHOWN);
        return statements.length === 0 ? (
          <p className="soft">{recovery.noStatements}</p>
        ) : (
          <>
            <ol className="said">
              {shown.map((one) => (
                <SaidRow key={one.seq} statement={one} zone={zone} />
              ))}
            </ol>
            {shown.length < newest.length ? (
              <button type="button" className="button" onClick={() => setWhole(true)}>
                {showAll(newest.length)}
              </button>
            ) : null}
          </>
        );
      }}
    </Loaded>
  );
}

function SaidRow({
  statement,
  zone,
}: {
  readonly statement: Statement;
  readonly zone: string | null;
}): ReactElement {
  const { acts, recovery, say } = useTexts();
  const { act, step, name, role, at, reason, answer, signature, keyKind, seq } = statement;
  const told = answerText(answer);
  return (
    <li className="said-row">
      <p>
        <strong>{acts[act]}</strong>{' '}
        <span className="break">{step === '' ? say.wholeRun : step}</span>
      </p>
      <p className="small">
        {name} <span className="soft">({role})</span> · <When at={at} zone={zone} />
      </p>
      {reason === '' ? null : <p className="small break">“{reason}”</p>}
      {told === '' ? null : <p className="small soft break">{told}</p>}
      <p className="small said-signature">
        <span className={signature === 'good' ? 'tone-good' : 'tone-bad'}>
          <span aria-hidden="true">{signature === 'good' ? '✓ ' : '✕ '}</span>
          {recovery.signatures[signature]}
        </span>{' '}
        <span className="soft">
          · {recovery.keys[keyKind]} · {recovery.entry} {seq}
        </span>
      </p>
    </li>
  );
}

function answerText(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null) return '';
  return Object.entries(answer)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ');
}
