import type { SliceResult } from '../../model/plan/plan';
import { CallLog, type AttemptsLog } from './attempts-log';
import { ConnectorCaller } from './connector-caller';
import type { SliceInput } from './engine-activities';
import type { EngineDeps } from './engine-deps';
import { activityFailure, DetailedError } from './failures';
import { planOf } from './make-call';
import type { PlanStore } from './plan-store';
import { underPulse } from './pulse';
import { Progress } from './slice/progress';
import { runSection } from './slice/section';
import { undoSection } from './slice/section-undo';
import { SliceLog } from './slice/slice-log';
import { forgetDead, forgetUndone, startedKw } from './slice/started-kw';
import { runWave } from './slice/wave';
import { undoWave } from './slice/wave-undo';

/** One attempt of a slice: many targets, one activity. */
export async function runSlice(
  deps: EngineDeps,
  plans: PlanStore,
  attempts: AttemptsLog,
  input: SliceInput,
): Promise<SliceResult> {
  const { run, node, attempt } = input;
  const plan = await planOf(plans, run.planDigest);
  const caller = new ConnectorCaller(deps, plan, run, input);
  const log = new SliceLog(
    new CallLog(attempts, caller.redactor, { recovery: run.recovery, node, attempt }),
  );
  return await underPulse(
    input.checkpoint ?? {},
    caller.redactor,
    (pulse) =>
      tripsSettled(deps, run.recovery, async () => {
        const slice = await plans.slice(plan.manifest, input.slice);
        const progress = new Progress(deps, run.recovery, node);
        const given = { caller, input, pulse, progress, log };
        if (slice.type === 'section') {
          if (input.undo === undefined) return await runSection({ ...given, slice });
          return await undoSection({ ...given, slice }, input.undo.before, () =>
            plans.startsOf(plan.manifest, slice.servers),
          );
        }
        const { reachedTemporalAt } = deps;
        if (input.undo !== undefined) {
          const undone = { ...given, slice, baseKw: new Map<string, number>(), reachedTemporalAt };
          const left = (kw: number) => forgetUndone(deps, run.recovery, node, kw);
          return await undoWave(undone, input.undo.before, left);
        }
        const baseKw = await startedKw(deps, run.recovery, node);
        return await runWave({ ...given, slice, baseKw, reachedTemporalAt });
      }),
    (error, ending, checkpoint) => activityFailure(error, ending, checkpoint, caller.redactor),
  );
}

/** Does the work of a slice; where it ends in a trip, what is dead by it counts no longer. */
async function tripsSettled(
  deps: EngineDeps,
  recovery: string,
  work: () => Promise<SliceResult>,
): Promise<SliceResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DetailedError) await forgetDead(deps, recovery, error.detail);
    throw error;
  }
}
