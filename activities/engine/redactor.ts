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
    const quoted = JSON.stringify(secret).slice(1, -1);
    const base64 = Buffer.from(secret, 'utf8').toString('base64');
    const known = new Set([
      ...this.spellings,
      secret,
      quoted,
      encodeURIComponent(secret),
      base64,
      base64.replace(/=+$/, ''),
    ]);
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
