import type { Json, JsonObject } from '../json';
import { evaluate, parseExpression } from './evaluate';
import { resolveTemplates } from './template';

/** As it comes from outside: its members called `__proto__` are members, which no literal can write. */
function outside(text: string): JsonObject {
  return JSON.parse(text) as JsonObject;
}

const RESULT = outside(
  '{"result":{"__proto__":{"safe":true,"argv":["x"]},"load":3,"deep":{"__proto__":null,"a":1}}}',
);

describe('a member called __proto__ of an outside answer', () => {
  it.each<[string, (text: string) => Json]>([
    ['an expression', (text) => evaluate(parseExpression(text), RESULT)],
    ['a template', (text) => resolveTemplates(`\${{ ${text} }}`, RESULT)],
  ])('stays a member like any other in the value of %s', (_what, give) => {
    const value = give('result') as JsonObject;

    expect(JSON.stringify(value)).toBe(JSON.stringify(RESULT['result']));
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.getPrototypeOf(value['deep'])).toBe(Object.prototype);
    expect(value['safe']).toBeUndefined();
    expect(value['argv']).toBeUndefined();
    expect(Reflect.get({}, 'safe')).toBeUndefined();
  });

  it('stays one in a value with templates in it', () => {
    const given = outside('{"__proto__":{"argv":["${{ n }}"]},"deep":[{"__proto__":null}]}');

    const value = resolveTemplates(given, { n: 'x' }) as JsonObject;

    expect(JSON.stringify(value)).toBe('{"__proto__":{"argv":["x"]},"deep":[{"__proto__":null}]}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(value['argv']).toBeUndefined();
  });

  it.each(['result.safe', "'safe' in result && result.safe", 'has(result.safe)'])(
    'makes nothing true of the answer: %s',
    (text) => {
      let value: unknown;
      try {
        value = evaluate(parseExpression(text), RESULT);
      } catch {
        value = 'no value';
      }
      expect([false, 'no value']).toContain(value);
    },
  );

  it.each([
    ['result.load', 3],
    ["'load' in result", true],
    ['result.deep.a', 1],
    ['result["__proto__"].safe', true],
    ['size(result)', 3],
  ])('hides nothing: %s', (text, expected) => {
    expect(evaluate(parseExpression(text), RESULT)).toBe(expected);
  });
});
