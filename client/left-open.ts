import type { Ledger, RecoveryRow } from '../ledger/ledger';
import { OperationError } from '../model/errors';
import type { TemporalAccess } from './connect-temporal';
import { outsideEndOf } from './outside-end';

/** An earlier recovery of the site that was left open, and why another one begins all the same. */
export interface After {
  readonly recovery: string;
  readonly reason: string;
}

/**
 * Refuses a live recovery of a site whose last one did not come to a safe end, unless it names that one and says
 * why. Throws SITE_LEFT_OPEN, SITE_BUSY, REASON_MISSING, and USAGE where nothing of that name was left open.
 */
export async function refuseLeftOpen(
  ledger: Ledger,
  access: TemporalAccess,
  sites: readonly string[],
  after: After | undefined,
): Promise<void> {
  if (after?.reason.trim() === '')
    throw new OperationError('REASON_MISSING', `a start after ${after.recovery} needs a reason`);
  const last = await lastOf(ledger, access, sites);
  if (last?.how === undefined) {
    if (after === undefined) return;
    const why =
      last === undefined
        ? `no live recovery of ${sites.join(', ')} is on record`
        : `the last of the site is ${last.row.id}, which ended ${last.row.status}`;
    throw new OperationError('USAGE', `${after.recovery} was not left open: ${why}`);
  }
  const { row, how } = last;
  if (after?.recovery === row.id) return;
  throw new OperationError(
    'SITE_LEFT_OPEN',
    `${row.id} ${how}${after === undefined ? '' : `, and ${after.recovery} is not the last`}`,
  );
}

/** How a recovery left its site; `how` is absent where that is a good end. */
interface Left {
  readonly row: RecoveryRow;
  readonly how?: string;
}

/** The last live recovery that may have changed anything at the sites. */
async function lastOf(
  ledger: Ledger,
  access: TemporalAccess,
  sites: readonly string[],
): Promise<Left | undefined> {
  const rows = await ledger.recoveries({ limit: Number.MAX_SAFE_INTEGER });
  for (const { id, mode, sites: own } of rows) {
    if (mode !== 'live' || !own.some((site) => sites.includes(site))) continue;
    const left = await leftBy(ledger, access, id);
    if (left !== undefined) return left;
  }
  return undefined;
}

/** Undefined of a recovery that was put on record and never began. */
async function leftBy(
  ledger: Ledger,
  access: TemporalAccess,
  id: string,
): Promise<Left | undefined> {
  const before = await ledger.recovery(id);
  if (before === undefined) return undefined;
  const end = before.endedAt === null ? await outsideEndOf(access, before) : undefined;
  // It may have come to its end by itself since the ledger was read.
  const row = (await ledger.recovery(id)) ?? before;
  if (row.status === 'unsafe') return { row, how: 'could not make everything safe' };
  if (row.endedAt !== null) return { row };
  if (end === undefined) throw new OperationError('SITE_BUSY', `${id} runs as '${row.workflowId}'`);
  if (row.lastSeq === 0 && end.how === 'lost') return undefined;
  return { row, how: `was ${row.status} when it was ${end.how}` };
}
