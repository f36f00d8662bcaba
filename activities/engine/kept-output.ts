import { isJsonObject, type Json, type JsonObject } from '../../model/json';

/** Most bytes of an output that a run keeps. */
const MOST_OUTPUT_BYTES = 2048;
/** A list or text of more bytes is long. */
const LONG_BYTES = 120;

/**
 * An output as far as a run may keep it. What is too long is left out as a whole, the longest first: an expression that
 * names it fails, where one over a part of a list might come true.
 */
export function keptOutput(output: JsonObject): JsonObject {
  const short = without(output, longOnes(output));
  return without(short, largestMembers(short));
}

interface Part {
  readonly path: string;
  readonly bytes: number;
}

/** Long lists and texts, at any depth; one inside a list belongs to that. */
function longOnes(output: JsonObject): readonly Part[] {
  const found: Part[] = [];
  const visit = (value: Json, path: string): void => {
    if (isJsonObject(value)) {
      for (const [key, member] of Object.entries(value)) visit(member, pathOf(path, key));
      return;
    }
    const bytes = bytesOf(value);
    if (bytes > LONG_BYTES) found.push({ path, bytes });
  };
  visit(output, '');
  return found;
}

function largestMembers(output: JsonObject): readonly Part[] {
  return Object.entries(output).map(([key, member]) => ({
    path: pathOf('', key),
    bytes: bytesOf(member) + bytesOf(key),
  }));
}

/** The same without as many of some parts as must go for it to be short enough, the longest first. */
function without(output: JsonObject, parts: readonly Part[]): JsonObject {
  let over = bytesOf(output) - MOST_OUTPUT_BYTES;
  const dropped = new Set<string>();
  for (const { path, bytes } of [...parts].sort((a, b) => b.bytes - a.bytes)) {
    if (over <= 0) break;
    dropped.add(path);
    over -= bytes;
  }
  return dropped.size === 0 ? output : rest(output, '', dropped);
}

function rest(value: JsonObject, path: string, dropped: ReadonlySet<string>): JsonObject {
  // Made of entries, so that a member called `__proto__` stays a member.
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]): [string, Json][] => {
      const own = pathOf(path, key);
      if (dropped.has(own)) return [];
      return [[key, isJsonObject(member) ? rest(member, own, dropped) : member]];
    }),
  );
}

function pathOf(path: string, key: string): string {
  return `${path}/${JSON.stringify(key)}`;
}

function bytesOf(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value), 'utf8');
}
