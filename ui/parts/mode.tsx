import type { ReactElement, ReactNode } from 'react';
import type { Mode } from '../api/types';
import { useTexts } from '../texts/texts';

/** DRILL or LIVE, as a tag. */
export function ModeTag({ mode }: { readonly mode: Mode }): ReactElement {
  const { mode: texts } = useTexts();
  return <span className={`mode mode-${mode}`}>{texts[mode]}</span>;
}

interface BandProps {
  readonly mode: Mode;
  readonly simulated?: boolean;
  readonly speed?: number;
  readonly children?: ReactNode;
}

/** DRILL or LIVE, across the page. */
export function ModeBand({ mode, simulated, speed, children }: BandProps): ReactElement {
  const { mode: texts } = useTexts();
  return (
    <div className={`band band-${mode}`} role="note">
      <strong className="band-word">{texts[mode]}</strong>
      <span className="band-more">
        {[
          mode === 'drill' ? texts.drillText : texts.liveText,
          ...(simulated === true ? [texts.simulated] : []),
          ...(speed === undefined || speed === 1 ? [] : [texts.speed(speed)]),
        ].join(' · ')}
      </span>
      {children}
    </div>
  );
}
