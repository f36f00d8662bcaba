import type { PlanNode } from '../plan/plan';
import { giveBackGuards } from './bounds';
import { mark } from './mark';
import { enqueueIfReady } from './ready';
import { recordOf, type Run } from './run';

/** A held node is queued again, and goes on at its present phase with its tries counted anew. */
export function retryNode(run: Run, node: PlanNode): void {
  const kept = recordOf(run, node.index);
  // What was started counts once against an approval for so many servers; a trip has given its share back already.
  if (kept.attempt > 0 && kept.error?.code !== 'FEED_TRIPPED') giveBackGuards(run, node);
  kept.tries = 0;
  kept.lost = 0;
  delete kept.error;
  delete kept.skipVotes;
  delete kept.deadlineAt;
  delete kept.leftMs;
  mark(run, node, 'pending');
  enqueueIfReady(run, node.index);
}
