import { ApplicationFailure } from '@temporalio/workflow';
import type { ErrorCode } from '../model/errors';

/** A failure of the catalogue as Temporal carries it: only `type` survives, so the code is the type. */
export function failure(code: ErrorCode, message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: code, message, nonRetryable: true });
}
