import { closest } from '../closest';
import { ExpressionError, parseExpression, type ExprTree } from './evaluate';
import { pathOf } from './references';
import type { ScopeType } from './scope-type';

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

type Kind = ScopeType['kind'];

/** Functions and methods of the language, with how many arguments they take (the receiver not counted). */
const FUNCTIONS: Readonly<Record<string, readonly number[]>> = {
  size: [0, 1],
  contains: [1],
  startsWith: [1],
  endsWith: [1],
  matches: [1, 2],
  int: [1],
  uint: [1],
  double: [1],
  string: [1],
  bool: [1],
  bytes: [1],
  dyn: [1],
  type: [1],
  timestamp: [1],
  duration: [1],
  getFullYear: [0, 1],
  getMonth: [0, 1],
  getDate: [0, 1],
  getDayOfMonth: [0, 1],
  getDayOfWeek: [0, 1],
  getDayOfYear: [0, 1],
  getHours: [0, 1],
  getMinutes: [0, 1],
  getSeconds: [0, 1],
  getMilliseconds: [0, 1],
};
const MACROS = ['all', 'exists', 'exists_one', 'map', 'filter', 'has'];
const NUMERIC = new Set(['_-_', '_*_', '_/_', '_%_']);
const ORDER = new Set(['_<_', '_<=_', '_>_', '_>=_']);
const LOGIC = new Set(['_&&_', '_||_', '!_']);
const TYPE_NAMES = new Set([
  'int',
  'uint',
  'double',
  'string',
  'bool',
  'bytes',
  'list',
  'map',
  'null_type',
  'type',
]);

/**
 * Checks an expression against the names that are in scope, with the fields that the schemas give them.
 * Never throws, whatever the text.
 */
export function checkExpression(
  text: string,
  scope: Readonly<Record<string, ScopeType>>,
  wants: 'bool' | 'list' | 'any',
): readonly ExpressionProblem[] {
  let tree: ExprTree;
  try {
    tree = parseExpression(text).tree;
  } catch (error) {
    const offset = error instanceof ExpressionError ? (error.offset ?? 0) : 0;
    const message = error instanceof Error ? error.message : String(error);
    return [
      {
        code: 'EXPRESSION_SYNTAX',
        message: `'${shorten(text)}': ${message}`,
        fix: 'Write it in CEL: names, literals, operators and functions such as size(list).',
        offset,
      },
    ];
  }
  const found: ExpressionProblem[] = [];
  const kind = typeOf(tree, scope, { text, found }).kind;
  const wrong =
    (wants === 'bool' && kind !== 'bool' && kind !== 'any') ||
    (wants === 'list' && kind !== 'list' && kind !== 'any');
  if (wrong && found.length === 0) {
    found.push({
      code: 'EXPRESSION_TYPE',
      message: `'${shorten(text)}' gives ${article(kind)}, where ${article(wants)} is wanted`,
      fix: wants === 'bool' ? 'Compare it with something, such as `== true`.' : 'Give a list.',
      offset: 0,
    });
  }
  return found;
}

interface Context {
  readonly text: string;
  readonly found: ExpressionProblem[];
}

const ANY: ScopeType = { kind: 'any' };
const BOOL: ScopeType = { kind: 'bool' };

function typeOf(
  tree: ExprTree | undefined,
  scope: Readonly<Record<string, ScopeType>>,
  context: Context,
): ScopeType {
  if (tree === undefined) return ANY;
  const path = pathOf(tree);
  if (path !== undefined) {
    const isHas = tree.exprKind.case === 'selectExpr' && tree.exprKind.value.testOnly;
    const type = typeOfPath(path, scope, context);
    return isHas ? BOOL : type;
  }
  const kind = tree.exprKind;
  switch (kind.case) {
    case 'constExpr':
      return constantType(kind.value.constantKind.case);
    case 'listExpr':
      for (const element of kind.value.elements) typeOf(element, scope, context);
      return { kind: 'list', item: ANY };
    case 'structExpr':
      for (const entry of kind.value.entries) typeOf(entry.value, scope, context);
      return { kind: 'map', value: ANY };
    case 'selectExpr':
      return fieldType(typeOf(kind.value.operand, scope, context), kind.value.field, '', context);
    case 'comprehensionExpr': {
      const range = typeOf(kind.value.iterRange, scope, context);
      const item =
        range.kind === 'list'
          ? range.item
          : range.kind === 'any'
            ? ANY
            : { kind: 'string' as const };
      const accu = typeOf(kind.value.accuInit, scope, context);
      const inner = { ...scope, [kind.value.iterVar]: item, [kind.value.accuVar]: accu };
      typeOf(kind.value.loopStep, inner, context);
      return typeOf(kind.value.result, inner, context);
    }
    case 'callExpr':
      return callType(kind.value, scope, context);
    default:
      return ANY;
  }
}

function constantType(name: string | undefined): ScopeType {
  if (name === 'boolValue') return BOOL;
  if (name === 'stringValue') return { kind: 'string' };
  return name === 'int64Value' || name === 'uint64Value' || name === 'doubleValue'
    ? { kind: 'number' }
    : ANY;
}

interface Call {
  readonly function: string;
  readonly target?: ExprTree | undefined;
  readonly args: readonly ExprTree[];
}

function callType(
  call: Call,
  scope: Readonly<Record<string, ScopeType>>,
  context: Context,
): ScopeType {
  const target = call.target === undefined ? undefined : typeOf(call.target, scope, context);
  const types = call.args.map((arg) => typeOf(arg, scope, context));
  const kinds = types.map((type) => type.kind);
  const name = call.function;
  if (name === '_[_]') {
    const [operand] = types;
    return operand?.kind === 'list' ? operand.item : operand?.kind === 'map' ? operand.value : ANY;
  }
  if (name === '_?_:_') return types[1] ?? ANY;
  if (name === '@in' || name === '@not_strictly_false') return BOOL;
  if (LOGIC.has(name)) {
    for (const kind of kinds) if (kind !== 'bool' && kind !== 'any') mismatch(context, name, kinds);
    return BOOL;
  }
  if (name === '_==_' || name === '_!=_') {
    if (differ(kinds)) mismatch(context, name, kinds);
    return BOOL;
  }
  if (ORDER.has(name)) {
    if (differ(kinds)) mismatch(context, name, kinds);
    return BOOL;
  }
  if (NUMERIC.has(name) || name === '-_') {
    for (const kind of kinds)
      if (kind === 'string' || kind === 'bool' || kind === 'list') mismatch(context, name, kinds);
    return { kind: kinds.every((kind) => kind === 'number') ? 'number' : 'any' };
  }
  if (name === '_+_') {
    if (differ(kinds)) mismatch(context, name, kinds);
    return types.find((type) => type.kind !== 'any') ?? ANY;
  }
  return namedCall(name, target, types, context);
}

function namedCall(
  name: string,
  target: ScopeType | undefined,
  types: readonly ScopeType[],
  context: Context,
): ScopeType {
  const arity = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (arity === undefined) {
    const near = closest(name, [...Object.keys(FUNCTIONS), ...MACROS]);
    context.found.push({
      code: 'EXPRESSION_UNKNOWN_FUNCTION',
      message: `there is no function '${name}'`,
      fix:
        near === undefined
          ? 'Use a function of CEL, such as size, contains or matches.'
          : `Did you mean '${near}'?`,
      offset: Math.max(context.text.indexOf(`${name}`), 0),
    });
    return ANY;
  }
  const given = types.length;
  if (!arity.includes(given) || (target === undefined && given === 0)) {
    context.found.push({
      code: 'EXPRESSION_TYPE',
      message: `'${name}' takes ${arity.join(' or ')} arguments, not ${given}`,
      fix: 'Give it as many arguments as it takes.',
      offset: Math.max(context.text.indexOf(`${name}`), 0),
    });
  }
  if (['size', 'int', 'uint', 'double'].includes(name) || name.startsWith('get'))
    return { kind: 'number' };
  if (name === 'string') return { kind: 'string' };
  return ['contains', 'startsWith', 'endsWith', 'matches', 'bool'].includes(name) ? BOOL : ANY;
}

/** Whether two operands are surely of different kinds. */
function differ(kinds: readonly Kind[]): boolean {
  const [a, b] = kinds;
  return a !== undefined && b !== undefined && a !== 'any' && b !== 'any' && a !== b;
}

function mismatch(context: Context, operator: string, kinds: readonly Kind[]): void {
  const sign = operator.replaceAll('_', '');
  context.found.push({
    code: 'EXPRESSION_TYPE',
    message: `'${sign}' cannot be used between ${kinds.join(' and ')} in '${shorten(context.text)}'`,
    fix: 'Compare and compute with values of one kind; `string(x)` and `int(x)` convert.',
    offset: Math.max(context.text.indexOf(sign), 0),
  });
}

function typeOfPath(
  path: readonly string[],
  scope: Readonly<Record<string, ScopeType>>,
  context: Context,
): ScopeType {
  const [name = '', ...fields] = path;
  if (name.startsWith('@')) return scope[name] ?? ANY;
  const found = Object.hasOwn(scope, name) ? scope[name] : undefined;
  if (found === undefined) {
    if (TYPE_NAMES.has(name) && fields.length === 0) return ANY;
    unknownName(
      context,
      name,
      name,
      Object.keys(scope),
      `in scope are ${Object.keys(scope).join(', ')}`,
    );
    return ANY;
  }
  let type = found;
  let walked = name;
  for (const field of fields) {
    type = fieldType(type, field, walked, context);
    walked = `${walked}.${field}`;
  }
  return type;
}

function fieldType(type: ScopeType, field: string, walked: string, context: Context): ScopeType {
  if (type.kind === 'any') return ANY;
  if (type.kind === 'map') return type.value;
  if (type.kind === 'object') {
    const found = Object.hasOwn(type.fields, field) ? type.fields[field] : undefined;
    if (found !== undefined) return found;
    const known = Object.keys(type.fields);
    unknownName(
      context,
      `${walked}.${field}`,
      field,
      known,
      known.length === 0
        ? `'${walked}' has none`
        : `'${walked}' has ${known.slice(0, 12).join(', ')}`,
    );
    return ANY;
  }
  context.found.push({
    code: 'EXPRESSION_TYPE',
    message: `'${walked}' is ${article(type.kind)} and has no field '${field}'`,
    fix: `Use '${walked}' itself.`,
    offset: Math.max(context.text.indexOf(`.${field}`) + 1, 0),
  });
  return ANY;
}

function unknownName(
  context: Context,
  whole: string,
  word: string,
  known: readonly string[],
  listing: string,
): void {
  const near = closest(word, known);
  context.found.push({
    code: 'EXPRESSION_UNKNOWN_NAME',
    message: `'${whole}' is not known here: ${listing}`,
    fix: near === undefined ? 'Name something that is in scope here.' : `Did you mean '${near}'?`,
    offset: Math.max(context.text.indexOf(word), 0),
  });
}

function article(kind: string): string {
  return kind === 'any' || kind === 'object' ? `an ${kind}` : `a ${kind}`;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
