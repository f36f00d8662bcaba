import fc from 'fast-check';
import { checkExpression } from './check';
import { evaluate, ExpressionError, parseExpression } from './evaluate';
import { needsRun, referencesOf, RUN_NAMES } from './references';
import { FEED_TYPE, RUN_TYPE, SERVER_TYPE } from './scope-type';
import { resolveTemplates } from './template';

const value = (text: string, scope = {}) => evaluate(parseExpression(text), scope);

describe('an expression', () => {
  it.each([
    ['x + 1', { x: 4 }, 5],
    ['x + 1', { x: 1.5 }, 2.5],
    ['1 + x', { x: 1.5 }, 2.5],
    ['x * 0.5', { x: 3 }, 1.5],
    ['x / 2', { x: 5 }, 2],
    ['x / 2', { x: 5.5 }, 2.75],
    ['x % 2', { x: 5.5 }, 1.5],
    ['x % 2', { x: 5 }, 1],
    ['x % 1.5', { x: 4.5 }, 0],
    ['a.load <= b.usable', { a: { load: 3.5 }, b: { usable: 4 } }, true],
    ['size(list) > n', { list: [1, 2], n: 1 }, true],
    ["'OL' in status && !('OVER' in status)", { status: ['OL'] }, true],
    ['list.map(x, x * 2)', { list: [1, 2] }, [2, 4]],
    ['{"a": x}', { x: 1 }, { a: 1 }],
    ['x', { x: { y: [1, null, 'z'] } }, { y: [1, null, 'z'] }],
  ])('computes %s', (text, scope, result) => {
    expect(value(text, scope)).toEqual(result);
  });

  it.each(['x.missing', 'nosuch(1)', '1 / 0', '"a" + 1', '9007199254740991 * 9007199254740991'])(
    'throws an ExpressionError for %s',
    (text) => {
      expect(() => value(text, { x: {} })).toThrow(ExpressionError);
    },
  );

  it('never hangs on a pattern made to backtrack', () => {
    expect(value('text.matches("(a+)+$")', { text: `${'a'.repeat(28)}!` })).toBe(false);
  });

  it('says what it reads, without its own loop variables', () => {
    const expr = parseExpression('steps.a.output.list.exists(i, i == inputs["site"])');

    expect(referencesOf(expr).map(({ path }) => path.join('.'))).toEqual([
      'steps.a.output.list',
      'inputs.site',
    ]);
    expect(needsRun(expr)).toBe(true);
  });
});

describe('a template', () => {
  it('keeps its type where it stands alone, and is text inside text', () => {
    const filled = resolveTemplates(
      { a: '${{ n }}', b: 'n=${{ n }}!', c: ['${{ list }}'] },
      { n: 3, list: [1] },
    );

    expect(filled).toEqual({ a: 3, b: 'n=3!', c: [[1]] });
  });

  it('leaves what only the run knows, when asked to', () => {
    const filled = resolveTemplates(
      '${{ site.id }} ${{ run.summary }}',
      { site: { id: 's' } },
      { keep: RUN_NAMES },
    );

    expect(filled).toBe('s ${{ run.summary }}');
  });

  it('may hold braces and quotes', () => {
    expect(resolveTemplates('${{ {"a": {"b": "}}"}}.a.b }}', {})).toBe('}}');
  });
});

describe('the checker', () => {
  const scope = { server: SERVER_TYPE, feed: FEED_TYPE, run: RUN_TYPE };

  it.each([
    ["server.role == 'db'", 'bool', []],
    ["server.role in ['a', 'b'] && feed.usableKw > 3", 'bool', []],
    ['run.notYetEnabled.filter(s, s != "x")', 'list', []],
    ['server.rol == "db"', 'bool', ["Did you mean 'role'?"]],
    ['sever.role == "db"', 'bool', ["Did you mean 'server'?"]],
    ['server.role.startWith("a")', 'bool', ["Did you mean 'startsWith'?"]],
  ] as const)('finds in %s what is to be found', (text, wants, fixes) => {
    expect(checkExpression(text, scope, wants).map((problem) => problem.fix)).toEqual(fixes);
  });

  it.each([
    ['server.watts == "many"', 'EXPRESSION_TYPE'],
    ['server.watts', 'EXPRESSION_TYPE'],
    ['server.role && true', 'EXPRESSION_TYPE'],
    ['server.role + 1 == 2', 'EXPRESSION_TYPE'],
    ['server.role ==', 'EXPRESSION_SYNTAX'],
    ['', 'EXPRESSION_SYNTAX'],
  ])('says why %s is no condition', (text, code) => {
    expect(checkExpression(text, scope, 'bool')[0]?.code).toBe(code);
  });

  it('never crashes, whatever the text', () => {
    const words = fc.constantFrom(
      'server',
      '.role',
      '(',
      ')',
      '[',
      ']',
      '&&',
      '==',
      "'x'",
      '1',
      '!',
      '-',
      '?',
      ':',
      'has(',
      '{',
      '}',
      ',',
      '.map(i,',
      'in',
      ' ',
      '\\',
      '"',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.array(words, { maxLength: 40 }).map((list) => list.join('')),
    );

    fc.assert(
      fc.property(
        texts,
        fc.constantFrom('bool' as const, 'list' as const, 'any' as const),
        (text, wants) => {
          expect(Array.isArray(checkExpression(text, scope, wants))).toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it.each([
    '('.repeat(5000),
    '!'.repeat(5000),
    '-'.repeat(3999),
    `${'['.repeat(900)}1`,
    'a'.repeat(5000),
    'a?'.repeat(1500),
    'a.'.repeat(1900),
    '1+'.repeat(1900),
  ])('survives a text made to be deep', (text) => {
    expect(checkExpression(text, scope, 'any').length).toBeGreaterThan(0);
  });
});
