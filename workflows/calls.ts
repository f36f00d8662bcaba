import { ActivityCancellationType, CancellationScope, proxyActivities } from '@temporalio/workflow';
import type {
  CallResult,
  EngineActivities,
  RunRef,
  WatchResult,
} from '../activities/engine/engine-activities';
import type { SliceResult } from '../model/plan/plan';
import type { JsonObject } from '../model/json';
import type { CallOutcome, Command } from '../model/run/command';
import { failedOutcome } from './outcome';

/** A worker that does not heartbeat for this long is taken for dead; see docs/decisions.md on recovery time. */
export const HEARTBEAT_TIMEOUT_MS = 3000;

type WatchCommand = Extract<Command, { do: 'watch' }>;

export type MachineCall = Extract<Command, { do: 'call' | 'slice' }>;

/** One attempt each; the reducer schedules every retry. Proxies are kept by timeout: making one costs time. */
type Called = Pick<EngineActivities, 'call' | 'runSlice' | 'watchServices'>;
const proxies = new Map<number, Called>();

function activities(timeoutMs: number): Called {
  const found = proxies.get(timeoutMs);
  if (found !== undefined) return found;
  const made = proxyActivities<Called>({
    startToCloseTimeout: timeoutMs,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
    retry: { maximumAttempts: 1 },
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  });
  proxies.set(timeoutMs, made);
  return made;
}

/** A call of the reducer's, and who is told its outcome, whatever it is. */
export interface OpenCall {
  readonly command: MachineCall;
  readonly settled: (outcome: CallOutcome) => void;
}

/**
 * Makes calls in the scope that cancels them. Entering a scope costs a call a tenth of a millisecond: calls that are
 * only ever cancelled together, and are made at once, enter it together, and not where it is entered already.
 */
export function makeCalls(run: RunRef, calls: readonly OpenCall[], scope: CancellationScope): void {
  const make = (): void => {
    for (const each of calls) makeCall(run, each);
  };
  if (CancellationScope.current() === scope) {
    make();
    return;
  }
  void scope.run(() => {
    make();
    return Promise.resolve();
  });
}

function makeCall(run: RunRef, { command, settled }: OpenCall): void {
  // No async function in between: each one that is awaited costs a call a tenth of a millisecond.
  const failed = (error: unknown): void => {
    settled(failedOutcome(error));
  };
  if (command.do === 'call') {
    call(run, command).then((result) => {
      settled(called(result));
    }, failed);
  } else {
    slice(run, command).then((result) => {
      settled(sliced(result));
    }, failed);
  }
}

/** Whether a call may have to be cancelled alone: polls and slices are, where a run continues as new. */
export function isCancelledAlone(command: MachineCall): boolean {
  return command.do === 'slice' || command.deadlineAt !== undefined;
}

function call(run: RunRef, command: Extract<Command, { do: 'call' }>): Promise<CallResult> {
  const poll = command.deadlineAt !== undefined;
  // Rounded up, so that polls of about the same length share a proxy.
  const timeoutMs = poll ? Math.ceil(command.timeoutMs / 60_000) * 60_000 : command.timeoutMs;
  return activities(timeoutMs).call({
    run,
    node: command.node.id,
    attempt: command.attempt,
    phase: command.phase,
    with: command.with,
    simulate: command.simulate,
    ...(command.round === undefined ? {} : { round: command.round }),
    ...(command.item === undefined ? {} : { item: command.item }),
    ...(command.deadlineAt === undefined ? {} : { deadlineAt: command.deadlineAt }),
    ...(command.checkpoint === undefined ? {} : { checkpoint: command.checkpoint }),
    ...(command.serving === undefined ? {} : { serving: command.serving }),
  });
}

function called(result: CallResult): CallOutcome {
  return {
    ok: true,
    output: result.output,
    ...(result.before === undefined ? {} : { before: result.before }),
    ...(result.polls === undefined ? {} : { detail: { polls: result.polls } }),
  };
}

function slice(run: RunRef, command: Extract<Command, { do: 'slice' }>): Promise<SliceResult> {
  return activities(command.timeoutMs).runSlice({
    run,
    node: command.node.id,
    attempt: command.attempt,
    slice: command.phase.slice,
    liveFeeds: command.liveFeeds ?? [],
    ...(command.round === undefined ? {} : { round: command.round }),
    ...(command.checkpoint === undefined ? {} : { checkpoint: command.checkpoint }),
    ...(command.phase.undo === undefined ? {} : { undo: command.phase.undo }),
    ...(command.serving === undefined ? {} : { serving: command.serving }),
    ...(command.shift === undefined ? {} : { shift: command.shift }),
    ...(command.waived === undefined ? {} : { waived: command.waived }),
    ...(command.mayClose === undefined ? {} : { mayClose: command.mayClose }),
  });
}

function sliced(result: SliceResult): CallOutcome {
  const { failed, before, ...counts } = result;
  const detail: JsonObject = { ...counts, failed: failed.map((server) => ({ ...server })) };
  return { ok: true, output: null, detail, ...(before === undefined ? {} : { before }) };
}

/** Longest a watch over services runs in one activity, ms; it is begun again. */
const WATCH_MS = 24 * 3_600_000;

/** Watches services in a scope that cancels it; `ended` gets what changed, or undefined where it failed. */
export function watchServices(
  run: RunRef,
  services: WatchCommand['services'],
  scope: CancellationScope,
  ended: (changed: WatchResult['changed'] | undefined) => void,
): void {
  scope
    .run(() => activities(WATCH_MS).watchServices({ run, services }))
    .then(
      ({ changed }) => {
        ended(changed);
      },
      () => {
        ended(undefined);
      },
    );
}
