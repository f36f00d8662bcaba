import { setTimeout as sleep } from 'node:timers/promises';
import type { RecoveryView } from '../model/view/recovery-view';
import type { Reader } from './read-recoveries';

/** How often the ledger is looked at, ms. */
const LOOK_MS = 250;

/**
 * Tells of a recovery at once and whenever it has changed, until it ends or `signal` stops it; gives the last
 * view.
 */
export async function followRecovery(
  reader: Pick<Reader, 'view'>,
  id: string,
  onView: (view: RecoveryView) => void,
  signal: AbortSignal,
): Promise<RecoveryView> {
  let told: RecoveryView | undefined;
  for (;;) {
    const view = await reader.view(id);
    if (view !== told) onView(view);
    told = view;
    if (view.endedAt !== null || signal.aborted) return view;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}
