const TOKEN =
  /\s+|#[^\n]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[a-zA-Z_:][a-zA-Z0-9_:]*|[\d.]+[a-zA-Z0-9.]*|\{|\}|[^\s]/gy;
/** Words that stand where a metric could, and are none. */
const WORDS = new Set([
  'and',
  'or',
  'unless',
  'bool',
  'offset',
  'start',
  'end',
  'inf',
  'nan',
  'atan2',
]);
/** Words followed by a list of labels. */
const LABEL_LISTS = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);

/**
 * The series that a PromQL query reads, as selectors: `max(inlet_celsius{feed="a"})` reads `inlet_celsius{feed="a"}`.
 * Prometheus stamps an answer with the time it was asked about; only `timestamp(selector)` tells when a sample was taken.
 */
export function selectorsOf(query: string): readonly string[] {
  const tokens = (query.match(TOKEN) ?? []).filter((token) => !/^(\s|#)/.test(token));
  const found = new Set<string>();
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at] ?? '';
    const next = tokens[at + 1];
    if (LABEL_LISTS.has(token.toLowerCase()) && next === '(') {
      at = closing(tokens, at + 1, ')') + 1;
    } else if (isMetric(token, next)) {
      const end = next === '{' ? closing(tokens, at + 1, '}') : at;
      found.add(tokens.slice(at, end + 1).join(''));
      at = end + 1;
    } else if (token === '{') {
      const end = closing(tokens, at, '}');
      found.add(tokens.slice(at, end + 1).join(''));
      at = end + 1;
    } else if (token === '[') {
      at = closing(tokens, at, ']') + 1;
    } else at += 1;
  }
  return [...found];
}

function isMetric(token: string, next: string | undefined): boolean {
  if (!/^[a-zA-Z_:]/.test(token) || next === '(') return false;
  const word = token.toLowerCase();
  // `sum by (a) (b)`: the function's name stands before its labels.
  return !WORDS.has(word) && !LABEL_LISTS.has(word) && !LABEL_LISTS.has(next?.toLowerCase() ?? '');
}

function closing(tokens: readonly string[], from: number, close: string): number {
  const end = tokens.indexOf(close, from);
  return end < 0 ? tokens.length - 1 : end;
}
