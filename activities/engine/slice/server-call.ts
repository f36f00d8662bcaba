import { OperationError, type ErrorCode } from '../../../model/errors';
import { resolveTemplates } from '../../../model/expression/template';
import { isJsonObject, type JsonObject } from '../../../model/json';
import type { SliceCall, SliceServer } from '../../../model/plan/plan';
import type { CallHooks } from '../call-record';
import type { ConnectorCaller, ConnectorRequest } from '../connector-caller';
import { isTrue } from '../expect';

/** Faults of the plan or of this worker, not of one server: they end a slice at once. */
const OF_THE_SLICE: ReadonlySet<ErrorCode> = new Set([
  'TARGET_OUTSIDE_INVENTORY',
  'CALL_INPUT_INVALID',
  'CONNECTOR_UNKNOWN',
  'SECRET_MISSING',
]);

/** Makes a call of a slice for one of its servers. */
export async function callFor(
  caller: ConnectorCaller,
  call: SliceCall,
  server: SliceServer,
  phase: string,
  signal: AbortSignal,
  hooks?: CallHooks,
): Promise<JsonObject> {
  return await caller.call(requestFor(call, server, phase), signal, hooks);
}

/** The request of a call of a slice for one of its servers. */
export function requestFor(call: SliceCall, server: SliceServer, phase: string): ConnectorRequest {
  const filled = resolveTemplates(call.with, scopeOf(call, server));
  const input = isJsonObject(filled) ? filled : {};
  return { uses: call.uses, with: input, phase, item: server.id };
}

/**
 * Longest from admission until an order has left, real ms: with interlocks at most 5 s old at admission, none leaves
 * more than 15 s after they were read (design §6). Technical: never divided by speed.
 */
const ORDER_WITHIN_MS = 10_000;

/** {@link callFor} of an order that was admitted just now; one that does not leave in time never does. */
export async function orderFor(
  caller: ConnectorCaller,
  call: SliceCall,
  server: SliceServer,
  signal: AbortSignal,
  hooks?: CallHooks,
): Promise<JsonObject> {
  const timely = AbortSignal.timeout(ORDER_WITHIN_MS);
  try {
    return await callFor(caller, call, server, 'start', AbortSignal.any([signal, timely]), hooks);
  } catch (error) {
    if (signal.aborted || !timely.aborted) throw error;
    throw new OperationError(
      'TARGET_NO_ANSWER',
      `${server.id} did not take ${call.uses} within ${String(ORDER_WITHIN_MS / 1000)} s`,
      { cause: error },
    );
  }
}

/** Whether the `expect` of a call is true of what it gave for a server; true where there is none. */
export function meets(call: SliceCall, server: SliceServer, result: JsonObject): boolean {
  return call.expect === undefined || isTrue(call.expect, scopeOf(call, server), result);
}

/** The error of one server; what is wrong with the whole slice, and a cancel, is thrown on. */
export function serverError(error: unknown, signal: AbortSignal): OperationError {
  signal.throwIfAborted();
  if (error instanceof OperationError && !OF_THE_SLICE.has(error.code)) return error;
  throw error;
}

function scopeOf(call: SliceCall, server: SliceServer): JsonObject {
  return { ...call.scope, server: { ...server } };
}
