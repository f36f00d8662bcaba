import fc from 'fast-check';
import { checkExpression } from './check';
import { evaluate, parseExpression } from './evaluate';
import { referencesOf } from './references';
import { FEED_TYPE, RUN_TYPE, SERVER_TYPE } from './scope-type';

const TYPES = { server: SERVER_TYPE, feed: FEED_TYPE, run: RUN_TYPE };
const number = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(0.5, 2.5, 1e6));
const text = fc.constantFrom('', 'a', 'db', '7', 'true');
const SCOPE = fc.record({
  server: fc.record({
    id: text,
    site: text,
    rack: text,
    hall: text,
    zone: text,
    role: text,
    watts: number,
    serial: text,
    uuid: text,
    bmc: text,
    ready: text,
    feeds: fc.array(text, { minLength: 1, maxLength: 3 }),
    labels: fc.constant({ x: 'y' }),
  }),
  feed: fc.record({
    id: text,
    title: text,
    site: text,
    pdu: text,
    ups: text,
    source: text,
    usableKw: number,
    section: text,
  }),
  run: fc.record({
    id: text,
    mode: text,
    startedAt: text,
    summary: text,
    notYetEnabled: fc.array(text),
  }),
});

/** Texts of random syntax trees: of every kind of value, operator, function and macro, right and wrong. */
const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie('expression');
  return {
    expression: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(
        'server.role',
        'server.watts',
        'server.feeds',
        'server.labels',
        'server.labels.x',
        'feed.usableKw',
        'run.notYetEnabled',
        'server',
        '1',
        '2.5',
        '"a"',
        "'7'",
        'true',
        'false',
        '[1, 2]',
        "['a']",
        '{"k": 1}',
      ),
      fc.constantFrom('nosuch', 'server.nosuch', 'feed.id.x', 'x'),
      fc
        .tuple(
          inner,
          fc.constantFrom(
            '+',
            '-',
            '*',
            '/',
            '%',
            '==',
            '!=',
            '<',
            '<=',
            '>',
            '>=',
            '&&',
            '||',
            'in',
          ),
          inner,
        )
        .map(([a, sign, b]) => `(${a} ${sign} ${b})`),
      fc.tuple(fc.constantFrom('!', '-'), inner).map(([sign, a]) => `${sign}(${a})`),
      fc.tuple(inner, inner).map(([a, b]) => `(${a} ? ${b} : ${b})`),
      fc.tuple(inner, inner).map(([a, b]) => `${a}[${b}]`),
      fc
        .tuple(
          fc.constantFrom('size', 'string', 'int', 'double', 'bool', 'matches', 'nosuch'),
          inner,
        )
        .map(([name, a]) => `${name}(${a})`),
      fc
        .tuple(inner, fc.constantFrom('contains', 'startsWith', 'endsWith', 'matches'), inner)
        .map(([a, name, b]) => `(${a}).${name}(${b})`),
      inner.map((a) => `(${a}).size()`),
      fc
        .tuple(inner, fc.constantFrom('all', 'exists', 'exists_one', 'filter', 'map'), inner)
        .map(([a, name, b]) => `(${a}).${name}(x, ${b})`),
    ),
  };
});

/** Errors that say the checker let something pass; the others hang on values, such as `int("db")` or `1 / 0`. */
const MISSED = /no matching overload|unresolved|unbound|unknown type|type mismatch|iterable/;

/** Values of which the checker knows nothing: what it says of them proves nothing. */
const UNKNOWABLE = /\{|map\(|filter\(|\]\[|\)\[|labels\[|server\[|!\(server\)/;

describe('the checker', () => {
  it('never crashes on a syntax tree, and finds every one of its names', () => {
    fc.assert(
      fc.property(
        expression,
        fc.constantFrom('bool' as const, 'list' as const, 'any' as const),
        (text, wants) => {
          const problems = checkExpression(text, TYPES, wants);

          for (const { offset, message, fix } of problems) {
            expect(offset).toBeGreaterThanOrEqual(0);
            expect(offset).toBeLessThanOrEqual(text.length);
            expect(message !== '' && fix !== '').toBe(true);
          }
          const stray = referencesOf(parseExpression(text)).some(
            ({ path }) => !Object.hasOwn(TYPES, path[0] ?? ''),
          );
          expect(stray && problems.length === 0).toBe(false);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('lets nothing pass that then meets a name or kind of value it does not know', () => {
    let passed = 0;
    fc.assert(
      fc.property(expression, SCOPE, (text, scope) => {
        fc.pre(!UNKNOWABLE.test(text) && checkExpression(text, TYPES, 'any').length === 0);
        passed += 1;
        let message = '';
        try {
          evaluate(parseExpression(text), scope);
        } catch (error) {
          message = error instanceof Error ? error.message : String(error);
        }

        expect(message).not.toMatch(MISSED);
      }),
      { numRuns: 1500, maxSkipsPerRun: 400 },
    );
    expect(passed).toBeGreaterThan(1000);
  });
});
