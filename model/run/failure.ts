import type { JsonObject } from '../json';
import type { PlanNode } from '../plan/plan';
import { changesOf } from './changes';
import { mark } from './mark';
import { recordOf, type Run } from './run';
import type { StepError } from './state';
import { layUndo } from './undo';

/** Holds a node: what needs it waits, and only people move it on. Make-safe waits for nobody, and goes on without. */
export function hold(run: Run, node: PlanNode, error: StepError, detail?: JsonObject): void {
  const more = { error, ...(detail === undefined ? {} : { detail }) };
  if (node.aside?.of === 'make-safe') {
    mark(run, node, 'failed', more);
    return;
  }
  const kept = recordOf(run, node.index);
  kept.error = error;
  kept.token = 0;
  mark(run, node, 'held', more);
}

/** What a node's `onFailure` makes of a failure that no retry mends. */
export function fail(run: Run, node: PlanNode, error: StepError, detail?: JsonObject): void {
  if (node.onFailure === 'continue') {
    mark(run, node, 'failed', { error, ...(detail === undefined ? {} : { detail }) });
    return;
  }
  hold(run, node, error, detail);
  if (node.onFailure !== 'undo' || run.state.goal !== 'forward') return;
  const changes = changesOf(run, (one) => one === node.index);
  if (changes.length > 0) layUndo(run, changes, { asks: false, auto: true });
}
