import type { PermitRule, PowerWork } from '../plan/plan';
import type { Json } from '../json';
import { realMaxAgeMs, recordOf, type Run } from './run';

/** Permits of a power gate whose readings are missing, unsafe or too old at `now`, ms since 1970. */
export function openPermits(
  run: Run,
  work: PowerWork,
  index: number,
  now = run.now,
): readonly PermitRule[] {
  const readings = recordOf(run, index).gate?.readings ?? {};
  const tripped = run.state.feeds[run.nodes.get(index)?.feed ?? ''];
  // Nothing is to be closed, so that nothing has to be measured: a permit is used up by energising.
  if (tripped !== undefined && tripped.trips > 0 && !tripped.mayClose) return [];
  const since = tripped?.readingsSince ?? 0;
  return work.permits.filter((permit) => {
    const reading = readings[permit.id];
    return (
      reading?.safe !== true ||
      reading.takenAt < since ||
      now - reading.takenAt > realMaxAgeMs(run, permit.maxAgeMs)
    );
  });
}

/** Why a reading is not safe by its permit; undefined where it is. */
export function unsafeReading(permit: PermitRule, value: Json): string | undefined {
  if (permit.values !== undefined) {
    return typeof value === 'string' && permit.values.includes(value)
      ? undefined
      : `${JSON.stringify(value)} is not ${permit.values.join(' or ')}`;
  }
  const unit = permit.unit === undefined ? '' : ` ${permit.unit}`;
  if (typeof value !== 'number' || !Number.isFinite(value))
    return `${JSON.stringify(value)} is not a number`;
  if (permit.min !== undefined && value < permit.min) {
    return `${String(value)}${unit} is under ${String(permit.min)}${unit}`;
  }
  if (permit.max !== undefined && value > permit.max) {
    return `${String(value)}${unit} is over ${String(permit.max)}${unit}`;
  }
  return undefined;
}
