import { ERRORS } from '../errors';
import type { AUTHORING_ERRORS } from '../errors/authoring';
import type { Problem } from '../problem';
import type { Place } from './loaded-file';

/** A problem before the name of its file is known; without its own fix, the catalogue's stands. */
export interface RawProblem {
  readonly code: keyof typeof AUTHORING_ERRORS;
  readonly message: string;
  readonly place: Place;
  readonly fix?: string;
  readonly severity?: Problem['severity'];
}

export function problemOf(file: string, raw: RawProblem): Problem {
  return {
    code: raw.code,
    severity: raw.severity ?? 'error',
    file,
    line: raw.place.line,
    column: raw.place.column,
    message: raw.message,
    fix: raw.fix ?? ERRORS[raw.code].fix,
  };
}
