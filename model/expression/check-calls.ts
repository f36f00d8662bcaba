import { closest } from '../closest';
import { shorten, type CheckContext } from './expression-problem';
import { FUNCTIONS, MACROS, OPERATORS, type CelFunction } from './functions';
import type { ScopeType } from './scope-type';

type Kind = ScopeType['kind'];

const ANY: ScopeType = { kind: 'any' };
const BOOL: ScopeType = { kind: 'bool' };

/** Type of what an operator or function gives; found where its operands are not of the kinds it takes. */
export function typeOfCall(
  name: string,
  target: ScopeType | undefined,
  types: readonly ScopeType[],
  context: CheckContext,
): ScopeType {
  const kinds = types.map((type) => type.kind);
  if (name === '_[_]') {
    const [operand] = types;
    if (operand?.kind === 'list') {
      oneOf(context, name, kinds.slice(1), ['number']);
      return operand.item;
    }
    oneOf(context, name, kinds.slice(0, 1), ['map', 'object']);
    oneOf(context, name, kinds.slice(1), ['string']);
    return operand?.kind === 'map' ? operand.value : ANY;
  }
  if (name === '_?_:_') {
    oneOf(context, name, kinds.slice(0, 1), ['bool']);
    return kinds[1] === kinds[2] ? (types[1] ?? ANY) : ANY;
  }
  if (name === '@in') {
    oneOf(context, 'in', kinds.slice(1), ['list', 'map', 'object']);
    // The keys of every map there is are texts.
    if (kinds[1] === 'map' || kinds[1] === 'object')
      oneOf(context, 'in', kinds.slice(0, 1), ['string']);
    return BOOL;
  }
  if (name === '@not_strictly_false') return BOOL;
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (operator === undefined) return namedCall(name, target, types, context);
  const good = operator.of === undefined || oneOf(context, name, kinds, operator.of);
  if (good && operator.same === true && differ(kinds)) mismatch(context, name, kinds);
  if (operator.gives === 'bool') return BOOL;
  if (operator.same === true) return types.find((type) => type.kind !== 'any') ?? ANY;
  return { kind: kinds.every((kind) => kind === 'number') ? 'number' : 'any' };
}

/** Whether every operand is, or may be, of one of the kinds that are taken. */
function oneOf(
  context: CheckContext,
  name: string,
  kinds: readonly Kind[],
  taken: readonly Kind[],
): boolean {
  if (kinds.every((kind) => kind === 'any' || taken.includes(kind))) return true;
  mismatch(context, name, kinds);
  return false;
}

function namedCall(
  name: string,
  target: ScopeType | undefined,
  types: readonly ScopeType[],
  context: CheckContext,
): ScopeType {
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (known === undefined) {
    unknownFunction(name, context);
    return ANY;
  }
  const arity = (target === undefined ? known.call : known.method) ?? [];
  if (!arity.includes(types.length)) {
    context.found.push({
      code: 'EXPRESSION_TYPE',
      message: `'${name}' cannot be called with ${types.length} arguments here; it is ${formsOf(name, known)}`,
      fix: `Write ${formsOf(name, known)}.`,
      offset: Math.max(context.text.indexOf(name), 0),
    });
    return ANY;
  }
  const operands = (target === undefined ? types : [target]).map((type) => type.kind);
  if (known.of !== undefined) oneOf(context, name, operands, known.of);
  if (target !== undefined && known.with !== undefined)
    oneOf(
      context,
      name,
      types.map((type) => type.kind),
      known.with,
    );
  const { gives } = known;
  return gives === 'number' || gives === 'string' || gives === 'bool' ? { kind: gives } : ANY;
}

function formsOf(name: string, known: CelFunction): string {
  const list = (count: number): string => Array.from('xyz').slice(0, count).join(', ');
  return [
    ...(known.call ?? []).map((count) => `${name}(${list(count)})`),
    ...(known.method ?? []).map((count) => `value.${name}(${list(count)})`),
  ].join(' or ');
}

function unknownFunction(name: string, context: CheckContext): void {
  const isMacro = MACROS.includes(name);
  const near = closest(name, [...Object.keys(FUNCTIONS), ...MACROS]);
  context.found.push({
    code: 'EXPRESSION_UNKNOWN_FUNCTION',
    message: isMacro ? `'${name}' is not called so` : `there is no function '${name}'`,
    fix: isMacro
      ? 'Write list.map(x, ...), list.filter(x, ...), list.all(x, ...), list.exists(x, ...) or has(a.b).'
      : near === undefined
        ? 'Use a function of CEL, such as size, contains or matches.'
        : `Did you mean '${near}'?`,
    offset: Math.max(context.text.indexOf(name), 0),
  });
}

/** Found: a message type, such as `Foo{a: 1}`; there are none. */
export function unknownMessage(name: string, context: CheckContext): void {
  context.found.push({
    code: 'EXPRESSION_UNKNOWN_NAME',
    message: `'${name}' is no type that can be made here`,
    fix: `Write a map: {"key": value}.`,
    offset: Math.max(context.text.indexOf(name), 0),
  });
}

/** Whether two operands are surely of different kinds. */
function differ(kinds: readonly Kind[]): boolean {
  const [a, b] = kinds;
  return a !== undefined && b !== undefined && a !== 'any' && b !== 'any' && a !== b;
}

/** Found: an operator or function stands between kinds of values that it does not take. */
export function mismatch(context: CheckContext, operator: string, kinds: readonly Kind[]): void {
  const sign = operator.replaceAll(/_(?![a-z])/g, '');
  context.found.push({
    code: 'EXPRESSION_TYPE',
    message: `'${sign}' cannot be used with ${kinds.join(' and ')} in '${shorten(context.text)}'`,
    fix: 'Compare and compute with values of one kind; `string(x)` and `int(x)` convert.',
    offset: Math.max(context.text.indexOf(sign), 0),
  });
}
