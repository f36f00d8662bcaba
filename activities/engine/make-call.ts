import { OperationError } from '../../model/errors';
import { isJsonObject, type Json } from '../../model/json';
import { requestOf } from './call-request';
import { ConnectorCaller } from './connector-caller';
import { cutOutput } from './cut-output';
import type { CallInput, CallResult } from './engine-activities';
import type { EngineDeps } from './engine-deps';
import { brief, isTrue } from './expect';
import { activityFailure, ledgerFailure } from './failures';
import type { LoadedPlan, PlanStore } from './plan-store';
import { poll } from './poll';
import { underPulse, type Pulse } from './pulse';

/** One attempt of a connector call, or of a poll of it. */
export async function makeCall(
  deps: EngineDeps,
  plans: PlanStore,
  input: CallInput,
): Promise<CallResult> {
  const { phase, run } = input;
  if (input.simulate) return { output: phase.keep ? (phase.example ?? null) : null };
  const plan = await planOf(plans, run.planDigest);
  const caller = new ConnectorCaller(deps, plan, run, input.node, input.attempt);
  return await underPulse(
    input.checkpoint ?? {},
    caller.redactor,
    (pulse) => (phase.poll === undefined ? once(caller, input, pulse) : poll(caller, input, pulse)),
    (error, ending, checkpoint) => activityFailure(error, ending, checkpoint, caller.redactor),
  );
}

/** The plan that an activity works for; a ledger that cannot be read fails the attempt with its own code. */
export async function planOf(plans: PlanStore, planDigest: string): Promise<LoadedPlan> {
  try {
    return await plans.plan(planDigest);
  } catch (error) {
    throw ledgerFailure(error);
  }
}

async function once(caller: ConnectorCaller, input: CallInput, pulse: Pulse): Promise<CallResult> {
  const { phase } = input;
  const prepared = caller.prepare(requestOf(input));
  const before = await recordBefore(prepared, pulse);
  const output = await prepared.run(before, pulse.signal);
  if (phase.expect !== undefined && !isTrue(phase.expect, phase.scope, output)) {
    throw new OperationError('EXPECT_NOT_MET', `${phase.expect} is not true of ${brief(output)}`);
  }
  return {
    output: phase.keep ? cutOutput(output) : null,
    ...(before === null ? {} : { before }),
  };
}

/** Read once and kept in the checkpoint: a later attempt must not record what an earlier one changed. */
async function recordBefore(
  prepared: ReturnType<ConnectorCaller['prepare']>,
  pulse: Pulse,
): Promise<Json> {
  if (prepared.definition.before === undefined) return null;
  const kept = isJsonObject(pulse.checkpoint) ? pulse.checkpoint['before'] : undefined;
  if (kept !== undefined) return kept;
  const before = await prepared.readBefore(pulse.signal);
  pulse.keep({ before });
  return before;
}
