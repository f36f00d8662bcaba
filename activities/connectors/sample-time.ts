import { OperationError } from '../../model/errors';
import type { HttpAnswer } from '../ports/ports';

/** Clocks closer than this are one clock; HTTP dates carry whole seconds only. */
const SAME_CLOCK_MS = 2000;
/** A sample may be this much ahead of now, for clocks that drift. */
const AHEAD_MS = 5000;

/** ISO 8601 with a zone: any other spelling is read in as many ways as there are programs. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i;
/** How HTTP says its time. */
const HTTP_DATE = /^[a-z]{3}, \d\d [a-z]{3} \d{4} \d\d:\d\d:\d\d GMT$/i;

/** What is known of the time: this machine's, ms since 1970, and what the device said with its answer. */
export interface Clocks {
  readonly now: number;
  readonly headers: HttpAnswer['headers'];
}

/**
 * When a reading was taken, by this machine's clock, as ISO 8601 UTC. A device whose clock is off (those of BMCs
 * often start anew after a power loss) also says what it takes for now, in the `Date` of its answer; that of an
 * answer out of a cache (it has an `Age`) tells nothing of its clock.
 */
export function sampleTime(source: string, said: string, clocks: Clocks): string {
  const at = ISO_TIME.test(said) ? Date.parse(said) : NaN;
  if (Number.isNaN(at))
    throw new OperationError(
      'READING_UNKNOWN',
      `${source} was measured at '${said}', which is no time with a zone`,
    );
  const { date = '', age } = clocks.headers;
  const deviceNow = HTTP_DATE.test(date) && age === undefined ? Date.parse(date) : NaN;
  const off = Number.isNaN(deviceNow) ? 0 : clocks.now - deviceNow;
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
