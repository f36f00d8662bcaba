/** What is wrong with an expression; `offset` counts from its start. */
export interface ExpressionProblem {
  readonly code:
    | 'EXPRESSION_SYNTAX'
    | 'EXPRESSION_UNKNOWN_NAME'
    | 'EXPRESSION_UNKNOWN_FUNCTION'
    | 'EXPRESSION_TYPE';
  readonly message: string;
  readonly fix: string;
  readonly offset: number;
}

/** What a check of one expression carries: its text, and what was found so far. */
export interface CheckContext {
  readonly text: string;
  readonly found: ExpressionProblem[];
}

export function article(kind: string): string {
  return kind === 'any' || kind === 'object' ? `an ${kind}` : `a ${kind}`;
}

export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
