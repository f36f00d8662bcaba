import { isJsonObject } from '../../model/json';
import type { SliceResult } from '../../model/plan/plan';
import { ConnectorCaller } from './connector-caller';
import type { SliceInput } from './engine-activities';
import type { EngineDeps } from './engine-deps';
import { activityFailure } from './failures';
import { planOf } from './make-call';
import type { PlanStore } from './plan-store';
import { underPulse } from './pulse';
import { Progress } from './slice/progress';
import { runSection } from './slice/section';
import { runWave } from './slice/wave';

/** One attempt of a slice: many targets, one activity. */
export async function runSlice(
  deps: EngineDeps,
  plans: PlanStore,
  input: SliceInput,
): Promise<SliceResult> {
  const { run, node } = input;
  const plan = await planOf(plans, run.planDigest);
  const caller = new ConnectorCaller(deps, plan, run, node, input.attempt);
  return await underPulse(
    input.checkpoint ?? {},
    caller.redactor,
    async (pulse) => {
      const slice = await plans.slice(plan.manifest, input.slice);
      const progress = new Progress(deps, run.recovery, node);
      if (slice.type === 'section') {
        return await runSection({ caller, input, slice, pulse, progress });
      }
      const baseKw = await startedKw(deps, run.recovery, node);
      const { reachedTemporalAt } = deps;
      return await runWave({ caller, input, slice, pulse, progress, baseKw, reachedTemporalAt });
    },
    (error, ending, checkpoint) => activityFailure(error, ending, checkpoint, caller.redactor),
  );
}

/**
 * Feed → kW at peak of what other waves of the run started on it, from what they told the ledger: a meter
 * alone never makes room.
 */
async function startedKw(
  deps: EngineDeps,
  recovery: string,
  node: string,
): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, number>();
  for (const row of await deps.ledger.progress(recovery)) {
    const feedKw = row.counts['feedKw'];
    if (row.node === node || !isJsonObject(feedKw)) continue;
    for (const [feed, kw] of Object.entries(feedKw))
      if (typeof kw === 'number') sums.set(feed, (sums.get(feed) ?? 0) + kw);
  }
  return sums;
}
