import type { Sample } from '../site/metrics';

/*
 * The part of PromQL that a lab answers: numbers, selectors, `timestamp` of one, and max, min, sum, avg or count over
 * any of these, by labels or not.
 */

/** The query is none that this lab answers. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}

export type QueryResult =
  | { readonly type: 'scalar'; readonly value: number }
  | { readonly type: 'vector'; readonly samples: readonly Sample[] };

/** What a query is answered from. */
export interface Data {
  /** Samples of a name; none of one that is not known. */
  series(name: string): readonly Sample[];
  /** When those were taken that do not say so themselves, seconds since 1970. */
  readonly sampledAt: number;
  /** Seconds since 1970 of a time of the site, ms. */
  secondsOf(labMs: number): number;
}

const AGGREGATIONS = {
  max: (values: readonly number[]) => Math.max(...values),
  min: (values: readonly number[]) => Math.min(...values),
  sum: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0),
  avg: (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length,
  count: (values: readonly number[]) => values.length,
} as const;

const TOKENS =
  /\s*(?:(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)|(?<number>[0-9]+(?:\.[0-9]+)?)|(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<sign>=~|!~|!=|[={}(),])|(?<other>\S))/y;

interface Token {
  readonly kind: 'name' | 'number' | 'text' | 'sign' | 'end';
  readonly text: string;
}

/** Answers an instant query. */
export function evaluateQuery(query: string, data: Data): QueryResult {
  const reader = new Reader(tokens(query));
  const result = expression(reader, data);
  reader.expect('end');
  return result;
}

function tokens(query: string): readonly Token[] {
  const found: Token[] = [];
  TOKENS.lastIndex = 0;
  for (let match = TOKENS.exec(query); match !== null; match = TOKENS.exec(query)) {
    const { name, number, text, sign, other } = match.groups ?? {};
    if (other !== undefined) throw new QueryError(`unexpected '${other}'`);
    if (name !== undefined) found.push({ kind: 'name', text: name });
    else if (number !== undefined) found.push({ kind: 'number', text: number });
    else if (text !== undefined) found.push({ kind: 'text', text: unquoted(text) });
    else if (sign !== undefined) found.push({ kind: 'sign', text: sign });
  }
  return found;
}

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, '$1');
}

class Reader {
  private at = 0;
  constructor(private readonly all: readonly Token[]) {}

  get next(): Token {
    return this.all[this.at] ?? { kind: 'end', text: 'the end' };
  }

  take(): Token {
    const token = this.next;
    this.at += 1;
    return token;
  }

  /** Takes a sign where it stands next. */
  passes(sign: string): boolean {
    if (this.next.kind !== 'sign' || this.next.text !== sign) return false;
    this.at += 1;
    return true;
  }

  expect(kind: Token['kind'], text?: string): string {
    const token = this.take();
    if (token.kind === kind && (text === undefined || token.text === text)) return token.text;
    throw new QueryError(`unexpected '${token.text}', not ${text ?? `a ${kind}`}`);
  }
}

function expression(reader: Reader, data: Data): QueryResult {
  const token = reader.take();
  if (token.kind === 'number') return { type: 'scalar', value: Number(token.text) };
  if (token.kind === 'sign' && token.text === '{')
    throw new QueryError('a selector without the name of a metric is not answered here');
  if (token.kind !== 'name') throw new QueryError(`unexpected '${token.text}'`);
  const isCall =
    (reader.next.kind === 'sign' && reader.next.text === '(') || reader.next.text === 'by';
  if (isCall) return aggregation(token.text, reader, data);
  return { type: 'vector', samples: selection(token.text, reader, data) };
}

function aggregation(name: string, reader: Reader, data: Data): QueryResult {
  if (name === 'timestamp') return timestamp(reader, data);
  const known = Object.entries(AGGREGATIONS).find(([one]) => one === name);
  if (known === undefined) throw new QueryError(`unknown function '${name}'`);
  const [, aggregate] = known;
  let by = grouping(reader);
  reader.expect('sign', '(');
  const inner = expression(reader, data);
  reader.expect('sign', ')');
  if (by.length === 0) by = grouping(reader);
  if (inner.type === 'scalar') throw new QueryError(`${name} takes series, not a number`);
  const groups = new Map<string, { labels: Record<string, string>; values: number[] }>();
  for (const { labels, value } of inner.samples) {
    const kept = Object.fromEntries(
      by.flatMap((label) => (labels[label] === undefined ? [] : [[label, labels[label]]])),
    );
    const key = JSON.stringify(kept);
    const group = groups.get(key) ?? { labels: kept, values: [] };
    group.values.push(value);
    groups.set(key, group);
  }
  return {
    type: 'vector',
    samples: [...groups.values()].map(({ labels, values }) => ({
      labels,
      value: aggregate(values),
    })),
  };
}

/** When the samples of a selector were taken, as values. */
function timestamp(reader: Reader, data: Data): QueryResult {
  reader.expect('sign', '(');
  const samples = selection(reader.expect('name'), reader, data);
  reader.expect('sign', ')');
  return {
    type: 'vector',
    samples: samples.map(({ labels: { __name__, ...labels }, at }) => ({
      labels,
      value: at === undefined ? data.sampledAt : data.secondsOf(at),
    })),
  };
}

function grouping(reader: Reader): readonly string[] {
  if (reader.next.kind !== 'name' || reader.next.text !== 'by') return [];
  reader.take();
  reader.expect('sign', '(');
  const labels: string[] = [];
  while (!reader.passes(')')) {
    labels.push(reader.expect('name'));
    reader.passes(',');
  }
  return labels;
}

function selection(name: string, reader: Reader, data: Data): readonly Sample[] {
  const tests: ((labels: Sample['labels']) => boolean)[] = [];
  if (reader.passes('{')) {
    while (!reader.passes('}')) {
      const label = reader.expect('name');
      const sign = reader.expect('sign');
      tests.push(matcher(label, sign, reader.expect('text')));
      reader.passes(',');
    }
  }
  return data
    .series(name)
    .filter(({ labels }) => tests.every((test) => test(labels)))
    .map((sample) => ({ ...sample, labels: { __name__: name, ...sample.labels } }));
}

function matcher(label: string, sign: string, text: string): (labels: Sample['labels']) => boolean {
  switch (sign) {
    case '=':
      return (labels) => (labels[label] ?? '') === text;
    case '!=':
      return (labels) => (labels[label] ?? '') !== text;
    case '=~':
    case '!~': {
      const pattern = patternOf(text);
      return (labels) => pattern.test(labels[label] ?? '') === (sign === '=~');
    }
    default:
      throw new QueryError(`unexpected '${sign}' after label '${label}'`);
  }
}

/** Whole-value pattern, as Prometheus matches. */
function patternOf(text: string): RegExp {
  try {
    return new RegExp(`^(?:${text})$`);
  } catch {
    throw new QueryError(`'${text}' is no pattern`);
  }
}
