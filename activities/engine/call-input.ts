import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import type { TargetObject } from '../../model/plan/plan';
import type { AddressGuard } from '../ports/ports';

const URL_IN_TEXT = /[a-z][a-z0-9+.-]*:\/\/[^\s'"<>|;,`()\\]+/gi;

/** Inputs that are written for people, in which an address is only mentioned. */
const PROSE = new Set(['message', 'subject']);

/** Inputs of commands; every word of them may become an address that the command reaches. */
const COMMAND_LINE = new Set(['argv', 'env']);

/**
 * Throws TARGET_OUTSIDE_INVENTORY where a text of an input names an address that the plan may not reach. The
 * program of a command line is passed over: it is a file.
 */
export function checkInputText(
  input: JsonObject,
  targets: readonly TargetObject[],
  guard: AddressGuard,
): void {
  const forPeople = targets.some(({ kind }) => kind === 'channel');
  for (const [key, value] of Object.entries(input)) {
    if (forPeople && PROSE.has(key)) continue;
    if (COMMAND_LINE.has(key)) {
      for (const text of textsOf(key === 'argv' && isList(value) ? value.slice(1) : value))
        guard.checkText(text);
    }
    for (const text of textsOf(value)) {
      for (const [url] of text.matchAll(URL_IN_TEXT))
        if (!url.startsWith('secret://')) guard.check(url);
    }
  }
}

/** Messages of a drill say so in their first word. */
export function markedForDrill(input: JsonObject): JsonObject {
  const marked: Record<string, Json> = { ...input };
  for (const key of PROSE) {
    const text = input[key];
    if (typeof text === 'string' && !/^DRILL\b/.test(text)) marked[key] = `DRILL: ${text}`;
  }
  return marked;
}

function textsOf(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (isList(value)) return value.flatMap(textsOf);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => [key, ...textsOf(member)]);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
