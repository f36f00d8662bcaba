import { memo, useMemo, type ReactElement } from 'react';
import type { Recovery } from '../../api/types';
import { StatusShape, toneOf } from '../../parts/status';
import { useTexts } from '../../texts/texts';
import { clockText } from '../../time/format-time';
import { useNow } from '../../time/now';
import { authoredMs } from './authored-time';
import { timelineRows, timelineScale, type TimelineRow } from './timeline-rows';
import './timeline.css';

/** What was planned against what came: bars of steps, and of each service its objective and when it was enabled. */
export const Timeline = memo(function Timeline({
  view,
}: {
  readonly view: Recovery;
}): ReactElement {
  const { recovery } = useTexts();
  // Every bar moves with it.
  const elapsed = authoredMs(view, useNow(5000));
  const rows = useMemo(() => timelineRows(view), [view]);
  const { end, ticks } = useMemo(() => timelineScale(rows, elapsed), [rows, elapsed]);
  const percent = (ms: number): string => `${Math.min(100, (100 * ms) / end)}%`;
  return (
    <>
      <p className="small soft">{recovery.timelineText}</p>
      <div className="timeline">
        <div className="timeline-row timeline-axis" aria-hidden="true">
          <span />
          <span className="timeline-track">
            {ticks.map((at) => (
              <span key={at} className="timeline-tick" style={{ left: percent(at) }}>
                {clockText(at).slice(0, -3)}
              </span>
            ))}
          </span>
        </div>
        <ul>
          {rows.map((row) => (
            <li key={`${row.type} ${row.id}`} className="timeline-row">
              <span className="timeline-title small">
                <StatusShape status={row.status} size={12} />
                <span>{row.title}</span>
              </span>
              <span className="timeline-track" role="img" aria-label={rowText(row, recovery)}>
                {ticks.map((at) => (
                  <span key={at} className="timeline-line" style={{ left: percent(at) }} />
                ))}
                <Bar row={row} elapsed={elapsed} percent={percent} />
                {row.due === null ? null : row.due <= end ? (
                  <span className="timeline-due" style={{ left: percent(row.due) }} />
                ) : (
                  <span className="timeline-later small">→ {clockText(row.due).slice(0, -3)}</span>
                )}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
});

function Bar({
  row: { type, status, from, to, due },
  elapsed,
  percent,
}: {
  readonly row: TimelineRow;
  readonly elapsed: number;
  readonly percent: (ms: number) => string;
}): ReactElement | null {
  if (from === null) return null;
  const until = to ?? elapsed;
  const isLate = due !== null && until > due;
  const look = `timeline-bar timeline-${type} tone-${isLate ? 'bad' : toneOf(status)}`;
  return (
    <span
      className={to === null ? `${look} timeline-open` : look}
      style={{ left: percent(from), width: percent(until - from) }}
    />
  );
}

function rowText(
  { title, from, to, due }: TimelineRow,
  texts: ReturnType<typeof useTexts>['recovery'],
): string {
  const end = to === null ? texts.notYet : clockText(to);
  const objective = due === null ? '' : `; ${texts.objective} ${clockText(due)}`;
  return `${title}: ${clockText(from ?? 0)} – ${end}${objective}`;
}
