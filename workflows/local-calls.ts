import { patched, proxyLocalActivities } from '@temporalio/workflow';
import type { EngineActivities } from '../activities/engine/engine-activities';

type LocalActivities = Pick<EngineActivities, 'loadPart' | 'appendLedger'>;

const local = proxyLocalActivities<LocalActivities>({
  startToCloseTimeout: '5s',
  retry: { maximumAttempts: 1 },
});

/**
 * Short calls to the ledger beside the worker, one at a time: in which order two of them end is not the same in a
 * replay, and what follows from each would come in another order too.
 */
export class LocalCalls implements LocalActivities {
  /** Histories from before this made them beside each other. */
  readonly areInTurn = patched('local-calls-in-turn');
  private last: Promise<unknown> = Promise.resolve();

  loadPart(input: Parameters<LocalActivities['loadPart']>[0]): Promise<string> {
    return this.inTurn(() => local.loadPart(input));
  }

  appendLedger(input: Parameters<LocalActivities['appendLedger']>[0]): Promise<void> {
    return this.inTurn(() => local.appendLedger(input));
  }

  private inTurn<T>(call: () => Promise<T>): Promise<T> {
    if (!this.areInTurn) return call();
    const turn = this.last.then(call);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
