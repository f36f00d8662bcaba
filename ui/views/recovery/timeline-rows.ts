import type { Recovery } from '../../api/types';
import { sinceLoss } from './authored-time';

/** A line of the timeline; times are of the site, ms since the loss. */
export interface TimelineRow {
  readonly id: string;
  readonly title: string;
  readonly type: 'step' | 'service';
  readonly status: Recovery['steps'][number]['status'] | Recovery['services'][number]['status'];
  /** When it began; null where it has not. Of a service that comes back: the loss. */
  readonly from: number | null;
  /** When it ended; null while it goes on. */
  readonly to: number | null;
  /** By when it was to be there; null where nothing says. */
  readonly due: number | null;
}

/** Rows of the timeline: steps in order of their beginning, then services in order of their objectives. */
export function timelineRows(view: Recovery): readonly TimelineRow[] {
  const at = (time: string | null): number | null =>
    time === null ? null : sinceLoss(view, Date.parse(time));
  const steps = view.steps
    .filter(({ startedAt, kind }) => startedAt !== null && kind !== 'group')
    .map(({ id, title, status, startedAt, endedAt }): TimelineRow => ({
      id,
      title,
      type: 'step',
      status,
      from: at(startedAt),
      to: at(endedAt),
      due: null,
    }))
    .sort((a, b) => (a.from ?? 0) - (b.from ?? 0));
  const services = view.services
    .map(({ id, title, status, enabledAt, recoverySeconds, rto }): TimelineRow => ({
      id,
      title,
      type: 'service',
      status,
      from: status === 'down' || status === 'skipped' ? null : 0,
      to: recoverySeconds === null ? at(enabledAt) : recoverySeconds * 1000,
      due: rto * 1000,
    }))
    .sort((a, b) => (a.due ?? 0) - (b.due ?? 0));
  return [...steps, ...services];
}

const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440, 2880].map((min) => min * 60_000);

/** Where the timeline ends, and the marks on it, ms since the loss: what has passed, and the first objective to come. */
export function timelineScale(
  rows: readonly TimelineRow[],
  elapsed: number,
): { readonly end: number; readonly ticks: readonly number[] } {
  const coming = rows.flatMap(({ due }) => (due !== null && due > elapsed ? [due] : []));
  const next = coming.length === 0 ? elapsed : Math.min(...coming);
  const end = Math.max(60_000, elapsed * 1.08, next <= elapsed * 4 ? next * 1.08 : 0);
  const step = STEPS_MS.find((ms) => end / ms <= 8) ?? end / 8;
  const ticks: number[] = [];
  for (let at = 0; at <= end; at += step) ticks.push(at);
  return { end, ticks };
}
