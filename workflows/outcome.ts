import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  TimeoutFailure,
} from '@temporalio/workflow';
import { isErrorCode, ERRORS } from '../model/errors';
import { isJsonObject, type Json, type JsonObject } from '../model/json';
import type { CallOutcome } from '../model/run/command';

type Failed = Extract<CallOutcome, { ok: false }>;

/** How a call ended that threw, in the reducer's words. */
export function failedOutcome(error: unknown): Failed {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof CancelledFailure) {
    return {
      ok: false,
      end: 'cancelled',
      retry: false,
      error: { code: 'WORKER_LOST', message: 'cancelled' },
      ...checkpointOf(cause.details),
    };
  }
  if (cause instanceof TimeoutFailure) return timedOut(cause);
  if (cause instanceof ApplicationFailure) return failedByItself(cause);
  return {
    ok: false,
    end: 'failed',
    retry: false,
    error: {
      code: 'CONNECTOR_FAULT',
      message: cause instanceof Error ? cause.message : String(cause),
    },
  };
}

function timedOut(cause: TimeoutFailure): Failed {
  const checkpoint: unknown = cause.lastHeartbeatDetails;
  const kept = checkpoint === undefined ? {} : checkpointOf([checkpoint]);
  if (cause.timeoutType === 'START_TO_CLOSE' || cause.timeoutType === 'SCHEDULE_TO_CLOSE') {
    return {
      ok: false,
      end: 'failed',
      retry: true,
      error: { code: 'STEP_TIMED_OUT', message: 'the attempt took longer than its timeout' },
      ...kept,
    };
  }
  return {
    ok: false,
    end: 'lost',
    retry: true,
    error: { code: 'WORKER_LOST', message: 'the worker that made the call is gone' },
    ...kept,
  };
}

function failedByItself(cause: ApplicationFailure): Failed {
  const code = cause.type ?? 'CONNECTOR_FAULT';
  const [detail, checkpoint] = cause.details ?? [];
  const known = isErrorCode(code) ? ERRORS[code] : undefined;
  const lost = code === 'WORKER_SHUTDOWN';
  return {
    ok: false,
    end: lost ? 'lost' : 'failed',
    retry: (known?.retry ?? 'never') === 'backoff',
    error: { code, message: cause.message, ...(known === undefined ? {} : { fix: known.fix }) },
    ...(isJsonObject(detail) ? { detail } : {}),
    ...checkpointOf([checkpoint]),
  };
}

function checkpointOf(details: readonly unknown[] | null | undefined): { checkpoint?: Json } {
  const first = details?.[0];
  return isJson(first) ? { checkpoint: first } : {};
}

function isJson(value: unknown): value is JsonObject | string | number {
  return isJsonObject(value) || typeof value === 'string' || typeof value === 'number';
}
