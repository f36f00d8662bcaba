import { OperationError } from '../../model/errors';
import type { Ports } from '../ports/ports';

/** Longest that all lines of an answer may take, ms; technical, never divided by speed. */
const WHOLE_MS = 10_000;

/**
 * Gives a check to be made after each line: a port bounds the wait for one line, and a service that lets one drip
 * now and then would hold the call for ever.
 */
export function withinTime(source: string, clock: Ports['clock']): () => void {
  const since = clock.now();
  return () => {
    if (clock.now() - since < WHOLE_MS) return;
    throw new OperationError(
      'TARGET_NO_ANSWER',
      `${source}: no whole answer within ${String(WHOLE_MS)} ms`,
    );
  };
}
