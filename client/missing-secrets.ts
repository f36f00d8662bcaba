import { readFile } from 'node:fs/promises';
import { connectorCatalogue } from '../activities/connectors/catalogue';
import type { CompiledPlan } from '../model/compile/plan-of';
import { isJsonObject, type Json, type JsonObject } from '../model/json';
import { isSecretReference, secretInFile, secretPlace } from '../model/secret-reference';

interface Call {
  readonly uses: string;
  readonly with: JsonObject;
}

/**
 * References to secrets that the calls of a drill need and that do not resolve on this machine. They are looked for as
 * a worker does, where it runs beside: in the environment and in files; nothing of what is there is kept or told.
 */
export async function missingSecrets(plan: CompiledPlan): Promise<readonly string[]> {
  const named = new Set(drillInputs(plan).flatMap(referencesIn));
  const missing: string[] = [];
  for (const reference of [...named].sort())
    if (!(await isThere(reference))) missing.push(reference);
  return missing;
}

/** Inputs of the calls that a drill makes, and settings of the channels that it writes to. */
function drillInputs({ parts, nodes }: CompiledPlan): readonly Json[] {
  const { manifest, texts } = parts;
  const partOf = (digest = ''): JsonObject => {
    const value: unknown = JSON.parse(texts.get(digest) ?? '{}');
    return isJsonObject(value) ? value : {};
  };
  const made = nodes.filter((node) => node.drill === 'run' && node.skip === undefined);
  const slices = made.flatMap(({ work }) =>
    work.type === 'phases'
      ? work.phases.flatMap((phase) => (phase.type === 'slice' ? [phase.slice] : []))
      : [],
  );
  const calls = [
    ...made.flatMap(({ work }) =>
      work.type === 'phases' ? work.phases.filter((phase) => phase.type === 'call') : [],
    ),
    ...slices.flatMap((id) => callsIn(partOf(manifest.slices[id]))),
    ...callsIn(partOf(manifest.makeSafe)),
  ];
  const channels = channelsIn(partOf(manifest.targets));
  const catalogue = connectorCatalogue();
  return calls.flatMap((call): readonly Json[] => {
    const targets = catalogue[call.uses]?.targets(call.with) ?? [];
    const aims = targets.flatMap((target): readonly JsonObject[] => {
      const found = target.kind === 'channel' ? channels.get(target.id) : undefined;
      return found === undefined ? [] : [found];
    });
    // In a drill nothing goes out to the public.
    if (aims.some((channel) => channel['public'] === true)) return [];
    return [call.with, ...aims.map((channel) => channel['with'] ?? null)];
  });
}

/** Calls anywhere in a part of a plan. */
function callsIn(part: Json): readonly Call[] {
  if (Array.isArray(part)) return part.flatMap((one: Json) => callsIn(one));
  if (!isJsonObject(part)) return [];
  const { uses, with: input } = part;
  const own =
    typeof uses === 'string' && isJsonObject(input) ? [{ uses, with: input } satisfies Call] : [];
  return [...own, ...Object.values(part).flatMap(callsIn)];
}

/** Channel → its record. */
function channelsIn(targets: JsonObject): ReadonlyMap<string, JsonObject> {
  const { objects } = targets;
  return new Map(
    Object.values(isJsonObject(objects) ? objects : {}).flatMap((object) => {
      if (!isJsonObject(object) || object['kind'] !== 'channel') return [];
      const { id, record } = object;
      return typeof id === 'string' && isJsonObject(record) ? [[id, record] as const] : [];
    }),
  );
}

/** A text between quotes in an expression to which nothing is added. */
const LITERAL = /(["'])(secret:\/\/(?:(?!\1).)+)\1(?!\s*\+)/g;

/** Texts that stand for a secret; what only the run can put together is not known yet. */
function referencesIn(input: Json): readonly string[] {
  if (typeof input !== 'string')
    return typeof input === 'object' && input !== null
      ? Object.values(input).flatMap(referencesIn)
      : [];
  if (input.includes('${{'))
    return [...input.matchAll(LITERAL)].map(([, , reference = '']) => reference);
  return isSecretReference(input) ? [input] : [];
}

async function isThere(reference: string): Promise<boolean> {
  const place = secretPlace(reference);
  switch (place?.in) {
    case undefined:
      return false;
    case 'env':
      return (process.env[place.name] ?? '') !== '';
    case 'file':
      try {
        return secretInFile(await readFile(place.path, 'utf8')) !== '';
      } catch {
        return false;
      }
  }
}
