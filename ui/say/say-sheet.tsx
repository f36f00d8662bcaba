import { useState, type SyntheticEvent, type ReactElement, type ReactNode } from 'react';
import { problemOf } from '../api/problem';
import type { Mode } from '../api/types';
import { useAnnounce } from '../app/announcer';
import { useLive } from '../live/live';
import { ModeBand } from '../parts/mode';
import { ProblemNote } from '../parts/problem-note';
import { Sheet } from '../parts/sheet';
import { useTexts } from '../texts/texts';
import type { Json } from './json';
import { useSay, type Draft } from './use-say';

interface SaySheetProps {
  readonly mode: Mode;
  readonly title: string;
  /** What the button says that signs and sends. */
  readonly button: string;
  readonly isBad?: boolean;
  /** Without the reason, which is asked for here. */
  readonly draft: Omit<Draft, 'reason' | 'answer'>;
  /** What the act takes; a few take the reason there too. */
  answerOf(reason: string): Json;
  /** Whether all that the act takes is there. */
  readonly isComplete?: boolean;
  readonly needsReason: boolean;
  readonly reasonLabel?: string;
  /** Parameters, as they will be signed. */
  readonly facts: readonly (readonly [string, ReactNode])[];
  readonly children?: ReactNode;
  readonly onClose: () => void;
}

/** Shows what is about to be signed, asks for a reason, sends it, and tells what became of it. */
export function SaySheet(props: SaySheetProps): ReactElement {
  const { mode, title, button, isBad = false, draft, needsReason, facts, onClose } = props;
  const texts = useTexts();
  const { canAnswer } = useLive();
  const announce = useAnnounce();
  const [reason, setReason] = useState('');
  const say = useSay();
  const isReady =
    canAnswer &&
    !say.isPending &&
    props.isComplete !== false &&
    (!needsReason || reason.trim() !== '');
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (!isReady) return;
    say.mutate(
      { ...draft, answer: props.answerOf(reason), reason },
      {
        onSuccess: ({ seq }) => {
          announce(texts.say.taken(texts.acts[draft.act], seq));
          onClose();
        },
      },
    );
  };
  return (
    <Sheet title={title} onClose={onClose} head={<ModeBand mode={mode} />}>
      <form onSubmit={submit}>
        <div className="sheet-body">
          {props.children}
          <label className="field">
            <span className="field-label">
              {props.reasonLabel ?? (needsReason ? texts.say.reasonNeeded : texts.say.reason)}
            </span>
            <textarea
              value={reason}
              maxLength={2000}
              required={needsReason}
              onChange={(event) => setReason(event.target.value)}
            />
          </label>
          <dl className="facts small">
            {facts.map(([name, value]) => (
              <div key={name} className="fact">
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <SayTrouble error={say.error} />
          {canAnswer ? null : (
            <p className="note note-warn" role="alert">
              {texts.say.staleDisabled}
            </p>
          )}
        </div>
        <div className="sheet-actions">
          <button type="button" className="button" onClick={onClose}>
            {texts.cancel}
          </button>
          <button
            type="submit"
            className={`button ${isBad ? 'button-bad-solid' : 'button-primary'}`}
            disabled={!isReady}
          >
            {say.isPending ? texts.say.sending : isUnsure(say.error) ? texts.say.again : button}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

function SayTrouble({ error }: { readonly error: Error | null }): ReactElement | null {
  const { say } = useTexts();
  if (error === null) return null;
  if (isUnsure(error))
    return (
      <p className="note note-warn" role="alert">
        {say.unsure}
      </p>
    );
  return <ProblemNote error={error} title={`${say.refused}: ${problemOf(error).title}`} />;
}

/** Whether nobody knows if it was taken. */
function isUnsure(error: Error | null): boolean {
  return error !== null && problemOf(error).status === 0;
}
