import { OperationError } from '../../model/errors';

/** Clocks closer than this are one clock; HTTP dates carry whole seconds only. */
const SAME_CLOCK_MS = 2000;
/** A sample may be this much ahead of now, for clocks that drift. */
const AHEAD_MS = 5000;

/**
 * When a reading was taken, by this machine's clock, as ISO 8601 UTC. A device whose clock is off (those of BMCs
 * often start anew after a power loss) also says what it takes for now, in the `Date` of its answer.
 */
export function sampleTime(
  source: string,
  said: string,
  clocks: { readonly now: number; readonly date: string | undefined },
): string {
  const at = Date.parse(said);
  if (Number.isNaN(at))
    throw new OperationError(
      'READING_UNKNOWN',
      `${source} was measured at '${said}', which is no time`,
    );
  const date = Date.parse(clocks.date ?? '');
  const off = Number.isNaN(date) ? 0 : clocks.now - date;
  return sampleAt(source, at + (Math.abs(off) < SAME_CLOCK_MS ? 0 : off), clocks.now);
}

/** The same for a time in ms since 1970; a sample out of the future is not to be trusted. */
export function sampleAt(source: string, at: number, now: number): string {
  if (at <= now + AHEAD_MS && at > 0) return new Date(at).toISOString();
  throw new OperationError(
    'READING_UNKNOWN',
    `${source} was measured at ${at} ms since 1970, now is ${now}`,
  );
}
