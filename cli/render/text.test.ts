import fc from 'fast-check';
import { cut, pad, plain, shellWord, widthOf, wrap, wrapCommand } from './text';

const RED = '\u001b[31m';
const RESET = '\u001b[39m';

test('Korean letters take two columns, colours none', () => {
  expect(widthOf('카카오')).toBe(6);
  expect(widthOf(`${RED}ab${RESET}`)).toBe(2);
});

test('a cut line fits, and says that something is missing', () => {
  expect(cut('a long line', 6)).toBe('a lon…');
  expect(cut('카카오톡', 6)).toBe('카카…');
  expect(cut('short', 6)).toBe('short');
});

test('a cut line does not leave its colour behind', () => {
  expect(cut(`${RED}a long line${RESET}`, 6)).toBe(`${RED}a lon…\u001b[0m`);
});

test('whatever the text, a cut or padded line has the width asked for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 40 }), (text, width) => {
      expect(widthOf(cut(plain(text), width))).toBeLessThanOrEqual(width);
      expect(widthOf(pad(plain(text), width))).toBe(width);
    }),
  );
});

test('foreign text cannot act on the terminal', () => {
  expect(plain('a\u001b[2Jb\nc\u202ed')).toBe('a [2Jb c d');
});

test('wrapped lines fit, and hold every word', () => {
  const lines = wrap('one two three four five six', 10, '  ');

  expect(lines).toEqual(['one two', '  three', '  four', '  five six']);
});

test('a wrapped command is the same command to a shell', () => {
  const words = ['blackstart', 'reading', 'power-safe/feed-a', '--as noh-eunbi', '--id insulation'];

  const lines = wrapCommand(words, 40, '  ');

  expect(lines.every((line) => line.length <= 40)).toBe(true);
  expect(
    lines
      .join('\n')
      .replace(/ \\\n\s+/g, ' ')
      .trim(),
  ).toBe(words.join(' '));
});

test('words that a shell would act on are quoted', () => {
  expect(shellWord('runbooks/hello')).toBe('runbooks/hello');
  expect(shellWord("it's here; rm -rf")).toBe(`'it'\\''s here; rm -rf'`);
});
