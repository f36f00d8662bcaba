import type { Problem } from './types';

/** A refusal, or a fault, that the API told of. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/** The problem that an answer tells of; one made from its status where it tells of none. */
export function asProblem(body: unknown, status: number): Problem {
  if (isProblem(body)) return body;
  return {
    type: 'about:blank',
    title: `HTTP ${status}`,
    status,
    detail: '',
    code: `HTTP_${status}`,
    fix: '',
  };
}

/** What went wrong, as a problem: no answer at all has status 0. */
export function problemOf(error: unknown): Problem {
  return error instanceof ProblemError ? error.problem : asProblem(undefined, 0);
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  return 'code' in body && typeof body.code === 'string' && 'detail' in body;
}
