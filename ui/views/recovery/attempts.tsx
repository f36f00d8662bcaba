import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { attemptsQuery } from '../../api/queries';
import type { Attempt } from '../../api/types';
import { Loaded } from '../../parts/loaded';
import { useTexts } from '../../texts/texts';
import { When } from '../../time/times';

interface AttemptsProps {
  readonly id: string;
  readonly node: string;
  readonly zone: string | null;
}

/** What was called and what came back, as it came; the newest first. */
export function Attempts({ id, node, zone }: AttemptsProps): ReactElement {
  const { recovery } = useTexts();
  const query = useQuery(attemptsQuery(id, node));
  return (
    <section>
      <h3>{recovery.attempts}</h3>
      <Loaded query={query}>
        {({ attempts, leftOut }) =>
          attempts.length === 0 ? (
            <p className="soft">{recovery.noAttempts}</p>
          ) : (
            <>
              {attempts.toReversed().map((one) => (
                <Call
                  key={`${one.node} ${one.attempt} ${one.phase} ${one.item ?? ''} ${one.at}`}
                  call={one}
                  zone={zone}
                />
              ))}
              {leftOut > 0 ? <p className="small soft">{recovery.leftOut(leftOut)}</p> : null}
            </>
          )
        }
      </Loaded>
    </section>
  );
}

function Call({
  call,
  zone,
}: {
  readonly call: Attempt;
  readonly zone: string | null;
}): ReactElement {
  const { recovery } = useTexts();
  const { node, attempt, phase, item, at, uses, request, answer, error } = call;
  return (
    <details className="attempt small">
      <summary>
        <strong className={error === null ? 'tone-good' : 'tone-bad'}>
          <span aria-hidden="true">{error === null ? '✓ ' : '✕ '}</span>
          {uses}
        </strong>
        <span className="break">{[phase, item ?? ''].filter((one) => one !== '').join(' ')}</span>
        <span className="soft">{recovery.attempt(attempt)}</span>
        <When at={at} />
      </summary>
      <div className="attempt-body">
        <p className="soft break">
          {node} · <When at={at} zone={zone} />
        </p>
        <Raw title={recovery.request} text={request} />
        {answer === null ? null : <Raw title={recovery.answer} text={answer} />}
        {error === null ? null : <Raw title={recovery.error} text={error} />}
      </div>
    </details>
  );
}

function Raw({ title, text }: { readonly title: string; readonly text: string }): ReactElement {
  return (
    <div>
      <h4>{title}</h4>
      <pre tabIndex={0} role="region" aria-label={title}>
        {text}
      </pre>
    </div>
  );
}
