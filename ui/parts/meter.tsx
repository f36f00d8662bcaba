import type { ReactElement } from 'react';
import type { Tone } from './status';

interface MeterProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  /** What a screen reader says. */
  readonly text: string;
  readonly tone: Tone;
}

/** How much of something there is, as a bar. */
export function Meter({ label, value, max, text, tone }: MeterProps): ReactElement {
  const share = max <= 0 ? 0 : Math.min(1, Math.max(0, value / max));
  return (
    <div
      className={`meter tone-${tone}`}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={Math.min(value, max)}
      aria-valuetext={text}
    >
      <div className="meter-fill" style={{ width: `${share * 100}%` }} />
    </div>
  );
}
