import { proxyActivities } from '@temporalio/workflow';
import type { CallInput, EngineActivities } from '../activities/engine/engine-activities';
import { HEARTBEAT_TIMEOUT_MS } from '../workflows/calls';

/*
 * What somebody would write by hand for the same work: the same activities with the same timeouts and
 * heartbeats, one after another or in a window, and no more.
 */

const { call } = proxyActivities<Pick<EngineActivities, 'call'>>({
  startToCloseTimeout: 10_000,
  heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
  retry: { maximumAttempts: 1 },
});

/** One call after another. */
export async function sequentialByHand(calls: readonly CallInput[]): Promise<void> {
  for (const one of calls) await call(one);
}

/** `window` calls in flight until all are made. */
export async function windowedByHand(
  template: CallInput,
  count: number,
  window: number,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      await call({ ...template, node: `s${index}` });
    }
  };
  await Promise.all(Array.from({ length: window }, lane));
}

export { runRecovery } from '../workflows/run-recovery';
