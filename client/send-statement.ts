import { setTimeout as sleep } from 'node:timers/promises';
import {
  isGrpcServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { isErrorCode, OperationError } from '../model/errors';
import type { SignedStatement } from '../model/statement';
import { submit, type Receipt } from '../workflows/messages';
import type { TemporalAccess } from './connect-temporal';

/** How long one call may take, ms; a worker that died is replaced within this. */
const CALL_MS = 5000;

/** How long the same statement is sent again where nobody answers, ms. */
const LONGEST_MS = 30_000;

const AGAIN_MS = 100;

const NOT_FOUND = 5;

/** gRPC status codes that say the call itself is wrong; after any other, nobody knows whether it arrived. */
const WRONG: ReadonlySet<number> = new Set([3, 7, 12, 16]);

/**
 * Sends a signed statement until the recovery has taken or refused it; sent twice it counts once. Throws
 * OperationError with the refusal's own code, RECOVERY_OVER, or TEMPORAL_UNREACHABLE after half a minute.
 */
export async function sendSigned(
  access: TemporalAccess,
  target: { readonly recovery: string; readonly workflowId: string },
  signed: SignedStatement,
): Promise<Receipt> {
  const until = Date.now() + LONGEST_MS;
  for (;;) {
    try {
      return await sendOnce(access, target.workflowId, signed, signed.statement.nonce);
    } catch (error) {
      const found = explain(error, target.recovery);
      if (found.retry !== 'backoff' || Date.now() > until) throw found;
    }
    await sleep(AGAIN_MS);
  }
}

/** Sends anything at all, once. */
export async function sendOnce(
  access: TemporalAccess,
  workflowId: string,
  sent: unknown,
  updateId?: string,
): Promise<Receipt> {
  const handle = access.client.workflow.getHandle(workflowId);
  return await access.connection.withDeadline(Date.now() + CALL_MS, () =>
    handle.executeUpdate<Receipt, [unknown]>(submit.name, {
      args: [sent],
      ...(updateId === undefined ? {} : { updateId }),
    }),
  );
}

/** What a failed call means, as an error of the catalogue; anything unforeseen is thrown on. */
export function explain(error: unknown, recovery: string): OperationError {
  if (error instanceof OperationError) return error;
  if (error instanceof WorkflowUpdateFailedError) {
    const { cause } = error;
    if (cause instanceof ApplicationFailure) {
      const code = cause.type ?? '';
      if (isErrorCode(code)) return new OperationError(code, cause.message, { cause: error });
    }
    // The workflow closed while the statement was on its way.
    return new OperationError('RECOVERY_OVER', `${recovery}: ${cause?.message ?? error.message}`, {
      cause: error,
    });
  }
  if (error instanceof WorkflowNotFoundError || codeOfGrpc(error) === NOT_FOUND) {
    return new OperationError('RECOVERY_OVER', `${recovery} does not run any more`, {
      cause: error,
    });
  }
  const code = codeOfGrpc(error);
  if (
    error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
    (code !== undefined && !WRONG.has(code))
  ) {
    const message = error instanceof Error ? error.message : String(error);
    return new OperationError('TEMPORAL_UNREACHABLE', `${recovery}: ${message}`, { cause: error });
  }
  throw error;
}

/** gRPC status of an error of the client, which wraps it once or not at all. */
function codeOfGrpc(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  const cause = error instanceof Error ? error.cause : undefined;
  return isGrpcServiceError(cause) ? cause.code : undefined;
}
