import { isAlias, isMap, isPair, isScalar, isSeq, visit, type Document } from 'yaml';
import type { Place, SourcePath } from './loaded-file';
import { MOST_DEPTH, parseYaml } from './parse-yaml';
import type { RawProblem } from './raw-problem';

/** A YAML text that parsed: its value, and where each part of it stands. */
export interface YamlSource {
  readonly value: unknown;
  locate(path: SourcePath, part?: 'key' | 'value'): Place;
  /** Place of a character inside a one-line scalar, for expressions in it. */
  locateInside(path: SourcePath, offset: number): Place;
}

export type YamlResult =
  | { readonly ok: true; readonly source: YamlSource }
  | { readonly ok: false; readonly problems: readonly RawProblem[] };

const MOST_SCALAR = 65_536;
const MOST_SIZE = 64 * 1024 * 1024;
/** Names that every JavaScript object has; as keys they could only be a mistake or an attack. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

const START: Place = { line: 1, column: 1 };

/** Reads one authored YAML text; whatever the bytes, it gives a value or problems and never throws. */
export function readYaml(bytes: Uint8Array): YamlResult {
  if (bytes.length > MOST_SIZE)
    return failed('FILE_TOO_LARGE', `the file has ${bytes.length} bytes`);
  const text = textOf(bytes);
  if (text === undefined) return failed('FILE_ENCODING', 'the file is not UTF-8 text');
  if (text.trim() === '') return failed('FILE_EMPTY', 'the file is empty');
  const parsed = parseYaml(text);
  const place = (offset: number): Place => {
    const { line, col } = parsed.counter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  if (!parsed.ok)
    return failed('YAML_TOO_DEEP', `more than ${MOST_DEPTH} levels`, place(parsed.tooDeepAt));
  const { document, second } = parsed;
  if (document === undefined) return failed('FILE_EMPTY', 'the file holds no document');
  const { yaml } = document.directives;
  if (yaml.explicit === true && yaml.version !== '1.2')
    return failed('YAML_SYNTAX', `the file says %YAML ${yaml.version}; only 1.2 is read`);
  const problems = [...syntaxProblems(document, place), ...shapeProblems(document, place)];
  if (second !== undefined)
    problems.push({
      code: 'YAML_SEVERAL_DOCUMENTS',
      message: 'a second document begins here',
      place: place(second),
    });
  if (problems.length > 0) return { ok: false, problems };
  if (document.contents === null) return failed('FILE_EMPTY', 'the file holds no document');
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  if (value === null) return failed('FILE_EMPTY', 'the file holds no value');
  return { ok: true, source: sourceOf(document, value, text, place) };
}

function failed(code: RawProblem['code'], message: string, place = START): YamlResult {
  return { ok: false, problems: [{ code, message, place }] };
}

/** UTF-8 text without its byte-order mark; undefined of other encodings and of binary. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\u0000') ? undefined : text;
  } catch {
    return undefined;
  }
}

function syntaxProblems(document: Document.Parsed, place: (offset: number) => Place): RawProblem[] {
  return document.errors.map((error) => {
    const at = place(error.pos[0]);
    if (error.code === 'DUPLICATE_KEY')
      return { code: 'YAML_DUPLICATE_KEY', message: 'this key stands twice in its map', place: at };
    if (error.code === 'NON_STRING_KEY')
      return { code: 'YAML_KEY', message: 'a key must be plain text', place: at };
    if (error.code === 'TAB_AS_INDENT')
      return {
        code: 'YAML_SYNTAX',
        message: 'a tab indents this line; YAML takes only spaces',
        place: at,
      };
    if (error.code === 'TAG_RESOLVE_FAILED')
      return { code: 'YAML_TAG', message: `a tag stands here: ${error.message}`, place: at };
    return { code: 'YAML_SYNTAX', message: error.message, place: at };
  });
}

/** What YAML allows and authored files do not: aliases, tags, huge texts, poisoned keys. */
function shapeProblems(document: Document.Parsed, place: (offset: number) => Place): RawProblem[] {
  const problems: RawProblem[] = [];
  const add = (code: RawProblem['code'], message: string, offset: number | undefined): void => {
    problems.push({ code, message, place: offset === undefined ? START : place(offset) });
  };
  visit(document, (_key, node) => {
    if (problems.length >= 100) return visit.BREAK;
    if (isAlias(node)) add('YAML_ALIASES', `alias '*${node.source}'`, rangeOf(node));
    else if (isPair(node)) {
      const key: unknown = isScalar(node.key) ? node.key.value : undefined;
      if (typeof key === 'string' && FORBIDDEN_KEYS.has(key))
        add('YAML_KEY', `'${key}' may not be a key`, rangeOf(node.key));
      if (key === '<<') add('YAML_ALIASES', 'merge keys (<<) are not taken', rangeOf(node.key));
    } else if (isScalar(node)) {
      if (typeof node.value === 'string' && node.value.length > MOST_SCALAR) {
        add('SCALAR_TOO_LONG', `a text of ${node.value.length} characters`, rangeOf(node));
      }
      if (typeof node.value === 'number' && !Number.isFinite(node.value))
        add('VALUE_INVALID', `${node.value} is no number to work with`, rangeOf(node));
    }
    if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor !== undefined) add('YAML_ALIASES', `anchor '&${node.anchor}'`, rangeOf(node));
      if (node.tag !== undefined) add('YAML_TAG', `tag '${node.tag}'`, rangeOf(node));
    }
    return undefined;
  });
  return problems;
}

function rangeOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  const { range } = node;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined;
}

function sourceOf(
  document: Document.Parsed,
  value: unknown,
  text: string,
  place: (offset: number) => Place,
): YamlSource {
  const offsetOf = (path: SourcePath, part: 'key' | 'value'): number => {
    let node: unknown = document.contents;
    let offset = rangeOf(node) ?? 0;
    for (const [depth, step] of path.entries()) {
      let next: unknown;
      let keyOffset: number | undefined;
      if (isMap(node)) {
        const pair = node.items.find(
          (item) => isScalar(item.key) && item.key.value === String(step),
        );
        if (pair === undefined) return offset;
        keyOffset = rangeOf(pair.key);
        next = pair.value;
      } else if (isSeq(node)) next = node.items[Number(step)];
      if (next === undefined) return offset;
      const wantsKey = part === 'key' && depth === path.length - 1;
      offset = (wantsKey ? keyOffset : undefined) ?? rangeOf(next) ?? keyOffset ?? offset;
      node = next;
    }
    return offset;
  };
  return {
    value,
    locate: (path, part = 'value') => place(offsetOf(path, part)),
    locateInside: (path, inside) => {
      const start = offsetOf(path, 'value');
      const quote = text[start] === '"' || text[start] === "'" ? 1 : 0;
      const block = text[start] === '|' || text[start] === '>';
      return place(block ? start : start + quote + inside);
    },
  };
}
