import type { CancellationScope } from '@temporalio/workflow';
import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { EngineActivities, RunRef } from '../activities/engine/engine-activities';
import type { JsonObject } from '../model/json';
import type { CallOutcome, Command } from '../model/run/command';
import { failedOutcome } from './outcome';

/** A worker that does not heartbeat for this long is taken for dead; see docs/decisions.md on recovery time. */
export const HEARTBEAT_TIMEOUT_MS = 3000;

type MachineCall = Extract<Command, { do: 'call' | 'slice' }>;

/** One attempt each; the reducer schedules every retry. Proxies are kept by timeout: making one costs time. */
const proxies = new Map<number, Pick<EngineActivities, 'call' | 'runSlice'>>();

function activities(timeoutMs: number): Pick<EngineActivities, 'call' | 'runSlice'> {
  const found = proxies.get(timeoutMs);
  if (found !== undefined) return found;
  const made = proxyActivities<Pick<EngineActivities, 'call' | 'runSlice'>>({
    startToCloseTimeout: timeoutMs,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
    retry: { maximumAttempts: 1 },
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  proxies.set(timeoutMs, made);
  return made;
}

/**
 * Makes a call of the reducer's in a scope that cancels it; `settled` gets its outcome, whatever it is. A scope of
 * its own costs a call a fifth of a millisecond, so calls that are only ever cancelled together share one.
 */
export function makeCall(
  run: RunRef,
  command: MachineCall,
  scope: CancellationScope,
  settled: (outcome: CallOutcome) => void,
): void {
  scope
    .run(() => (command.do === 'call' ? call(run, command) : slice(run, command)))
    .then(settled, (error: unknown) => {
      settled(failedOutcome(error));
    });
}

/** Whether a call may have to be cancelled alone: polls and slices are, where a run continues as new. */
export function isCancelledAlone(command: MachineCall): boolean {
  return command.do === 'slice' || command.deadlineAt !== undefined;
}

async function call(run: RunRef, command: Extract<Command, { do: 'call' }>): Promise<CallOutcome> {
  const poll = command.deadlineAt !== undefined;
  // Rounded up, so that polls of about the same length share a proxy.
  const timeoutMs = poll ? Math.ceil(command.timeoutMs / 60_000) * 60_000 : command.timeoutMs;
  const result = await activities(timeoutMs).call({
    run,
    node: command.node.id,
    attempt: command.attempt,
    phase: command.phase,
    with: command.with,
    simulate: command.simulate,
    ...(command.item === undefined ? {} : { item: command.item }),
    ...(command.deadlineAt === undefined ? {} : { deadlineAt: command.deadlineAt }),
    ...(command.checkpoint === undefined ? {} : { checkpoint: command.checkpoint }),
  });
  return {
    ok: true,
    output: result.output,
    ...(result.before === undefined ? {} : { before: result.before }),
    ...(result.polls === undefined ? {} : { detail: { polls: result.polls } }),
  };
}

async function slice(
  run: RunRef,
  command: Extract<Command, { do: 'slice' }>,
): Promise<CallOutcome> {
  const result = await activities(command.timeoutMs).runSlice({
    run,
    node: command.node.id,
    attempt: command.attempt,
    slice: command.phase.slice,
    liveFeeds: command.liveFeeds ?? [],
    ...(command.checkpoint === undefined ? {} : { checkpoint: command.checkpoint }),
  });
  const { failed, ...counts } = result;
  const detail: JsonObject = { ...counts, failed: failed.map((server) => ({ ...server })) };
  return { ok: true, output: null, detail };
}
