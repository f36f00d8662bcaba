import type { ReactElement } from 'react';
import { useLive } from '../../live/live';
import { useTexts } from '../../texts/texts';
import { GRAVE, type SteerAct, type Steering } from './steering';

interface SteerButtonsProps {
  readonly acts: readonly SteerAct[];
  /** Empty for the whole recovery. */
  readonly step: string;
  readonly onSteer: (steering: Steering) => void;
}

/** Acts that make sense now; none from a page that is not current. */
export function SteerButtons({ acts, step, onSteer }: SteerButtonsProps): ReactElement | null {
  const texts = useTexts();
  const { canAnswer } = useLive();
  if (acts.length === 0) return null;
  return (
    <div className="steer" role="group" aria-label={texts.recovery.steering}>
      {acts.map((act) => (
        <button
          key={act}
          type="button"
          className={`button ${GRAVE.has(act) ? 'button-bad' : ''}`}
          disabled={!canAnswer}
          data-act={act}
          onClick={() => onSteer({ act, step })}
        >
          {texts.acts[act]}
        </button>
      ))}
    </div>
  );
}
