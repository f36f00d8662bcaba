import type { z } from 'zod';
import { closest } from '../closest';
import type { RawProblem } from './raw-problem';
import type { YamlSource } from './read-yaml';

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/** Problems that people can act on, out of a schema's issues. */
export function explainIssues(
  issues: readonly Issue[],
  source: YamlSource,
  keysAt: (path: Path) => readonly string[],
): readonly RawProblem[] {
  return issues.flatMap((issue) => explain(issue, [], source, keysAt));
}

function explain(
  issue: Issue,
  base: Path,
  source: YamlSource,
  keysAt: (path: Path) => readonly string[],
): readonly RawProblem[] {
  const path: Path = [
    ...base,
    ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step)),
  ];
  const value = valueAt(source.value, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const known = keysAt(path);
        const near = closest(key, known);
        return {
          code: 'KEY_UNKNOWN',
          message: `'${key}' is not a key ${where(path)}`,
          place: source.locate([...path, key], 'key'),
          fix:
            near === undefined
              ? `Remove it; known are ${known.join(', ')}.`
              : `Did you mean '${near}'?`,
        };
      });
    case 'invalid_union':
      return union(issue, path, value, source, keysAt);
    case 'invalid_type':
      if (value === undefined) return [missing(path, source)];
      return [
        {
          code: 'VALUE_TYPE',
          message: `${name(path)} is ${show(value)}, not ${article(issue.expected)}`,
          place: source.locate(path),
        },
      ];
    case 'invalid_key':
      return issue.issues.slice(0, 1).map((inner) => ({
        code: 'VALUE_INVALID',
        message: `${show(path.at(-1))} cannot be a key ${where(path.slice(0, -1))}: ${lowerFirst(inner.message)}`,
        place: source.locate(path, 'key'),
      }));
    case 'invalid_element':
      return issue.issues.flatMap((inner) => explain({ ...inner, path: [] }, path, source, keysAt));
    case 'invalid_value':
      return [invalidValue(path, value, issue.values.map(String), source)];
    default:
      return [
        {
          code: 'VALUE_INVALID',
          message: `${name(path)} is ${show(value)}: ${lowerFirst(issue.message)}`,
          place: source.locate(path),
        },
      ];
  }
}

function union(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  value: unknown,
  source: YamlSource,
  keysAt: (path: Path) => readonly string[],
): readonly RawProblem[] {
  const discriminator = 'discriminator' in issue ? issue.discriminator : undefined;
  if (value === undefined)
    return [missing(path, source), ...(discriminator === undefined ? [] : misspelt(path, source))];
  if (discriminator !== undefined) {
    const holder = path.at(-1) === discriminator ? path : [...path, discriminator];
    const given = valueAt(source.value, holder);
    const kinds = keysAt(['@kinds', discriminator]);
    if (given === undefined) return [missing(holder, source), ...misspelt(holder, source)];
    return [invalidValue(holder, given, kinds, source)];
  }
  // The branch that got furthest says most; where none got in, the value is simply of the wrong type.
  const branches = issue.errors.filter(
    (errors) => !errors.some((one) => one.path.length === 0 && one.code === 'invalid_type'),
  );
  const best = [...branches].sort((a, b) => a.length - b.length)[0];
  if (best === undefined) {
    const wanted = issue.errors
      .flatMap((errors) => errors.map((one) => (one.code === 'invalid_type' ? one.expected : '')))
      .filter((text) => text !== '');
    return [
      {
        code: 'VALUE_TYPE',
        message: `${name(path)} is ${show(value)}, not ${[...new Set(wanted)].map(article).join(' or ')}`,
        place: source.locate(path),
      },
    ];
  }
  return best.flatMap((one) => explain(one, path, source, keysAt));
}

function missing(path: Path, source: YamlSource): RawProblem {
  const key = String(path.at(-1) ?? '');
  return {
    code: 'KEY_MISSING',
    message: `'${key}' is missing ${where(path.slice(0, -1))}`,
    place: source.locate(path),
    fix: `Add '${key}: ...'.`,
  };
}

/** A key that was probably meant to be the one that is missing. */
function misspelt(path: Path, source: YamlSource): readonly RawProblem[] {
  const holder = path.slice(0, -1);
  const wanted = String(path.at(-1));
  const value = valueAt(source.value, holder);
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const key = keys.find((one) => closest(one, [wanted]) !== undefined);
  if (key === undefined) return [];
  return [
    {
      code: 'KEY_UNKNOWN',
      message: `'${key}' is not a key ${where(holder)}`,
      place: source.locate([...holder, key], 'key'),
      fix: `Did you mean '${wanted}'?`,
    },
  ];
}

function invalidValue(
  path: Path,
  value: unknown,
  known: readonly string[],
  source: YamlSource,
): RawProblem {
  const near = typeof value === 'string' ? closest(value, known) : undefined;
  return {
    code: 'VALUE_INVALID',
    message: `${name(path)} is ${show(value)}, not ${known.length === 1 ? show(known[0]) : `one of ${known.join(', ')}`}`,
    place: source.locate(path),
    fix: near === undefined ? `Use ${known.join(' or ')}.` : `Did you mean '${near}'?`,
  };
}

function valueAt(value: unknown, path: Path): unknown {
  let at: unknown = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Object.hasOwn(at, step) ? Object.getOwnPropertyDescriptor(at, step)?.value : undefined;
  }
  return at;
}

function name(path: Path): string {
  return path.length === 0
    ? 'the file'
    : `'${path
        .map((step) => (typeof step === 'number' ? `[${step}]` : step))
        .join('.')
        .replaceAll('.[', '[')}'`;
}

function where(path: Path): string {
  return path.length === 0 ? 'at the top of the file' : `of ${name(path)}`;
}

function show(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function article(type: string): string {
  if (type === 'record' || type === 'object') return 'a map';
  if (type === 'array') return 'a list';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
