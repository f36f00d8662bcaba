import { WorkflowNotFoundError } from '@temporalio/client';
import type { RecoveryRow } from '../ledger/ledger';
import type { TemporalAccess } from './connect-temporal';
import { explain } from './send-statement';

/** How the workflow of a recovery came to its end while the recovery had not. */
export interface OutsideEnd {
  /** `terminated`, `timed out`, `failed`, or `lost` where Temporal does not know it any more. */
  readonly how: string;
  /** ISO 8601 UTC; null where Temporal does not tell. */
  readonly at: string | null;
}

/** How long one call may take, ms. */
const CALL_MS = 5000;

const HOW: Readonly<Record<string, string>> = {
  TERMINATED: 'terminated',
  TIMED_OUT: 'timed out',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  COMPLETED: 'completed',
};

/**
 * How the workflow of a recovery that stands open in the ledger was ended; undefined while it runs. Throws
 * TEMPORAL_UNREACHABLE.
 */
export async function outsideEndOf(
  access: TemporalAccess,
  row: Pick<RecoveryRow, 'id' | 'workflowId'>,
): Promise<OutsideEnd | undefined> {
  const handle = access.client.workflow.getHandle(row.workflowId);
  try {
    const found = await access.connection.withDeadline(Date.now() + CALL_MS, () =>
      handle.describe(),
    );
    // A later recovery of the site has taken the name, which it cannot while this one runs.
    if (found.memo?.['recovery'] !== row.id) return { how: 'lost', at: null };
    if (found.status.name === 'RUNNING' || found.status.name === 'PAUSED') return undefined;
    return {
      how: HOW[found.status.name] ?? found.status.name.toLowerCase(),
      at: found.closeTime?.toISOString() ?? null,
    };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { how: 'lost', at: null };
    throw explain(error, row.id);
  }
}
