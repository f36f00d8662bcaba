import { OperationError, type ErrorCode } from '../../model/errors';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import type { CallLog } from './attempts-log';
import type { CallRecord } from './call-record';
import { ChangesOnly } from './changes-only';
import type { ConnectorCaller } from './connector-caller';
import { cutOutput } from './cut-output';
import type { CallInput, CallResult } from './engine-activities';
import { DetailedError } from './failures';
import { brief, isTrue } from './expect';
import { requestOf } from './call-request';
import { keptOutput } from './kept-output';
import type { Pulse } from './pulse';

/** Shortest time between two reads, real ms, whatever the speed. */
const LEAST_POLL_MS = 50;

/** Most time without a reading, real ms, for which a condition still counts as unbroken. */
const MOST_GAP_MS = 15_000;

/** Refusals that a target which is still starting may give; they are waited out like no answer. */
const MAY_PASS: ReadonlySet<ErrorCode> = new Set([
  'TARGET_MISSING',
  'TARGET_REFUSED',
  'EXPRESSION_FAILED',
]);

/** What a poll hands to its successor. */
interface Seen {
  /** Reads so far, those that failed included. */
  readonly polls: number;
  readonly errors: number;
  /** Since when it has been true without a break, ms since 1970; absent while it is not. */
  readonly trueSince?: number;
  /** Time of the last read. */
  readonly lastAt?: number;
}

/** Reads until `expect` has been true for long enough, and fails with the last reading when the time is up. */
export async function poll(
  caller: ConnectorCaller,
  input: CallInput,
  log: CallLog,
  pulse: Pulse,
): Promise<CallResult> {
  const { phase, run } = input;
  const { clock } = caller.ports;
  const everyMs = Math.max((phase.poll?.everyMs ?? 0) / run.speed, LEAST_POLL_MS);
  const forMs = (phase.poll?.forMs ?? 0) / run.speed;
  const deadlineAt = input.deadlineAt ?? clock.now();
  const prepared = caller.prepare(requestOf(input));
  const told = new ChangesOnly(log);
  const hooks = { ended: (record: CallRecord) => told.take(record) };
  let seen = seenBefore(input.checkpoint, clock.now(), everyMs);
  try {
    for (;;) {
      const readAt = clock.now();
      const reading = await read(
        () => prepared.run(null, pulse.signal, hooks),
        phase,
        pulse.signal,
      );
      told.judge(verdictOf(reading, phase));
      seen = after(seen, reading, readAt);
      if (reading.isTrue && readAt - (seen.trueSince ?? readAt) >= forMs)
        return { output: phase.keep ? keptOutput(reading.output) : null, polls: seen.polls };
      pulse.keep({ ...seen });
      const restMs = deadlineAt - clock.now();
      if (restMs <= 0) throw neverTrue(input, seen, reading, clock.now());
      const nextMs = Math.max(everyMs - (clock.now() - readAt), LEAST_POLL_MS);
      await clock.sleep(Math.min(nextMs, restMs), pulse.signal);
    }
  } finally {
    told.end();
  }
}

/** Why a reading is not good enough; undefined where it is. */
function verdictOf(reading: Reading, phase: CallInput['phase']): string | undefined {
  if (reading.isTrue) return undefined;
  if (reading.error !== undefined) return `${reading.error.code}: ${reading.error.message}`;
  return `EXPECT_NOT_MET: ${phase.expect ?? phase.uses} is not true`;
}

type Reading =
  | { readonly isTrue: boolean; readonly output: JsonObject; readonly error?: undefined }
  | { readonly isTrue: false; readonly output?: undefined; readonly error: OperationError };

async function read(
  call: () => Promise<JsonObject>,
  phase: CallInput['phase'],
  signal: AbortSignal,
): Promise<Reading> {
  try {
    const output = await call();
    return {
      isTrue: phase.expect === undefined || isTrue(phase.expect, phase.scope, output),
      output,
    };
  } catch (error) {
    signal.throwIfAborted();
    // What no waiting can mend ends the poll at once.
    if (!(error instanceof OperationError)) throw error;
    if (error.retry === 'never' && !MAY_PASS.has(error.code)) throw error;
    return { isTrue: false, error };
  }
}

function after(seen: Seen, reading: Reading, readAt: number): Seen {
  return {
    polls: seen.polls + 1,
    errors: seen.errors + (reading.error === undefined ? 0 : 1),
    lastAt: readAt,
    ...(reading.isTrue ? { trueSince: seen.trueSince ?? readAt } : {}),
  };
}

/** What the attempt before saw; a condition that nobody read for long may have broken meanwhile. */
function seenBefore(checkpoint: Json | undefined, now: number, everyMs: number): Seen {
  if (!isJsonObject(checkpoint)) return { polls: 0, errors: 0 };
  const { polls, errors, trueSince, lastAt } = checkpoint;
  const unbroken = typeof lastAt === 'number' && now - lastAt <= Math.max(3 * everyMs, MOST_GAP_MS);
  return {
    polls: typeof polls === 'number' ? polls : 0,
    errors: typeof errors === 'number' ? errors : 0,
    ...(unbroken && typeof trueSince === 'number' ? { trueSince } : {}),
  };
}

function neverTrue(input: CallInput, seen: Seen, reading: Reading, now: number): DetailedError {
  const what = input.phase.expect ?? input.phase.uses;
  const last =
    reading.error === undefined
      ? `last reading ${brief(reading.output)}`
      : `last error ${reading.error.code}: ${reading.error.message}`;
  const held =
    seen.trueSince === undefined
      ? ''
      : `, true only for the last ${String(Math.round((now - seen.trueSince) / 100) / 10)} s`;
  return new DetailedError(
    'POLL_NEVER_TRUE',
    `${what} did not come true in ${String(seen.polls)} reads (${String(seen.errors)} failed${held}); ${last}`,
    {
      polls: seen.polls,
      errors: seen.errors,
      ...(reading.output === undefined ? {} : { last: cutOutput(reading.output) }),
    },
  );
}
