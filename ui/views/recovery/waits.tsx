import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { nextQuery } from '../../api/queries';
import type { Callee, Move } from '../../api/types';
import { useLive } from '../../live/live';
import { Loaded } from '../../parts/loaded';
import { useTexts } from '../../texts/texts';
import { Since, When } from '../../time/times';
import type { Steering } from './steering';
import './waits.css';

interface WaitsProps {
  readonly id: string;
  readonly zone: string | null;
  readonly onStep: (step: string) => void;
  readonly onSteer: (steering: Steering) => void;
}

/** Who waits for whom, since when, and what stands behind it; what blocks most comes first. */
export function Waits({ id, zone, onStep, onSteer }: WaitsProps): ReactElement {
  const { recovery } = useTexts();
  const query = useQuery(nextQuery(id));
  return (
    <Loaded query={query}>
      {({ moves }) =>
        moves.length === 0 ? (
          <p className="soft">{recovery.nothingWaits}</p>
        ) : (
          <ol className="moves">
            {moves.map((move) => (
              <li key={`${move.act} ${move.node ?? ''} ${move.feed ?? ''}`} className="move">
                <MoveText move={move} zone={zone} />
                <MoveButton id={id} move={move} onStep={onStep} onSteer={onSteer} />
              </li>
            ))}
          </ol>
        )
      }
    </Loaded>
  );
}

function MoveText({
  move,
  zone,
}: {
  readonly move: Move;
  readonly zone: string | null;
}): ReactElement {
  const { recovery } = useTexts();
  const { what, since, behind, who, error } = move;
  return (
    <div className="move-text">
      <p className="break">{what}</p>
      <p className="small soft">
        <Since at={since} /> · <When at={since} zone={zone} /> ·{' '}
        {recovery.behind(behind.nodes, behind.services.length)}
      </p>
      {error?.fix === undefined ? null : <p className="small">{error.fix}</p>}
      {who.length === 0 ? null : (
        <p className="small">
          <span className="soft">{recovery.call}:</span> <Callees who={who} />
        </p>
      )}
    </div>
  );
}

function Callees({ who }: { readonly who: readonly Callee[] }): ReactElement {
  return (
    <>
      {who.slice(0, 3).map(({ person, name, role, contact }, i) => (
        <span key={`${person} ${role ?? ''}`}>
          {i === 0 ? '' : ', '}
          {name}
          {role === null ? '' : ` (${role})`}
          <Phone contact={contact} />
        </span>
      ))}
    </>
  );
}

function Phone({ contact }: { readonly contact: string }): ReactElement | null {
  const number = /\+\d[\d-]{6,}/.exec(contact)?.[0];
  return number === undefined ? null : (
    <>
      {' '}
      <a className="phone" href={`tel:${number}`}>
        {number}
      </a>
    </>
  );
}

function MoveButton({
  id,
  move: { act, node, feed, part },
  onStep,
  onSteer,
}: Omit<WaitsProps, 'zone'> & { readonly move: Move }): ReactElement {
  const { acts, recovery } = useTexts();
  const { canAnswer } = useLive();
  if (part !== null && node !== null)
    return (
      <Link className="button" href={`/inbox/${encodeURIComponent(id)}/${node}`}>
        {recovery.openQuestion}
      </Link>
    );
  if (act === 'resume')
    return (
      <button
        type="button"
        className="button"
        disabled={!canAnswer}
        onClick={() => onSteer({ act, step: '', ...(feed === null ? {} : { feed }) })}
      >
        {feed === null ? acts.resume : recovery.resumeFeed(feed)}
      </button>
    );
  return (
    <button type="button" className="button" onClick={() => onStep(node ?? '')}>
      {recovery.openStep}
    </button>
  );
}
