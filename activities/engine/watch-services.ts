import { setMaxListeners } from 'node:events';
import type { WatchedService } from '../../model/run/command';
import { CallLog, type AttemptsLog } from './attempts-log';
import type { CallRecord } from './call-record';
import { ChangesOnly } from './changes-only';
import { ConnectorCaller } from './connector-caller';
import type { WatchInput, WatchResult } from './engine-activities';
import type { EngineDeps } from './engine-deps';
import { isTrue } from './expect';
import { activityFailure, operationError } from './failures';
import { planOf } from './make-call';
import type { PlanStore } from './plan-store';
import { underPulse } from './pulse';
import { together } from './together';

/** Time between two reads of a service, authored ms, and the least that it comes to, real ms. */
const EVERY_MS = 2000;
const LEAST_EVERY_MS = 250;
/** Readings in a row that are otherwise than was known, until they count: one alone is a slip. */
const IN_A_ROW = 2;
/** Phase under which the reads of the watch are logged, each at the node that gave its service the traffic. */
const WATCH = 'watch';

/** Reads the health of services until one is otherwise than was known. Errors count as bad. */
export async function watchServices(
  deps: EngineDeps,
  plans: PlanStore,
  attempts: AttemptsLog,
  input: WatchInput,
): Promise<WatchResult> {
  const { run, services } = input;
  const plan = await planOf(plans, run.planDigest);
  const caller = new ConnectorCaller(deps, plan, run, { node: WATCH, attempt: 1 });
  return await underPulse(
    {},
    caller.redactor,
    async (pulse) => {
      const changed: Record<string, boolean> = {};
      const over = new AbortController();
      setMaxListeners(0, over.signal);
      const watches = services.map((service) => async (signal: AbortSignal) => {
        const of = { recovery: run.recovery, node: service.node, attempt: 1 };
        const log = new CallLog(attempts, caller.redactor, of);
        const parts = { caller, log, speed: run.speed };
        if (!(await watchOne(parts, service, over.signal, signal))) return;
        changed[service.service] = !service.healthy;
        over.abort();
      });
      await together(pulse.signal, ...watches);
      return { changed };
    },
    (error, ending, checkpoint) => activityFailure(error, ending, checkpoint, caller.redactor),
  );
}

interface Parts {
  readonly caller: ConnectorCaller;
  readonly log: CallLog;
  readonly speed: number;
}

/** True once a service has changed; false where another one did first. */
async function watchOne(
  { caller, log, speed }: Parts,
  service: WatchedService,
  over: AbortSignal,
  signal: AbortSignal,
): Promise<boolean> {
  const { clock } = caller.ports;
  const everyMs = Math.max(EVERY_MS / speed, LEAST_EVERY_MS);
  const either = AbortSignal.any([over, signal]);
  // A watch begins anew with every service that is enabled: what only says so again is not worth a row.
  const told = new ChangesOnly(log, { verdict: service.healthy ? undefined : 'FALLEN' });
  let others = 0;
  try {
    for (;;) {
      const began = clock.now();
      const verdict = await verdictOf(caller, service, told, either);
      told.judge(verdict);
      others = (verdict === undefined) === service.healthy ? 0 : others + 1;
      if (others >= IN_A_ROW) return true;
      await clock.sleep(Math.max(everyMs - (clock.now() - began), LEAST_EVERY_MS / 5), either);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (over.aborted) return false;
    throw error;
  } finally {
    told.end();
  }
}

/** Why a service does not count as healthy; undefined where it does. */
async function verdictOf(
  caller: ConnectorCaller,
  { phase }: WatchedService,
  told: ChangesOnly,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const request = { uses: phase.uses, with: phase.with, phase: WATCH };
    const ended = (record: CallRecord): void => told.take(record);
    const output = await caller.call(request, signal, { ended });
    if (phase.expect === undefined || isTrue(phase.expect, phase.scope, output)) return undefined;
    return `EXPECT_NOT_MET: ${phase.expect} is not true`;
  } catch (error) {
    signal.throwIfAborted();
    const { code, message } = operationError(phase.uses, error);
    return `${code}: ${message}`;
  }
}
