import { OperationError } from '../../model/errors';
import { evaluate, ExpressionError, parseExpression } from '../../model/expression/evaluate';
import type { JsonObject } from '../../model/json';

/** Whether an `expect` is true of a result; throws EXPRESSION_FAILED where it cannot be worked out. */
export function isTrue(expect: string, scope: JsonObject | undefined, result: JsonObject): boolean {
  try {
    return evaluate(parseExpression(expect), { ...scope, result }) === true;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new OperationError(
      'EXPRESSION_FAILED',
      `${expect}: ${error.message} in ${brief(result)}`,
    );
  }
}

/** A result in a message: one line, at most 300 characters. */
export function brief(result: JsonObject): string {
  const text = JSON.stringify(result);
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}
