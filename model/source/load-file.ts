import type { z } from 'zod';
import { closest } from '../closest';
import type { Problem } from '../problem';
import { Drill } from '../schema/drill';
import { Inventory } from '../schema/inventory';
import { keysAt } from '../schema/keys-at';
import { Roster } from '../schema/roster';
import { Runbook } from '../schema/runbook';
import { FAULT_KINDS } from '../schema/fault-sheets';
import { STEP_KINDS } from '../schema/steps';
import { explainIssues } from './explain-issues';
import type { Loaded, LoadedFile } from './loaded-file';
import { problemOf, type RawProblem } from './raw-problem';
import { readYaml, type YamlSource } from './read-yaml';

/** Every kind of authored file, by its `kind`. */
export type AuthoredFile =
  | { readonly kind: 'Runbook'; readonly file: LoadedFile<Runbook> }
  | { readonly kind: 'Inventory'; readonly file: LoadedFile<Inventory> }
  | { readonly kind: 'Roster'; readonly file: LoadedFile<Roster> }
  | { readonly kind: 'Drill'; readonly file: LoadedFile<Drill> };

export type LoadedAny =
  | { readonly ok: true; readonly authored: AuthoredFile; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const KINDS = ['Runbook', 'Inventory', 'Roster', 'Drill'] as const;

/** Most problems listed of one file. */
const MOST_PROBLEMS = 1000;

/** Reads an authored file of any kind; whatever the bytes, it gives a value or problems and never throws. */
export function loadAny(file: string, bytes: Uint8Array): LoadedAny {
  const yaml = readYaml(bytes);
  if (!yaml.ok) return { ok: false, problems: listed(file, yaml.problems) };
  const kind = kindOf(yaml.source);
  switch (kind) {
    case 'Runbook': {
      const loaded = fit(file, yaml.source, Runbook);
      return loaded.ok ? { ok: true, authored: { kind, file: loaded.file }, problems: [] } : loaded;
    }
    case 'Inventory': {
      const loaded = fit(file, yaml.source, Inventory);
      return loaded.ok ? { ok: true, authored: { kind, file: loaded.file }, problems: [] } : loaded;
    }
    case 'Roster': {
      const loaded = fit(file, yaml.source, Roster);
      return loaded.ok ? { ok: true, authored: { kind, file: loaded.file }, problems: [] } : loaded;
    }
    case 'Drill': {
      const loaded = fit(file, yaml.source, Drill);
      return loaded.ok ? { ok: true, authored: { kind, file: loaded.file }, problems: [] } : loaded;
    }
    default:
      return { ok: false, problems: listed(file, [kind]) };
  }
}

function kindOf(source: YamlSource): (typeof KINDS)[number] | RawProblem {
  const { value } = source;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      code: 'KIND_UNKNOWN',
      message: 'the file is no map with apiVersion, kind and metadata',
      place: source.locate([]),
    };
  }
  const given: unknown = 'kind' in value ? value.kind : undefined;
  const kind = KINDS.find((known) => known === given);
  if (kind !== undefined) return kind;
  const near = typeof given === 'string' ? closest(given, KINDS) : undefined;
  return {
    code: 'KIND_UNKNOWN',
    message: given === undefined ? "'kind' is missing" : `'kind' is ${JSON.stringify(given)}`,
    place: source.locate(['kind']),
    ...(near === undefined ? {} : { fix: `Did you mean '${near}'?` }),
  };
}

function fit<S extends z.ZodType>(
  file: string,
  source: YamlSource,
  schema: S,
): Loaded<z.output<S>> {
  let parsed: z.ZodSafeParseResult<z.output<S>>;
  try {
    parsed = schema.safeParse(source.value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {
      ok: false,
      problems: listed(file, [
        {
          code: 'YAML_TOO_DEEP',
          message: 'the file is nested too deeply',
          place: source.locate([]),
        },
      ]),
    };
  }
  if (!parsed.success) {
    const keys = (path: readonly (string | number)[]): readonly string[] =>
      path[0] === '@kinds' ? kindsOf(path[1]) : keysAt(schema, source.value, path);
    return { ok: false, problems: listed(file, explainIssues(parsed.error.issues, source, keys)) };
  }
  return {
    ok: true,
    problems: [],
    file: {
      file,
      value: parsed.data,
      locate: source.locate.bind(source),
      locateInside: source.locateInside.bind(source),
    },
  };
}

/** What may stand under the key that tells the kinds of something apart. */
function kindsOf(key: string | number | undefined): readonly string[] {
  return key === 'fault' ? FAULT_KINDS : STEP_KINDS;
}

function listed(file: string, raw: readonly RawProblem[]): readonly Problem[] {
  const sorted = [...raw].sort(
    (a, b) => a.place.line - b.place.line || a.place.column - b.place.column,
  );
  const shown = sorted.slice(0, MOST_PROBLEMS);
  const last = shown.at(-1);
  if (last !== undefined && sorted.length > shown.length) {
    shown.push({
      code: 'TOO_MANY_PROBLEMS',
      message: `${sorted.length - shown.length} more problems are not listed`,
      place: last.place,
    });
  }
  return shown.map((one) => problemOf(file, one));
}
