import fc from 'fast-check';
import type { Json } from '../../model/json';

/** A JSON value of which parts are texts as they stand, right or wrong. */
type Part =
  | { readonly raw: string }
  | { readonly list: readonly Part[] }
  | { readonly members: readonly (readonly [string, Part])[] };

const DEEP = 3000;

/** What may stand where a value was: other types, numbers that are none, too long, too deep, not for print. */
const ODD_VALUES: readonly string[] = [
  ...['NaN', 'Infinity', '-Infinity', 'undefined', '0x10', '.5', '01', '+5', '1_000', "'5'"],
  ...['1e999', '-1e999', '1e308', '-0', '0', '0.0', '-1', '5e-324', '9007199254740993', '1E3'],
  ...['null', 'true', 'false', '[]', '{}', '[5]', '[[5]]', '{"Reading":5}', '{"value":5}'],
  ...['""', '" "', '"5"', '"0"', '"NaN"', '"+Inf"', '"1e3"', '"0x10"', '" 5 "', '"5,0"', '"5\\n"'],
  ...['"On"', '"on"', '"ON"', '"Оn"', '"On "', '"\\u0000"', '"\\ud800"', '"𝟝"', '"٥"', '"５"'],
  ...['"\\u202e5"', '"constructor"', '"__proto__"', '"toString"', '"AlwaysOff"', '"vector"'],
  ...['{"__proto__":{"Reading":5}}', '{"constructor":{"prototype":{}}}', '{"toString":1}'],
  JSON.stringify('5'.repeat(70_000)),
  `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`,
  `${'{"a":'.repeat(DEEP)}5${'}'.repeat(DEEP)}`,
  '1'.repeat(400),
];

const ODD_NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '', '\0'];

/** Texts that may come into an answer, or stand before or behind it. */
const ODD_TEXTS = ['\uFEFF', '\0', '\r\n', '<html>', '}', '{', '"', ',', '//x', '\u2028', ")]}',"];

const oddValue = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...ODD_VALUES) },
  { weight: 1, arbitrary: fc.json({ noUnicodeString: false }) },
  { weight: 1, arbitrary: fc.double().map(String) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)) },
);

const edit = fc.record({
  at: fc.nat(),
  how: fc.constantFrom(
    'replace',
    'replace',
    'replace',
    'drop',
    'twice',
    'again',
    'rename',
    'under',
    'wrap',
  ),
  value: oddValue,
  name: fc.constantFrom(...ODD_NAMES),
  first: fc.boolean(),
});
type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never;

const cutText = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('cut', 'insert', 'insert', 'lose', 'double'),
  text: fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.string({ unit: 'binary', maxLength: 8 })),
});

/** Texts that were the JSON of a real answer before one to three things went wrong with them. */
export function spoiledJson(answer: Json): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.array(edit, { minLength: 0, maxLength: 3 }),
      fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: cutText }),
      fc.oneof(
        { weight: 9, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: oddValue },
      ),
    )
    .map(([edits, cut, instead]) => {
      const text = instead ?? written(edits.reduce(edited, partOf(answer)));
      return cut === undefined ? text : bent(text, cut);
    });
}

function bent(
  text: string,
  { at, how, text: odd }: { at: number; how: string; text: string },
): string {
  const place = at % Math.max(text.length, 1);
  if (how === 'cut') return text.slice(0, place);
  if (how === 'double') return text + text;
  return (
    text.slice(0, place) +
    (how === 'insert' ? odd : '') +
    text.slice(place + (how === 'lose' ? 1 : 0))
  );
}

function partOf(value: Json): Part {
  if (typeof value !== 'object' || value === null) return { raw: JSON.stringify(value) };
  if (Array.isArray(value)) return { list: value.map(partOf) };
  return { members: Object.entries(value).map(([key, member]) => [key, partOf(member)]) };
}

function written(part: Part): string {
  if ('raw' in part) return part.raw;
  if ('list' in part) return `[${part.list.map(written).join(',')}]`;
  return `{${part.members.map(([key, value]) => `${JSON.stringify(key)}:${written(value)}`).join(',')}}`;
}

/** Number of values in a tree, itself included. */
function size(part: Part): number {
  return 1 + childrenOf(part).reduce((sum, child) => sum + size(child), 0);
}

function childrenOf(part: Part): readonly Part[] {
  if ('raw' in part) return [];
  return 'list' in part ? part.list : part.members.map(([, value]) => value);
}

/** The tree with one thing changed at its n-th value. */
function edited(root: Part, change: Edit): Part {
  let left = change.at % size(root);
  const walk = (part: Part): Part => {
    left -= 1;
    if (left === -1) return { raw: changedValue(part, change) };
    if ('raw' in part) return part;
    if ('list' in part)
      return { list: part.list.flatMap((child) => members('', child)).map(([, child]) => child) };
    return { members: part.members.flatMap(([key, child]) => members(key, child)) };
  };
  const members = (key: string, child: Part): (readonly [string, Part])[] => {
    if (left !== 0) return [[key, walk(child)]];
    left -= 1;
    const odd: Part = { raw: change.value };
    if (change.how === 'drop') return [];
    if (change.how === 'again')
      return [
        [key, child],
        [key, child],
      ];
    if (change.how === 'rename') return [[change.name, child]];
    if (change.how === 'under') return [[change.name, { members: [[key, child]] }]];
    if (change.how === 'twice')
      return change.first
        ? [
            [key, odd],
            [key, child],
          ]
        : [
            [key, child],
            [key, odd],
          ];
    return [[key, { raw: changedValue(child, change) }]];
  };
  return walk(root);
}

function changedValue(part: Part, { how, value }: Edit): string {
  return how === 'wrap' ? `[${written(part)}]` : value;
}
