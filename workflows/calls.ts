import {
  ActivityCancellationType,
  CancellationScope,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { EngineActivities, RunRef } from '../activities/engine/engine-activities';
import type { JsonObject } from '../model/json';
import type { CallOutcome, Command } from '../model/run/command';
import { failedOutcome } from './outcome';

/** A worker that does not heartbeat for this long is taken for dead; see docs/decisions.md on recovery time. */
export const HEARTBEAT_TIMEOUT_MS = 3000;

/** Short calls to the ledger beside the worker. */
export const local = proxyLocalActivities<Pick<EngineActivities, 'loadPart' | 'appendLedger'>>({
  startToCloseTimeout: '5s',
  retry: { maximumAttempts: 1 },
});

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

/** Makes a call of the reducer's; `settled` gets its outcome, whatever it is. The scope cancels it. */
export function makeCall(
  run: RunRef,
  command: MachineCall,
  settled: (outcome: CallOutcome) => void,
): CancellationScope {
  const scope = new CancellationScope({ cancellable: true });
  scope
    .run(() => (command.do === 'call' ? call(run, command) : slice(run, command)))
    .then(settled, (error: unknown) => {
      settled(failedOutcome(error));
    });
  return scope;
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
    ...(command.checkpoint === undefined ? {} : { checkpoint: command.checkpoint }),
  });
  const { failed, ...counts } = result;
  const detail: JsonObject = { ...counts, failed: failed.map((server) => ({ ...server })) };
  return { ok: true, output: null, detail };
}
