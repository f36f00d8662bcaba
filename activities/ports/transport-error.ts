import { types } from 'node:util';
import { OperationError, type ErrorCode } from '../../model/errors';

/** How far a connection had come when it failed. */
export type Stage = 'connecting' | 'connected';

const CERTIFICATE =
  /^(CERT_|ERR_TLS_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA)/;

/** The error of the catalogue for what a socket threw; an error that is of the catalogue already is kept. */
export function transportError(address: string, stage: Stage, cause: unknown): OperationError {
  const known = operationErrorIn(cause);
  if (known !== undefined) return known;
  const systemCode = systemCodeOf(cause);
  const { message, name } = asError(cause);
  const said = message === '' ? systemCode : message;
  return new OperationError(codeOf(name, systemCode, stage), `${address}: ${said}`, { cause });
}

function operationErrorIn(error: unknown): OperationError | undefined {
  if (error instanceof OperationError) return error;
  return types.isNativeError(error) && error.cause !== undefined
    ? operationErrorIn(error.cause)
    : undefined;
}

function codeOf(name: string, systemCode: string, stage: Stage): ErrorCode {
  if (systemCode === 'ENOTFOUND' || systemCode === 'EAI_AGAIN') return 'TARGET_NAME_UNKNOWN';
  if (CERTIFICATE.test(systemCode)) return 'TARGET_CERTIFICATE_WRONG';
  if (systemCode === 'UND_ERR_INVALID_ARG') return 'CALL_INPUT_INVALID';
  if (systemCode === 'UND_ERR_HEADERS_OVERFLOW' || systemCode === 'HPE_HEADER_OVERFLOW')
    return 'ANSWER_TOO_LARGE';
  // An answer that was cut is no malformed one.
  if (name === 'HTTPParserError' && systemCode !== 'HPE_INVALID_EOF_STATE')
    return 'ANSWER_MALFORMED';
  return stage === 'connecting' ? 'TARGET_UNREACHABLE' : 'TARGET_NO_ANSWER';
}

/** The code of a system error, also where several addresses of a host were tried. */
export function systemCodeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return String(error.code);
}

/** What was thrown, as an error. Errors of Node's own code are of another realm in places: `instanceof` misses them. */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error || types.isNativeError(thrown)) return thrown;
  return new Error(String(thrown));
}
