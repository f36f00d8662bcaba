import type { ScopeType } from './scope-type';

type Kind = ScopeType['kind'];

/** A function of the language: how many arguments it takes in each form, of which kinds, and what it gives. */
export interface CelFunction {
  /** `size(x)`. */
  readonly call?: readonly number[];
  /** `x.size()`, the receiver not counted. */
  readonly method?: readonly number[];
  /** What its first operand, the receiver of a method, may be; left out, anything. */
  readonly of?: readonly Kind[];
  /** What the arguments of a method may be. */
  readonly with?: readonly Kind[];
  readonly gives: Kind;
}

const TEXT: CelFunction = { method: [1], of: ['string'], with: ['string'], gives: 'bool' };
const PART_OF_TIME: CelFunction = { method: [0, 1], of: [], with: ['string'], gives: 'number' };

export const FUNCTIONS: Readonly<Record<string, CelFunction>> = {
  size: { call: [1], method: [0], of: ['string', 'list', 'map', 'object'], gives: 'number' },
  contains: TEXT,
  startsWith: TEXT,
  endsWith: TEXT,
  matches: TEXT,
  int: { call: [1], of: ['number', 'string'], gives: 'number' },
  uint: { call: [1], of: ['number', 'string'], gives: 'any' },
  double: { call: [1], of: ['number', 'string'], gives: 'number' },
  string: { call: [1], of: ['number', 'string', 'bool'], gives: 'string' },
  bool: { call: [1], of: ['bool', 'string'], gives: 'bool' },
  bytes: { call: [1], of: ['string'], gives: 'any' },
  dyn: { call: [1], gives: 'any' },
  type: { call: [1], gives: 'any' },
  timestamp: { call: [1], of: ['string', 'number'], gives: 'any' },
  duration: { call: [1], of: ['string'], gives: 'any' },
  getFullYear: PART_OF_TIME,
  getMonth: PART_OF_TIME,
  getDate: PART_OF_TIME,
  getDayOfMonth: PART_OF_TIME,
  getDayOfWeek: PART_OF_TIME,
  getDayOfYear: PART_OF_TIME,
  getHours: PART_OF_TIME,
  getMinutes: PART_OF_TIME,
  getSeconds: PART_OF_TIME,
  getMilliseconds: PART_OF_TIME,
};
export const MACROS = ['all', 'exists', 'exists_one', 'map', 'filter', 'has'];

/** Operators: kinds they take, and what they give; `same` where both sides must be of one kind. */
export const OPERATORS: Readonly<
  Record<string, { readonly of?: readonly Kind[]; readonly same?: true; readonly gives?: Kind }>
> = {
  '_&&_': { of: ['bool'], gives: 'bool' },
  '_||_': { of: ['bool'], gives: 'bool' },
  '!_': { of: ['bool'], gives: 'bool' },
  '_==_': { same: true, gives: 'bool' },
  '_!=_': { same: true, gives: 'bool' },
  '_<_': { of: ['number', 'string', 'bool'], same: true, gives: 'bool' },
  '_<=_': { of: ['number', 'string', 'bool'], same: true, gives: 'bool' },
  '_>_': { of: ['number', 'string', 'bool'], same: true, gives: 'bool' },
  '_>=_': { of: ['number', 'string', 'bool'], same: true, gives: 'bool' },
  '_+_': { of: ['number', 'string', 'list'], same: true },
  '_-_': { of: ['number'] },
  '_*_': { of: ['number'] },
  '_/_': { of: ['number'] },
  '_%_': { of: ['number'] },
  '-_': { of: ['number'] },
};
export const TYPE_NAMES = new Set([
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
