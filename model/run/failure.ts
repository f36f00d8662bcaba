import type { JsonObject } from '../json';
import type { PlanNode } from '../plan/plan';
import { mark } from './mark';
import { recordOf, type Run } from './run';
import type { StepError } from './state';

/** Holds a node: what needs it waits, and only people move it on. */
export function hold(run: Run, node: PlanNode, error: StepError, detail?: JsonObject): void {
  const kept = recordOf(run, node.index);
  kept.error = error;
  kept.token = 0;
  mark(run, node, 'held', { error, ...(detail === undefined ? {} : { detail }) });
}

/** What a node's `onFailure` makes of a failure that no retry mends. */
export function fail(run: Run, node: PlanNode, error: StepError, detail?: JsonObject): void {
  if (node.onFailure === 'continue') {
    mark(run, node, 'failed', { error, ...(detail === undefined ? {} : { detail }) });
    return;
  }
  hold(run, node, error, detail);
}
