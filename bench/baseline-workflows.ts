import { condition, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';
import type { CallInput, EngineActivities } from '../activities/engine/engine-activities';
import { HEARTBEAT_TIMEOUT_MS } from '../workflows/calls';

/*
 * What somebody would write by hand for the same work: the same activities with the same timeouts and
 * heartbeats, one after another or in a window, and no more.
 */

const { call } = proxyActivities<Pick<EngineActivities, 'call'>>({
  startToCloseTimeout: 60_000,
  heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
  retry: { maximumAttempts: 1 },
});

/** `count` calls, `window` of them in flight; a window of 1 is one after another. */
export async function callsByHand(
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

export const approveByHand = defineUpdate<void, [string]>('approve');

/** Waits for an approval, then makes one call; `count` times. */
export async function approvalsByHand(template: CallInput, count: number): Promise<void> {
  let approved = 0;
  setHandler(
    approveByHand,
    () => {
      approved += 1;
    },
    {
      validator: (person: string): void => {
        if (person === '') throw new Error('nobody');
      },
    },
  );
  for (let i = 0; i < count; i += 1) {
    await condition(() => approved > i);
    await call({ ...template, node: `s${i}` });
  }
}

export { runRecovery } from '../workflows/run-recovery';
