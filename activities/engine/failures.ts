import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { OperationError } from '../../model/errors';
import type { Json, JsonObject } from '../../model/json';
import type { Redactor } from './redactor';

/** Longest message of a failure, in characters; the server cuts whole failures at 4 kB. */
const MOST_CHARACTERS = 800;

/** An error with the facts that go into the ledger beside its message. */
export class DetailedError extends OperationError {
  constructor(
    code: OperationError['code'],
    message: string,
    readonly detail: JsonObject,
  ) {
    super(code, message);
  }
}

/** An error as one of the catalogue; whatever a connector throws that is none counts as its own fault. */
export function operationError(what: string, error: unknown): OperationError {
  if (error instanceof OperationError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new OperationError('CONNECTOR_FAULT', `${what}: ${message}`, { cause: error });
}

/** How an activity was told to end, if it was. */
export interface Ending {
  readonly signal: AbortSignal;
  /** Whether the worker, not the run, ends it. */
  readonly byShutdown: boolean;
}

/**
 * What an activity throws to Temporal. A cancelled one always ends as cancelled, with its checkpoint: what it
 * was doing when it was told to end is taken up from there.
 */
export function activityFailure(
  error: unknown,
  ending: Ending,
  checkpoint: Json,
  redactor: Redactor,
): Error {
  const kept = redactor.json(checkpoint);
  if (ending.signal.aborted) {
    if (ending.byShutdown)
      return failureOf('WORKER_SHUTDOWN', 'the worker was told to end', [null, kept]);
    return new CancelledFailure('cancelled', [kept]);
  }
  const known = operationError('the engine', error);
  const detail = known instanceof DetailedError ? redactor.json(known.detail) : null;
  return failureOf(known.code, redactor.text(known.message), [detail, kept]);
}

/** Nothing is retried by Temporal: that is the reducer's. */
function failureOf(type: string, message: string, details: unknown[]): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message: message.length > MOST_CHARACTERS ? `${message.slice(0, MOST_CHARACTERS)}…` : message,
    nonRetryable: true,
    details,
  });
}

/** Failure of a short call to the ledger. */
export function ledgerFailure(error: unknown): ApplicationFailure {
  if (error instanceof OperationError) return failureOf(error.code, error.message, []);
  return failureOf(
    'LEDGER_UNREACHABLE',
    error instanceof Error ? error.message : String(error),
    [],
  );
}
