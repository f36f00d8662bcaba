import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { whatIfQuery } from '../../api/queries';
import type { Recovery, WhatIf } from '../../api/types';
import { Loaded } from '../../parts/loaded';
import { SaySheet } from '../../say/say-sheet';
import type { Json } from '../../say/json';
import { useTexts } from '../../texts/texts';
import { durationText } from '../../time/format-time';
import { GRAVE, isForeseen, type Steering } from './steering';

const MINUTES = [15, 30, 60, 120, 240, 720] as const;

/** Targets that are listed before the rest is counted. */
const MOST_EFFECTS = 60;

interface SteerSheetProps {
  readonly recovery: Recovery;
  readonly steering: Steering;
  readonly onClose: () => void;
}

/** Shows what an act would do, target by target, with its parameters, before it is signed. */
export function SteerSheet({ recovery, steering, onClose }: SteerSheetProps): ReactElement {
  const texts = useTexts();
  const { acts, say } = texts;
  const { act, step, feed, interlock } = steering;
  const [minutes, setMinutes] = useState(30);
  const forMs = act === 'waive' ? minutes * 60_000 : undefined;
  const isFeed = act === 'resume' && feed !== undefined;
  const what = [acts[act], feed ?? step].filter((text) => text !== '').join(' ');
  const answerOf = (reason: string): Json => {
    if (act === 'waive') return { feed: feed ?? '', interlock: interlock ?? '', forMs: forMs ?? 0 };
    return isFeed ? { feed, cause: reason } : null;
  };
  return (
    <SaySheet
      mode={recovery.mode}
      title={`${what}?`}
      button={what}
      isBad={GRAVE.has(act)}
      needsReason={act !== 'stop'}
      {...(isFeed ? { reasonLabel: say.cause } : act === 'note' ? { reasonLabel: say.text } : {})}
      draft={{ recovery: recovery.id, act, step }}
      answerOf={answerOf}
      facts={[
        [say.recovery, `${recovery.title} · ${recovery.id}`],
        [say.step, step === '' ? say.wholeRun : step],
        ...(feed === undefined ? [] : [[say.feed, feed] as const]),
        ...(interlock === undefined ? [] : [[say.interlock, interlock] as const]),
        ...(forMs === undefined ? [] : [[say.duration, durationText(forMs, texts)] as const]),
        [say.plan, <code key="plan">{recovery.plan.digest.slice(0, 16)}…</code>],
      ]}
      onClose={onClose}
    >
      {act === 'waive' ? (
        <label className="field">
          <span className="field-label">{say.duration}</span>
          <select value={minutes} onChange={(event) => setMinutes(Number(event.target.value))}>
            {MINUTES.map((one) => (
              <option key={one} value={one}>
                {durationText(one * 60_000, texts)}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <Foreseen recovery={recovery.id} steering={steering} forMs={forMs} />
    </SaySheet>
  );
}

function Foreseen({
  recovery,
  steering,
  forMs,
}: {
  readonly recovery: string;
  readonly steering: Steering;
  readonly forMs: number | undefined;
}): ReactElement | null {
  const { act, step, feed, interlock } = steering;
  const isAsked = isForeseen(act);
  const query = useQuery({
    ...whatIfQuery(recovery, { act: isAsked ? act : 'pause', step, feed, interlock, forMs }),
    enabled: isAsked,
  });
  const { recovery: texts } = useTexts();
  if (!isAsked) return null;
  return (
    <section className="foreseen" aria-label={texts.whatIf}>
      <h3>{texts.whatIf}</h3>
      <Loaded query={query}>{(found) => <Effects found={found} />}</Loaded>
    </section>
  );
}

function Effects({ found }: { readonly found: WhatIf }): ReactElement {
  const { recovery, showAll } = useTexts();
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? found.effects : found.effects.slice(0, MOST_EFFECTS);
  return (
    <>
      <p>{found.summary}</p>
      {found.refused === null ? null : (
        <p className="note note-warn small">
          {recovery.whatIfRefused}: {found.refused}
        </p>
      )}
      {found.effects.length === 0 ? <p className="soft small">{recovery.whatIfNone}</p> : null}
      <ul className="effects small" tabIndex={0} aria-label={recovery.whatIf}>
        {shown.map(({ does, node, target, effect }) => (
          <li key={`${does} ${node} ${target} ${effect}`}>
            <strong>{recovery.does[does]}</strong>{' '}
            <span className="break">{[node, target].filter((one) => one !== '').join(' · ')}</span>{' '}
            <span className="soft break">{effect}</span>
          </li>
        ))}
      </ul>
      {shown.length < found.effects.length ? (
        <button type="button" className="button" onClick={() => setWhole(true)}>
          {showAll(found.effects.length)}
        </button>
      ) : null}
    </>
  );
}
