/*
 * Text for terminals: how wide it is, and how it is made to fit. Lines may hold colour sequences (SGR), which
 * take no room; everything else that a terminal would act on is taken out by `plain`.
 */

const SGR = '\\u001b\\[[0-9;]*m';
const PIECES = new RegExp(`${SGR}|[\\s\\S]`, 'gu');
const COLOURS = new RegExp(SGR, 'gu');
/** Control characters, and those that turn the direction of writing. */
const UNSAFE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]+/gu;
const ZERO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const RESET = '\u001b[0m';

/** First and last code points of ranges that take two columns (Unicode TR11, wide and fullwidth, in short). */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];

/** Foreign text on one line, with nothing in it that a terminal would act on. */
export function plain(text: string): string {
  return text.replace(UNSAFE, ' ').trim();
}

/** Columns that a line takes on a terminal. */
export function widthOf(line: string): number {
  let width = 0;
  for (const character of line.replace(COLOURS, '')) width += charWidth(character);
  return width;
}

function charWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (ZERO_WIDTH.test(character)) return 0;
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}

/** A line cut to `width` columns, ending in `…` where something is missing. */
export function cut(line: string, width: number): string {
  if (widthOf(line) <= width) return line;
  let room = Math.max(width - 1, 0);
  let kept = '';
  let isColoured = false;
  for (const [piece] of line.matchAll(PIECES)) {
    if (piece.length > 1 && piece.startsWith('\u001b')) {
      kept += piece;
      isColoured = true;
      continue;
    }
    const taken = charWidth(piece);
    if (taken > room) break;
    room -= taken;
    kept += piece;
  }
  const end = width > 0 ? '…' : '';
  return isColoured ? `${kept}${end}${RESET}` : `${kept.trimEnd()}${end}`;
}

/** A line filled up with blanks to `width` columns, or cut to them. */
export function pad(line: string, width: number, align: 'left' | 'right' = 'left'): string {
  const fitting = cut(line, width);
  const blanks = ' '.repeat(Math.max(width - widthOf(fitting), 0));
  return align === 'left' ? fitting + blanks : blanks + fitting;
}

/**
 * Words in lines of at most `width` columns; `indent` stands before every line but the first. A word that is wider
 * than a whole line, such as an address, goes on in the next.
 */
export function wrap(text: string, width: number, indent = ''): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const most = Math.max(width - widthOf(indent), 1);
  const words = text.split(' ').filter((one) => one !== '');
  for (const word of words.flatMap((one) => pieces(one, most))) {
    const longer = line === '' ? word : `${line} ${word}`;
    const room = lines.length === 0 ? width : width - widthOf(indent);
    if (line === '' || widthOf(longer) <= room) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  return lines.map((one, i) => (i === 0 ? one : indent + one));
}

/** A word in pieces that fit; coloured ones stay whole. */
function pieces(word: string, most: number): readonly string[] {
  if (widthOf(word) <= most || word.includes('\u001b')) return [word];
  const found: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && widthOf(piece + character) > most) {
      found.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...found, piece];
}

/** A shell command in lines that can be copied as they are, broken with a backslash where it is too long. */
export function wrapCommand(
  words: readonly string[],
  width: number,
  indent = '',
): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of words) {
    const longer = line.trim() === '' ? indent + word : `${line} ${word}`;
    if (line.trim() === '' || widthOf(longer) <= width - 2) line = longer;
    else {
      lines.push(`${line} \\`);
      line = `${indent}  ${word}`;
    }
  }
  return [...lines, line];
}

/** A word as a shell takes it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
