import type { Json, JsonObject } from '../json';
import { evaluate, ExpressionError, parseExpression } from './evaluate';
import { referencesOf } from './references';

/** One `${{ … }}` in a text: its CEL, and where that begins. */
export interface TemplatePart {
  readonly expression: string;
  /** Offset of the first character of the expression in the text. */
  readonly offset: number;
  readonly start: number;
  readonly end: number;
}

const OPEN = '${{';
const CLOSE = '}}';

/** The templates of a text, in order; throws ExpressionError where one is not closed. */
export function templatesOf(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf(OPEN, from);
    if (start < 0) return parts;
    const close = closing(text, start + OPEN.length);
    if (close < 0) throw new ExpressionError('`${{` is not closed by `}}`', start);
    const inner = text.slice(start + OPEN.length, close);
    const lead = inner.length - inner.trimStart().length;
    from = close + CLOSE.length;
    parts.push({ expression: inner.trim(), offset: start + OPEN.length + lead, start, end: from });
  }
}

/** Place of the `}}` that closes a template: those inside quotes or a map of the expression do not. */
function closing(text: string, from: number): number {
  let quote = '';
  let braces = 0;
  for (let i = from; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (quote !== '') {
      if (char === '\\') i += 1;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '{') braces += 1;
    else if (char === '}' && braces > 0) braces -= 1;
    else if (char === '}' && text[i + 1] === '}') return i;
  }
  return -1;
}

/**
 * A value with its templates filled in from a scope. A template alone in a text keeps its type. Templates
 * that name one of `keep` are left as they are, for a later filling.
 */
export function resolveTemplates(
  value: Json,
  scope: JsonObject,
  options: { readonly keep?: ReadonlySet<string> } = {},
): Json {
  if (typeof value === 'string') return resolveText(value, scope, options.keep ?? NONE);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => resolveTemplates(item, scope, options));
  // Made of entries, so that a member called `__proto__` stays a member.
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, resolveTemplates(member, scope, options)]),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

const NONE: ReadonlySet<string> = new Set();

function resolveText(text: string, scope: JsonObject, keep: ReadonlySet<string>): Json {
  if (!text.includes(OPEN)) return text;
  const parts = templatesOf(text);
  const [only] = parts;
  const kept = (part: TemplatePart): boolean =>
    keep.size > 0 &&
    referencesOf(parseExpression(part.expression)).some(({ path }) => keep.has(path[0] ?? ''));
  if (
    only !== undefined &&
    parts.length === 1 &&
    text.trim() === text.slice(only.start, only.end)
  ) {
    return kept(only) ? text : evaluate(parseExpression(only.expression), scope);
  }
  let out = '';
  let from = 0;
  for (const part of parts) {
    out += text.slice(from, part.start);
    out += kept(part)
      ? text.slice(part.start, part.end)
      : textOf(evaluate(parseExpression(part.expression), scope));
    from = part.end;
  }
  return out + text.slice(from);
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
