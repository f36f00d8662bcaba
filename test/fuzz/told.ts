import { NOW, type TextAnswer } from './answered-ports';

/*
 * What an answer says, judged without any of the code under test: strictly, and only by members of its own.
 * `undefined` and NaN stand for all that is not well formed.
 */

/** The JSON of a text. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A member of a member of a value. */
export function told(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((at, key) => {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    return (at as Record<string | number, unknown>)[key];
  }, value);
}

/** A finite number. */
export function numberTold(value: unknown, ...path: readonly (string | number)[]): number {
  const found = told(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : NaN;
}

/** A finite number written as text, as Prometheus and NUT write it. */
export function decimal(value: unknown): number {
  const isOne = typeof value === 'string' && /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value);
  const number = isOne ? Number(value) : NaN;
  return Number.isFinite(number) ? number : NaN;
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/** Age of a sample, ms, by the clock of the device that took it, where that says what it takes for now. */
export function ageMs(time: unknown, { headers = {} }: TextAnswer): number {
  if (typeof time !== 'string' || !ISO.test(time)) return NaN;
  const date = headers['date'] ?? '';
  const off = HTTP_DATE.test(date) && headers['age'] === undefined ? NOW - Date.parse(date) : 0;
  return NOW - (Date.parse(time) + (Math.abs(off) < 2000 ? 0 : off));
}

/** Whether a sample is no older than asked for, nor out of the future. */
export function isFresh(age: number, maxAgeMs: number): boolean {
  return age >= -5000 && age <= maxAgeMs;
}
