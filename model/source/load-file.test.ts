import fc from 'fast-check';
import { DRILL, INVENTORY, ROSTER, runbookOf } from '../../test/support/scenario-texts';
import { loadAny } from './load-file';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const problemsOf = (text: string | Uint8Array) =>
  loadAny('f.yaml', typeof text === 'string' ? bytesOf(text) : text).problems;
const codesOf = (text: string | Uint8Array) => problemsOf(text).map((problem) => problem.code);
const RUNBOOK = runbookOf('- { id: w, kind: wait, for: 1s }');

describe('bad input gets a clear error', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['UTF-16', Buffer.from(`\ufeff${RUNBOOK}`, 'utf16le'), 'FILE_ENCODING'],
    ['UTF-16 without a mark', Buffer.from(RUNBOOK, 'utf16le'), 'FILE_ENCODING'],
    ['Latin-1', Buffer.from('kind: Runb\u00f6\u00f6k', 'latin1'), 'FILE_ENCODING'],
    ['NUL', 'kind: Run\u0000book', 'FILE_ENCODING'],
    ['nothing', '', 'FILE_EMPTY'],
    ['white space', ' \n\n', 'FILE_EMPTY'],
    ['only comments', '# a\n# b\n', 'FILE_EMPTY'],
    ['an empty document', '---\n', 'FILE_EMPTY'],
    ['several documents', `${RUNBOOK}---\n${RUNBOOK}`, 'YAML_SEVERAL_DOCUMENTS'],
    ['an anchor on a map', 'a: &x { b: 1 }\n', 'YAML_ALIASES'],
    ['an anchor on a list', 'a: &x [1]\n', 'YAML_ALIASES'],
    ['an alias to itself', 'a: &x [*x]\n', 'YAML_ALIASES'],
    ['an alias to nothing', 'a: *x\n', 'YAML_ALIASES'],
    ['a merge key', '<<: { a: 1 }\n', 'YAML_ALIASES'],
    ['a tag on a text', 'a: !!binary aGk=\n', 'YAML_TAG'],
    ['a tag on a map', 'a: !thing { b: 1 }\n', 'YAML_TAG'],
    ['a set', 'a: !!set { b }\n', 'YAML_TAG'],
    ['another YAML', '%YAML 1.1\n---\nkind: yes\n', 'YAML_SYNTAX'],
    ['a tab', 'a:\n\tb: 1\n', 'YAML_SYNTAX'],
    ['an open quote', 'a: "b\n', 'YAML_SYNTAX'],
    ['a key twice', `${RUNBOOK}kind: Runbook\n`, 'YAML_DUPLICATE_KEY'],
    ['__proto__', `${RUNBOOK}__proto__: { polluted: yes }\n`, 'YAML_KEY'],
    ['constructor', 'constructor: { prototype: 1 }\n', 'YAML_KEY'],
    ['a list as key', '? [a]\n: b\n', 'YAML_KEY'],
    ['infinity', 'a: .inf\n', 'VALUE_INVALID'],
    ['not a number', 'a: .nan\n', 'VALUE_INVALID'],
    ['a list', '- a\n', 'KIND_UNKNOWN'],
    ['a text', 'hello\n', 'KIND_UNKNOWN'],
    ['no kind', 'apiVersion: blackstart/v1\n', 'KIND_UNKNOWN'],
  ])('for %s', (_, text, code) => {
    const codes = codesOf(text);

    expect(codes).toContain(code);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it.each([
    ['lists in flow', '['.repeat(10_000)],
    ['closed lists', `a: ${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['maps in flow', '{a: '.repeat(10_000)],
    ['lists in block', `${'- '.repeat(10_000)}x`],
    ['keys', '? '.repeat(10_000)],
    ['maps in block', Array.from({ length: 3000 }, (__, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['lists on lines', Array.from({ length: 3000 }, (__, i) => `${' '.repeat(i)}-`).join('\n')],
  ])('for 10,000 levels of %s, at the level that is too deep', (_, text) => {
    const problems = problemsOf(text);

    expect(problems.map((problem) => problem.code)).toEqual(['YAML_TOO_DEEP']);
  });

  it.each([
    ['quoted', `a: "${'x'.repeat(5_000_000)}"`],
    ['plain', `a: ${'x'.repeat(5_000_000)}`],
    ['block', `a: |\n  ${'x'.repeat(5_000_000)}\n`],
    ['folded', `a: >\n${'  x\n'.repeat(1_250_000)}`],
    ['key', `? ${'x'.repeat(5_000_000)}\n: 1\n`],
  ])('for a scalar of 5 MB, %s', (_, text) => {
    expect(codesOf(text)).toContain('SCALAR_TOO_LONG');
  });

  it('for an alias bomb, without unfolding it', () => {
    const levels = Array.from({ length: 30 }, (_, i) =>
      i === 0 ? 'a0: &a0 [x, x]' : `a${i}: &a${i} [*a${i - 1}, *a${i - 1}]`,
    );

    expect(new Set(codesOf(levels.join('\n')))).toEqual(new Set(['YAML_ALIASES']));
  });

  it('for more problems than anyone reads, the first thousand', () => {
    const many = Array.from({ length: 1200 }, (_, i) => `key${i}: 1`).join('\n');

    expect(codesOf(`${RUNBOOK}${many}\n`)).toHaveLength(1001);
    expect(codesOf(`${RUNBOOK}${many}\n`).at(-1)).toBe('TOO_MANY_PROBLEMS');
  });
});

describe('good input is read', () => {
  it.each([
    ['with a byte-order mark', `\ufeff${RUNBOOK}`],
    ['with CRLF', RUNBOOK.replaceAll('\n', '\r\n')],
    ['with a document mark', `---\n${RUNBOOK}...\n`],
    ['without a last line break', RUNBOOK.trimEnd()],
  ])('%s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });

  it.each([
    ['runbook', RUNBOOK],
    ['inventory', INVENTORY],
    ['roster', ROSTER],
    ['drill', DRILL],
  ])('as a %s', (_, text) => {
    expect(problemsOf(text)).toEqual([]);
  });
});

describe('a problem', () => {
  it.each<[string, string, string]>([
    [
      'metadata: { id: tiny, title: Tiny }',
      'metadata: { id: tiny, titel: Tiny }',
      "3:23 KEY_UNKNOWN Did you mean 'title'?",
    ],
    ['kind: wait', 'kind: wiat', "7:20 VALUE_INVALID Did you mean 'wait'?"],
    ['kind: wait, for: 1s', 'kind: wait, fro: 1s', "7:26 KEY_UNKNOWN Did you mean 'for'?"],
    ['kind: wait, for: 1s', 'kind: wait', "7:5 KEY_MISSING Add 'for: ...'."],
    ['for: 1s', 'for: 1', '7:31 VALUE_TYPE Give a value of the type named.'],
    ['for: 1s', 'for: soon', '7:31 VALUE_INVALID Give a value as the message says.'],
    ['site: { type', 'a_b: { type', '4:11 VALUE_INVALID Give a value as the message says.'],
    ['blackstart/v1', 'blackstart/v2', "1:13 VALUE_INVALID Did you mean 'blackstart/v1'?"],
    ['kind: Runbook', 'kind: Runbok', "2:7 KIND_UNKNOWN Did you mean 'Runbook'?"],
  ])('in %s as %s stands at %s', (from, to, found) => {
    const listed = problemsOf(RUNBOOK.replace(from, to)).map(
      ({ line, column, code, fix }) => `${line}:${column} ${code} ${fix}`,
    );

    expect(listed).toContain(found);
  });

  it('stands at the line that was spoilt', () => {
    const lines = runbookOf(
      `- id: a
  kind: manual
  assignee: manager
  remindEvery: 5m
- id: b
  kind: approval
  expires: 30m
  approvers:
    roles: [manager]
    quorum: 2
- id: c
  kind: check
  equipment: cooling
  within: 20m`,
    ).split('\n');
    const spoilable = lines.flatMap((line, i) => (/^\s{4,}\w+: \S/.test(line) ? [i] : []));
    const spoilers = [
      (line: string) => line.replace(/(\w+):/, '$1x:'),
      (line: string) => line.replace(/: .*$/, ': { not: right }'),
      (line: string) => line.replace(/: .*$/, ': [[]]'),
    ];

    fc.assert(
      fc.property(fc.constantFrom(...spoilable), fc.constantFrom(...spoilers), (at, spoil) => {
        const text = lines.map((line, i) => (i === at ? spoil(line) : line)).join('\n');

        expect(problemsOf(text).map((problem) => problem.line)).toContain(at + 1);
      }),
      { numRuns: 100 },
    );
  });
});

describe('reading never throws', () => {
  const sound = (bytes: Uint8Array) => {
    const loaded = loadAny('f.yaml', bytes);
    expect(loaded.ok || loaded.problems.length > 0).toBe(true);
    for (const { line, column, message, fix } of loaded.problems) {
      expect(line).toBeGreaterThan(0);
      expect(column).toBeGreaterThan(0);
      expect(message.length * fix.length).toBeGreaterThan(0);
    }
  };

  it('whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        sound(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it('whatever the marks', () => {
    const marks = fc.constantFrom(
      ...'{}[]:,-?&*!|>\'"%@`# \n\ta1~.<'.split(''),
      'kind: Runbook\n',
      '---\n',
      '- ',
    );
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 60 }), (list) => {
        sound(bytesOf(list.join('')));
      }),
      { numRuns: 1000 },
    );
  });

  it('whatever is cut, doubled or put into a good file', () => {
    const texts = fc.constantFrom(RUNBOOK, INVENTORY, ROSTER, DRILL);
    fc.assert(
      fc.property(
        texts,
        fc.nat(5000),
        fc.nat(200),
        fc.string({ maxLength: 5 }),
        (text, from, count, put) => {
          const start = from % text.length;
          sound(bytesOf(text.slice(0, start) + put + text.slice(start + count)));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('whatever values stand where', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4 }),
        fc.constantFrom('steps', 'inputs', 'metadata', 'makeSafe', 'objectives'),
        (value, key) => {
          sound(
            bytesOf(
              JSON.stringify({
                apiVersion: 'blackstart/v1',
                kind: 'Runbook',
                metadata: { id: 'a' },
                steps: [],
                [key]: value,
              }),
            ),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});
