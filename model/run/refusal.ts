import type { ErrorCode } from '../errors';

/** Why a statement is refused: a code of the catalogue and a message with the offending value. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
}
