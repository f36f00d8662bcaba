import { closest } from '../closest';
import { mismatch, typeOfCall, unknownMessage } from './check-calls';
import { article, shorten, type CheckContext, type ExpressionProblem } from './expression-problem';
import { TYPE_NAMES } from './functions';
import { ExpressionError, parseExpression, type ExprTree } from './evaluate';
import { pathOf } from './references';
import type { ScopeType } from './scope-type';

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
        fix: text.includes('${{')
          ? 'Write the bare expression here, without `${{` and `}}`.'
          : 'Write it in CEL: names, literals, operators and functions such as size(list).',
        offset,
      },
    ];
  }
  const found: ExpressionProblem[] = [];
  const { kind } = typeOf(tree, scope, { text, found });
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

const ANY: ScopeType = { kind: 'any' };
const BOOL: ScopeType = { kind: 'bool' };

function typeOf(
  tree: ExprTree | undefined,
  scope: Readonly<Record<string, ScopeType>>,
  context: CheckContext,
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
      return {
        kind: 'list',
        item: sameType(kind.value.elements.map((element) => typeOf(element, scope, context))),
      };
    case 'structExpr':
      if (kind.value.messageName !== '') unknownMessage(kind.value.messageName, context);
      for (const entry of kind.value.entries) {
        if (entry.keyKind.case === 'mapKey') typeOf(entry.keyKind.value, scope, context);
        typeOf(entry.value, scope, context);
      }
      return { kind: 'map', value: ANY };
    case 'selectExpr': {
      const operand = typeOf(kind.value.operand, scope, context);
      const type = fieldType(operand, kind.value.field, '', context);
      return kind.value.testOnly ? BOOL : type;
    }
    case 'comprehensionExpr': {
      const range = typeOf(kind.value.iterRange, scope, context);
      if (!['list', 'map', 'object', 'any'].includes(range.kind))
        mismatch(context, 'a loop', [range.kind]);
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
    case 'callExpr': {
      const { function: name, target, args } = kind.value;
      const receiver = target === undefined ? undefined : typeOf(target, scope, context);
      const types = args.map((arg) => typeOf(arg, scope, context));
      return typeOfCall(name, receiver, types, context);
    }
    default:
      return ANY;
  }
}

/** The type that all have; anything where they differ or are none. */
function sameType(types: readonly ScopeType[]): ScopeType {
  const [first] = types;
  const simple = first?.kind === 'string' || first?.kind === 'number' || first?.kind === 'bool';
  return simple && types.every((type) => type.kind === first.kind) ? first : ANY;
}

function constantType(name: string | undefined): ScopeType {
  if (name === 'boolValue') return BOOL;
  if (name === 'stringValue') return { kind: 'string' };
  return name === 'int64Value' || name === 'doubleValue' ? { kind: 'number' } : ANY;
}

function typeOfPath(
  path: readonly string[],
  scope: Readonly<Record<string, ScopeType>>,
  context: CheckContext,
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

function fieldType(
  type: ScopeType,
  field: string,
  walked: string,
  context: CheckContext,
): ScopeType {
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
  context: CheckContext,
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
