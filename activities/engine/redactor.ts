import type { Json } from '../../model/json';

const MASK = '***';

/**
 * Takes secrets out of whatever leaves an activity: outputs, errors, heartbeats. It knows them by value, from
 * the moment they were resolved, in the spellings in which programs tend to repeat them.
 */
export class Redactor {
  private spellings: readonly string[] = [];

  add(secret: string): void {
    if (secret === '') return;
    const known = new Set([...this.spellings, secret, ...spellingsOf(secret)]);
    // The longest first, so that none is left in part.
    this.spellings = [...known].sort((a, b) => b.length - a.length);
  }

  text(text: string): string {
    return this.spellings.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
  }

  json(value: Json): Json {
    if (this.spellings.length === 0) return value;
    if (typeof value === 'string') return this.text(value);
    if (typeof value !== 'object' || value === null) return value;
    if (isList(value)) return value.map((item) => this.json(item));
    // Made of entries, so that a member called `__proto__` stays a member.
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [this.text(key), this.json(member)]),
    );
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** A spelling in base64 shorter than this is no sign of a secret: it stands in many a word. */
const LEAST_BASE64 = 4;

function spellingsOf(secret: string): readonly string[] {
  const quoted = quotedIn(secret);
  const inAddress = encodeURIComponent(secret);
  const inForm = new URLSearchParams([['', secret]]).toString().slice(1);
  const escaped = [inAddress, inForm, inForm.replaceAll('+', '%20')];
  const bytes = Buffer.from(secret, 'utf8');
  const within = [0, 1, 2].map((before) => base64Within(bytes, before));
  return [
    quoted,
    quotedIn(quoted),
    ...escaped,
    ...escaped.map(inSmallLetters),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    ...[...within, ...within.map(inUrlLetters)].filter((text) => text.length >= LEAST_BASE64),
  ];
}

/**
 * Base64 of bytes that so many others stand before (modulo 3), as in the `user:password` of a login: the characters
 * that say nothing of what is around. The edges, which do, are left out.
 */
function base64Within(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}

function quotedIn(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function inSmallLetters(text: string): string {
  return text.replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}

function inUrlLetters(text: string): string {
  return text.replaceAll('+', '-').replaceAll('/', '_');
}
