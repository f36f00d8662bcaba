import { ERRORS, OperationError, type ErrorCode } from '../model/errors';
import { AUTHORING_ERRORS } from '../model/errors/authoring';
import { ListedError } from './read-input';
import type { Problem } from './schema/problem';

/** Status of each code that does not have that of its kind. */
const STATUS: Partial<Readonly<Record<ErrorCode, number>>> = {
  NOT_SIGNED_IN: 401,
  LINK_NOT_GOOD: 401,
  LOGIN_PROVIDER_DOWN: 503,
  LOGIN_REFUSED: 403,
  PERSON_NOT_CHOSEN: 403,
  MACHINE_MAY_NOT: 403,
  HOST_REFUSED: 421,
  ORIGIN_REFUSED: 403,
  REQUEST_INVALID: 400,
  REQUEST_TOO_LARGE: 413,
  REQUEST_TOO_SLOW: 408,
  MEDIA_TYPE_UNKNOWN: 415,
  ROUTE_UNKNOWN: 404,
  TOO_MANY_REQUESTS: 429,
  KEY_MISSING: 400,
  KEY_REUSED: 422,
  STEP_UNKNOWN: 404,
  PLAN_UNKNOWN: 404,
  RUNBOOK_UNKNOWN: 404,
  RECOVERY_UNKNOWN: 404,
  DRILLS_ONLY: 403,
  USAGE: 400,
  STATEMENT_MALFORMED: 400,
  PERSON_UNKNOWN: 403,
  ROLE_NOT_HELD: 403,
  ROLE_NOT_ASKED: 403,
  STARTER_MAY_NOT: 403,
  VERB_NOT_ALLOWED: 403,
  LOCK_NOT_YOURS: 403,
  START_REFUSED: 403,
  REASON_MISSING: 422,
  CAUSE_MISSING: 422,
  FORM_INCOMPLETE: 422,
  FAULT_REFUSED: 422,
  TEMPORAL_UNREACHABLE: 503,
  LEDGER_UNREACHABLE: 503,
  RUN_NOT_READY: 503,
  PAGE_NOT_UP: 503,
  UNEXPECTED: 500,
};

/** Status of an error; what is not told apart is a conflict with how things stand. */
function statusOf(code: ErrorCode): number {
  return STATUS[code] ?? (Object.hasOwn(AUTHORING_ERRORS, code) ? 422 : 409);
}

/** What Fastify says by itself, before any route is asked. */
const OF_FASTIFY: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'REQUEST_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'MEDIA_TYPE_UNKNOWN',
  FST_ERR_CTP_INVALID_JSON_BODY: 'REQUEST_INVALID',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'REQUEST_INVALID',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'REQUEST_INVALID',
  FST_ERR_BAD_URL: 'REQUEST_INVALID',
  FST_ERR_NOT_FOUND: 'ROUTE_UNKNOWN',
};

/** An error of the catalogue for whatever was thrown; of a fault of our own nothing is told but that it is one. */
export function knownError(error: unknown): OperationError {
  if (error instanceof OperationError) return error;
  const { code = '', status, message } = ofFastify(error);
  const known =
    OF_FASTIFY[code] ?? (status !== undefined && status < 500 ? 'REQUEST_INVALID' : undefined);
  return known === undefined
    ? new OperationError('UNEXPECTED', 'it is written in api.log', { cause: error })
    : new OperationError(known, message, { cause: error });
}

function ofFastify(error: unknown): {
  readonly code?: string;
  readonly status?: number;
  readonly message: string;
} {
  if (!(error instanceof Error)) return { message: '' };
  const { message } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const isCounted = 'statusCode' in error && typeof error.statusCode === 'number';
  return { code, message, ...(isCounted ? { status: Number(error.statusCode) } : {}) };
}

/** The document that tells of an error. */
export function problemOf(error: OperationError): Problem {
  return {
    type: `urn:blackstart:error:${error.code}`,
    title: ERRORS[error.code].summary,
    status: statusOf(error.code),
    detail: error.message,
    code: error.code,
    fix: error.fix,
    ...(error instanceof ListedError ? { problems: [...error.problems] } : {}),
  };
}
