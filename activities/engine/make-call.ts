import { OperationError } from '../../model/errors';
import { isJsonObject, type Json } from '../../model/json';
import { CallLog, type AttemptsLog } from './attempts-log';
import { requestOf } from './call-request';
import type { CallRecord } from './call-record';
import { ConnectorCaller, type PreparedCall } from './connector-caller';
import type { CallInput, CallResult } from './engine-activities';
import type { EngineDeps } from './engine-deps';
import { brief, isTrue } from './expect';
import { activityFailure, ledgerFailure, operationError } from './failures';
import { keptOutput } from './kept-output';
import type { LoadedPlan, PlanStore } from './plan-store';
import { poll } from './poll';
import { underPulse, type Pulse } from './pulse';

/** One attempt of a connector call, or of a poll of it. */
export async function makeCall(
  deps: EngineDeps,
  plans: PlanStore,
  attempts: AttemptsLog,
  input: CallInput,
): Promise<CallResult> {
  const { phase, run, node, attempt } = input;
  if (input.simulate) return { output: phase.keep ? (phase.example ?? null) : null };
  const plan = await planOf(plans, run.planDigest);
  const caller = new ConnectorCaller(deps, plan, run, input);
  const log = new CallLog(attempts, caller.redactor, { recovery: run.recovery, node, attempt });
  return await underPulse(
    input.checkpoint ?? {},
    caller.redactor,
    (pulse) => {
      if (phase.undo !== undefined) return undo(caller, input, log, pulse);
      return phase.poll === undefined
        ? once(caller, input, log, pulse)
        : poll(caller, input, log, pulse);
    },
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

async function once(
  caller: ConnectorCaller,
  input: CallInput,
  log: CallLog,
  pulse: Pulse,
): Promise<CallResult> {
  const { phase } = input;
  const prepared = prepare(caller, input, log);
  const before = await recordBefore(prepared, pulse);
  let record: CallRecord | undefined;
  try {
    const hooks = { ended: (one: CallRecord) => (record = one) };
    const output = await prepared.run(before, pulse.signal, hooks);
    if (phase.expect !== undefined && !isTrue(phase.expect, phase.scope, output))
      throw new OperationError('EXPECT_NOT_MET', `${phase.expect} is not true of ${brief(output)}`);
    if (record !== undefined) log.tell(record);
    return {
      output: phase.keep ? keptOutput(output) : null,
      ...(before === null ? {} : { before }),
    };
  } catch (error) {
    const { code, message } = operationError(phase.uses, error);
    if (record !== undefined) log.tell(record, `${code}: ${message}`);
    throw error;
  }
}

/** Puts back what was read before; a connector that cannot has nothing to put back. */
async function undo(
  caller: ConnectorCaller,
  input: CallInput,
  log: CallLog,
  pulse: Pulse,
): Promise<CallResult> {
  await prepare(caller, input, log).undo(pulse.signal, { ended: (record) => log.tell(record) });
  return { output: null };
}

/** Checks a call; one that is refused is logged too, though nothing of it left. */
function prepare(caller: ConnectorCaller, input: CallInput, log: CallLog): PreparedCall {
  const request = requestOf(input);
  try {
    return caller.prepare(request);
  } catch (error) {
    const { uses, phase, item, with: asked } = request;
    const at = caller.ports.clock.now();
    const known = operationError(uses, error);
    log.tell({
      phase,
      ...(item === undefined ? {} : { item }),
      uses,
      with: asked,
      at,
      endedAt: at,
      answers: [],
      error: known,
    });
    throw error;
  }
}

/** Read once and kept in the checkpoint: a later attempt must not record what an earlier one changed. */
async function recordBefore(prepared: PreparedCall, pulse: Pulse): Promise<Json> {
  if (prepared.definition.before === undefined) return null;
  const kept = isJsonObject(pulse.checkpoint) ? pulse.checkpoint['before'] : undefined;
  if (kept !== undefined) return kept;
  const before = await prepared.readBefore(pulse.signal);
  pulse.keep({ before });
  return before;
}
