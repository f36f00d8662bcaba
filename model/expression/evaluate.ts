import {
  celEnv,
  celFunc,
  CelScalar,
  isCelError,
  isCelList,
  isCelMap,
  isCelUint,
  parse,
  plan,
  type CelInput,
} from '@bufbuild/cel';
import type { Json, JsonObject } from '../json';

/** An expression that could not be read or worked out; `offset` counts UTF-16 code units from its start. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  constructor(
    message: string,
    readonly offset?: number,
  ) {
    super(message);
  }
}

/** Syntax tree of an expression, as the CEL library gives it. */
export type ExprTree = ReturnType<typeof parse>['expr'];

/** An expression that was read. */
export interface Expr {
  readonly text: string;
  readonly tree: ExprTree;
  /** Planned on first use: checking alone never pays for it. */
  run: ((scope: Record<string, CelInput>) => unknown) | undefined;
}

/** Longest expression, in characters; with the cap on nesting it bounds what one activation can spend. */
const MOST_CHARACTERS = 4000;
const MOST_NESTING = 60;
const MOST_CACHED = 5000;

/**
 * Whole JSON numbers are CEL ints and others doubles, so arithmetic between the two, an error in CEL, must
 * work: here it gives a double. `/` between ints stays whole, as CEL says.
 */
const MIXED = ['_+_', '_-_', '_*_', '_/_', '_%_'].flatMap((name) => {
  const apply = (a: number, b: number): number => {
    if (name === '_+_') return a + b;
    if (name === '_-_') return a - b;
    if (name === '_%_') return a % b;
    return name === '_*_' ? a * b : a / b;
  };
  return [
    celFunc(name, [CelScalar.DOUBLE, CelScalar.INT], CelScalar.DOUBLE, (a, b) =>
      apply(a, Number(b)),
    ),
    celFunc(name, [CelScalar.INT, CelScalar.DOUBLE], CelScalar.DOUBLE, (a, b) =>
      apply(Number(a), b),
    ),
  ];
});

/** CEL has no remainder of two doubles either. */
const REMAINDER = celFunc(
  '_%_',
  [CelScalar.DOUBLE, CelScalar.DOUBLE],
  CelScalar.DOUBLE,
  (a, b) => a % b,
);

const ENV = celEnv({ funcs: [...MIXED, REMAINDER] });
const read = new Map<string, Expr>();

/** Reads a CEL text; throws ExpressionError with the place of what is wrong. Kept, since plans repeat texts. */
export function parseExpression(text: string): Expr {
  const found = read.get(text);
  if (found !== undefined) return found;
  if (text.length > MOST_CHARACTERS) {
    throw new ExpressionError(`it has ${text.length} characters, more than ${MOST_CHARACTERS}`);
  }
  if (nesting(text) > MOST_NESTING) throw new ExpressionError('it is nested too deeply');
  const expr: Expr = { text, tree: treeOf(text), run: undefined };
  if (read.size >= MOST_CACHED) read.clear();
  read.set(text, expr);
  return expr;
}

function treeOf(text: string): ExprTree {
  try {
    return parse(text).expr;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = /<input>:(\d+):(\d+): (.*)/s.exec(message);
    if (place === null) throw new ExpressionError(message);
    throw new ExpressionError(
      place[3] ?? message,
      offsetOf(text, Number(place[1]), Number(place[2])),
    );
  }
}

function offsetOf(text: string, line: number, column: number): number {
  const before = text.split('\n').slice(0, line - 1);
  return before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
}

function nesting(text: string): number {
  let depth = 0;
  let most = 0;
  for (const char of text) {
    if (char === '(' || char === '[' || char === '{' || char === '!' || char === '-') {
      depth += 1;
      most = Math.max(most, depth);
    } else if (char === ')' || char === ']' || char === '}') depth -= 1;
    else if (char !== ' ') depth = char === '?' ? depth + 1 : depth;
  }
  return most;
}

/** Value of an expression in a scope; throws ExpressionError where CEL finds none, or JSON has no word for it. */
export function evaluate(expr: Expr, scope: JsonObject): Json {
  let value: unknown;
  try {
    expr.run ??= plan(ENV, expr.tree);
    value = expr.run(bindings(scope));
  } catch (error) {
    throw new ExpressionError(error instanceof Error ? error.message : String(error));
  }
  return jsonOf(value);
}

function bindings(scope: JsonObject): Record<string, CelInput> {
  const bound: Record<string, CelInput> = {};
  for (const [name, value] of Object.entries(scope)) bound[name] = celOf(value);
  return bound;
}

function celOf(value: Json): CelInput {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(celOf);
  return new Map(Object.entries(value).map(([key, member]) => [key, celOf(member)]));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function jsonOf(value: unknown): Json {
  if (isCelError(value)) throw new ExpressionError(value.message);
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'bigint') return numberOf(Number(value));
  if (typeof value === 'number') return numberOf(value);
  if (isCelUint(value)) return numberOf(Number(value.value));
  if (isCelList(value)) return Array.from(value, jsonOf);
  if (isCelMap(value)) {
    // Made of entries, so that a member called `__proto__` stays a member.
    return Object.fromEntries(
      Array.from(value, ([key, member]) => [
        typeof key === 'string' ? key : JSON.stringify(jsonOf(key)),
        jsonOf(member),
      ]),
    );
  }
  throw new ExpressionError('it gives a value that JSON has no word for');
}

function numberOf(value: number): number {
  if (Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  throw new ExpressionError(`it gives ${value}, which is no number that can be kept`);
}
