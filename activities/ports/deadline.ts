import { OperationError } from '../../model/errors';
import { asError, transportError, type Stage } from './transport-error';

/** The time that a call to one address may take, within the signal of the caller. */
export interface Deadline {
  /** Aborted when the time is up, or with the signal of the caller. */
  readonly signal: AbortSignal;
  /** What to throw for a failure: the reason of an abort, the time that was up, or what the socket said. */
  explain(stage: Stage, error: unknown): Error;
  close(): void;
}

/** The time is real: technical timeouts are never divided by speed. */
export function deadline(signal: AbortSignal, address: string, timeoutMs: number): Deadline {
  signal.throwIfAborted();
  const either = new AbortController();
  const timer = setTimeout(() => either.abort(), timeoutMs);
  const passOn = () => either.abort();
  signal.addEventListener('abort', passOn, { once: true });
  return {
    signal: either.signal,
    explain(stage, error) {
      if (signal.aborted) return abortReason(signal);
      if (!either.signal.aborted) return transportError(address, stage, error);
      const [code, what] =
        stage === 'connecting'
          ? (['TARGET_UNREACHABLE', 'no connection'] as const)
          : (['TARGET_NO_ANSWER', 'no whole answer'] as const);
      return new OperationError(code, `${address}: ${what} within ${timeoutMs} ms`);
    },
    close() {
      clearTimeout(timer);
      signal.removeEventListener('abort', passOn);
    },
  };
}

/** Why a signal was aborted, as an error to throw: cancellation is never turned into anything else. */
export function abortReason(signal: AbortSignal): Error {
  return asError(signal.reason);
}
