/*
 * Every error that Blackstart gives has a code here, with what to do about it. docs/reference/errors.md is
 * generated from this list. Codes are never reused. Across Temporal only the code survives (`failure.type`).
 */

/** `backoff`: worth trying again by itself; `never`: only after somebody mended something. */
export type RetryAdvice = 'never' | 'backoff';

interface ErrorEntry {
  readonly retry: RetryAdvice;
  readonly summary: string;
  readonly fix: string;
}

import { API_ERRORS } from './errors/api';
import { AUTHORING_ERRORS } from './errors/authoring';
import { CONNECTOR_ERRORS } from './errors/connector';
import { RUN_ERRORS } from './errors/run';
import { STATEMENT_ERRORS } from './errors/statement';
import { SYSTEM_ERRORS } from './errors/system';

export const ERRORS = {
  ...API_ERRORS,
  ...AUTHORING_ERRORS,
  ...CONNECTOR_ERRORS,
  ...RUN_ERRORS,
  ...STATEMENT_ERRORS,
  ...SYSTEM_ERRORS,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

/** An error of the catalogue; `message` holds the offending value. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get retry(): RetryAdvice {
    return ERRORS[this.code].retry;
  }

  get fix(): string {
    return ERRORS[this.code].fix;
  }
}
