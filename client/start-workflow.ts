import { setTimeout as sleep } from 'node:timers/promises';
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { isErrorCode, OperationError } from '../model/errors';
import { TASK_QUEUE, WORKFLOW_TYPE, type RunInput } from '../workflows/messages';
import type { TemporalAccess } from './connect-temporal';
import { explain } from './send-statement';

/** How soon a workflow task is given to another worker when its own has died; see docs/decisions.md. */
const WORKFLOW_TASK_TIMEOUT = '3s';

/** How long one call may take, and how long a start is tried, ms. */
const CALL_MS = 5000;
const LONGEST_MS = 20_000;
const AGAIN_MS = 100;

/** Task queue of the engine: BLACKSTART_TASK_QUEUE or the default. */
export function taskQueue(): string {
  return process.env['BLACKSTART_TASK_QUEUE'] ?? TASK_QUEUE;
}

/**
 * Starts the workflow of a recovery; a start whose answer was lost is made again and counts once. Throws SITE_BUSY
 * where its site has one, TEMPORAL_UNREACHABLE where nobody knows whether it was started.
 */
export async function startWorkflow(
  access: TemporalAccess,
  row: { readonly id: string; readonly workflowId: string; readonly title: string },
  input: RunInput,
): Promise<void> {
  const until = Date.now() + LONGEST_MS;
  for (;;) {
    try {
      await access.connection.withDeadline(Date.now() + CALL_MS, () =>
        access.client.workflow.start(WORKFLOW_TYPE, {
          taskQueue: taskQueue(),
          workflowId: row.workflowId,
          workflowIdConflictPolicy: 'FAIL',
          workflowTaskTimeout: WORKFLOW_TASK_TIMEOUT,
          memo: { recovery: row.id },
          args: [input],
        }),
      );
      return;
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) {
        const { memo } = await access.client.workflow.getHandle(row.workflowId).describe();
        const other: unknown = memo?.['recovery'];
        if (other === row.id) return;
        const name = typeof other === 'string' ? other : 'another recovery';
        throw new OperationError('SITE_BUSY', `${name} runs as '${row.workflowId}'`, {
          cause: error,
        });
      }
      const found = explain(error, row.id);
      if (found.code !== 'TEMPORAL_UNREACHABLE' || Date.now() > until) throw found;
    }
    await sleep(AGAIN_MS);
  }
}

/** Why a workflow has failed; undefined while it runs, or where nobody answers. */
export async function failureOf(
  access: TemporalAccess,
  workflowId: string,
): Promise<OperationError | undefined> {
  const handle = access.client.workflow.getHandle(workflowId);
  try {
    // Every call is waited for: the client throws where none can catch it if its connection goes before.
    await access.connection.withDeadline(Date.now() + CALL_MS, async () => {
      const { status } = await handle.describe();
      if (status.name !== 'RUNNING') await handle.result();
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) return undefined;
    const { cause } = error;
    const code = cause instanceof ApplicationFailure ? (cause.type ?? '') : '';
    return new OperationError(
      isErrorCode(code) ? code : 'START_REFUSED',
      cause?.message ?? error.message,
      { cause: error },
    );
  }
}

/** Whether a workflow is open; one that Temporal does not know is not. */
export async function isOpen(access: TemporalAccess, workflowId: string): Promise<boolean> {
  try {
    const { status } = await access.client.workflow.getHandle(workflowId).describe();
    return status.name === 'RUNNING' || status.name === 'PAUSED';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw explain(error, workflowId);
  }
}
