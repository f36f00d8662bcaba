import type { Json } from '../../model/json';

/** Most bytes of an output that is shown. */
const MOST_OUTPUT_BYTES = 2048;

/** Ever shorter texts and lists, until the whole is short enough. */
const LIMITS = [
  { characters: 1000, items: 200 },
  { characters: 400, items: 50 },
  { characters: 120, items: 20 },
  { characters: 60, items: 5 },
  { characters: 20, items: 1 },
];

/** An output cut to what people are shown of it: long texts and lists lose their ends, then maps their last members. */
export function cutOutput(output: Json): Json {
  if (fits(output)) return output;
  let cut = output;
  for (const limit of LIMITS) {
    cut = shortened(output, limit);
    if (fits(cut)) return cut;
  }
  return typeof cut === 'object' && cut !== null && !isList(cut) ? fewer(cut) : null;
}

function fits(value: Json): boolean {
  return Buffer.byteLength(JSON.stringify(value), 'utf8') <= MOST_OUTPUT_BYTES;
}

function shortened(value: Json, limit: (typeof LIMITS)[number]): Json {
  if (typeof value === 'string')
    return value.length <= limit.characters ? value : `${value.slice(0, limit.characters - 1)}…`;
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.slice(0, limit.items).map((item) => shortened(item, limit));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, shortened(member, limit)]),
  );
}

function fewer(value: Readonly<Record<string, Json>>): Json {
  const kept: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    kept[key] = member;
    if (!fits(kept)) delete kept[key];
  }
  return kept;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
