import { z } from 'zod';
import { closest } from '../../model/closest';
import type {
  ConnectorCatalogue,
  ConnectorInfo,
  ConnectorTarget,
} from '../../model/compile/connector-info';
import type { Json, JsonObject } from '../../model/json';
import type { ConnectorDefinition } from '../define-connector';
import { CONNECTORS } from './index';
import { outputType } from './output-type';

type InputProblem = ReturnType<ConnectorInfo['checkInput']>[number];
type Path = readonly (string | number)[];

/** What compile knows of the connectors: their definitions as data. */
export function connectorCatalogue(
  definitions: readonly ConnectorDefinition[] = CONNECTORS,
): ConnectorCatalogue {
  return Object.fromEntries(definitions.map((definition) => [definition.uses, infoOf(definition)]));
}

function infoOf(definition: ConnectorDefinition): ConnectorInfo {
  return {
    uses: definition.uses,
    summary: definition.summary,
    effect: definition.effect,
    effectByStep: definition.effectByStep ?? false,
    needs: definition.needs,
    fills: definition.fills ?? {},
    outputType: outputType(definition.output),
    checkInput: (input) => problemsOf(definition.input, input),
    targets: (input) => targetsOf(definition, input),
    example: definition.examples[0].gives,
    ...(definition.findOut === undefined ? {} : { findOut: definition.findOut }),
  };
}

function problemsOf(schema: z.ZodType, input: JsonObject): readonly InputProblem[] {
  const parsed = schema.safeParse(input);
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue) => explain(issue, schema, input));
}

function explain(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  input: JsonObject,
): readonly InputProblem[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') {
    const known =
      path.length === 0 && schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
    return issue.keys.map((key) => unknownKey([...path, key], key, known));
  }
  const value = valueAt(input, path);
  // Only the run can tell what a template gives.
  if (isTemplate(value) || (issue.code === 'invalid_union' && holdsTemplate(value))) return [];
  const name = path.join('.');
  if (value === undefined)
    return [{ path, message: `'${name}' is missing`, fix: `Add '${name}'.` }];
  const text = JSON.stringify(value);
  return [
    {
      path,
      message: `'${name}' is ${text.length > 60 ? `${text.slice(0, 57)}...` : text}: ${lowerFirst(issue.message)}`,
    },
  ];
}

function unknownKey(path: Path, key: string, known: readonly string[]): InputProblem {
  const near = closest(key, known);
  const list = known.length === 0 ? '' : `; known are ${known.join(', ')}`;
  return {
    path,
    message: `'${key}' is not an input here`,
    fix: near === undefined ? `Remove it${list}.` : `Did you mean '${near}'?`,
  };
}

/**
 * What an input aims at. Where templates keep it from fitting the schema, the connector is asked all the same,
 * so that a known target is never lost over another field that only the run can fill in.
 */
function targetsOf(definition: ConnectorDefinition, input: JsonObject): readonly ConnectorTarget[] {
  const parsed = definition.input.safeParse(input);
  const known = parsed.success ? parsed.data : withDefaults(definition.input, input);
  return askTargets(definition, known).filter(isKnown);
}

function askTargets(definition: ConnectorDefinition, input: object): readonly ConnectorTarget[] {
  try {
    return definition.targets(input);
  } catch {
    // A template stands where a list or map is read: nothing is known yet.
    return [];
  }
}

function isKnown(target: ConnectorTarget): boolean {
  const name: unknown = target.kind === 'address' ? target.address : target.id;
  return typeof name === 'string' && !isTemplate(name);
}

function withDefaults(schema: z.ZodType, input: JsonObject): object {
  if (!(schema instanceof z.ZodObject)) return input;
  const filled: Record<string, unknown> = { ...input };
  for (const [name, field] of Object.entries(schema.shape)) {
    if (name in input) continue;
    const given = z.safeParse(field, undefined);
    if (given.success) filled[name] = given.data;
  }
  return filled;
}

function valueAt(input: Json, path: Path): Json | undefined {
  let at: Json | undefined = input;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return at;
    at = new Map<string, Json>(Object.entries(at)).get(String(step));
  }
  return at;
}

function isTemplate(value: unknown): boolean {
  return typeof value === 'string' && value.includes('${{');
}

function holdsTemplate(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isTemplate(value);
  return Object.values(value).some(holdsTemplate);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
