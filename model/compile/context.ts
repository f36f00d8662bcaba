import { checkExpression } from '../expression/check';
import { evaluate, ExpressionError, parseExpression } from '../expression/evaluate';
import { needsRun, referencesOf, RUN_NAMES } from '../expression/references';
import { PLAN_TYPE, RUN_TYPE, SITE_TYPE, type ScopeType } from '../expression/scope-type';
import { resolveTemplates, templatesOf } from '../expression/template';
import type { SiteInventory } from '../inventory/site-inventory';
import { isJsonObject, type Json, type JsonObject } from '../json';
import type { Targets } from '../plan/plan';
import type { Drill } from '../schema/drill';
import type { Inventory } from '../schema/inventory';
import type { Roster } from '../schema/roster';
import type { Runbook } from '../schema/runbook';
import type { Findings, Locatable } from '../source/findings';
import type { LoadedFile, SourcePath } from '../source/loaded-file';
import type { ConnectorCatalogue } from './connector-info';
import type { PlacedStep, StepTree } from './step-tree';

/** The authored files of one scenario in one environment. */
export interface ScenarioFiles {
  readonly runbook: LoadedFile<Runbook>;
  readonly inventory: LoadedFile<Inventory>;
  readonly roster: LoadedFile<Roster>;
  readonly drill?: LoadedFile<Drill>;
  /** Inventories of the scenario's other environments, whose hosts are out of reach. */
  readonly others: readonly LoadedFile<Inventory>[];
}

/** What the parts of compile share. */
export interface Context {
  readonly files: ScenarioFiles;
  readonly connectors: ConnectorCatalogue;
  readonly findings: Findings;
  readonly site: SiteInventory;
  readonly inputs: JsonObject;
  /** `placeholders`: files are only validated, and values stand in for inputs that are not given. */
  readonly inputMode: 'strict' | 'placeholders';
  readonly targets: Targets;
  readonly tree: StepTree;
  /** Types of `inputs`, `site`, `plan`, `run` and of `steps.<id>.output`. */
  readonly types: Readonly<Record<string, ScopeType>>;
  /** `inputs`, `site` and `plan`. */
  readonly scope: JsonObject;
  /** Steps whose output some expression names. */
  readonly named: Set<string>;
  /** Steps in which something was found that keeps them from being planned. */
  readonly broken: Set<string>;
}

/** Where an authored value stands and what may be named in it, beside what is always in scope. */
export interface Spot {
  readonly file: Locatable;
  readonly path: SourcePath;
  /** Id of the step it belongs to. */
  readonly step?: string;
  readonly types?: Readonly<Record<string, ScopeType>>;
  /** Inside slices nothing of the run can be named. */
  readonly sealed?: boolean;
}

export function at(spot: Spot, ...path: SourcePath): Spot {
  return { ...spot, path: [...spot.path, ...path] };
}

/** Types of what is in scope of every expression. */
export function baseTypes(
  runbook: Runbook,
  steps: Readonly<Record<string, ScopeType>>,
): Readonly<Record<string, ScopeType>> {
  const inputs: Record<string, ScopeType> = {};
  for (const [name, input] of Object.entries(runbook.inputs)) {
    const kind = input.type === 'number' ? 'number' : input.type === 'boolean' ? 'bool' : 'string';
    inputs[name] = { kind };
  }
  return {
    inputs: { kind: 'object', fields: inputs },
    site: SITE_TYPE,
    plan: PLAN_TYPE,
    run: RUN_TYPE,
    steps: { kind: 'object', fields: steps },
  };
}

/** Checks one authored expression where it stands; false where it is of no use. */
export function checkedExpression(
  context: Context,
  spot: Spot,
  text: string,
  wants: 'bool' | 'list' | 'any',
  base = 0,
): boolean {
  const problems = checkExpression(text, typesAt(context, spot), wants);
  for (const problem of problems) {
    context.findings.add(problem.code, spot.file, spot.path, problem.message, {
      fix: problem.fix,
      offset: base + problem.offset,
    });
  }
  if (problems.length > 0) return false;
  if (!text.includes('steps')) return true;
  return referencesOf(parseExpression(text))
    .map(({ path }) => path[0] !== 'steps' || nameStep(context, spot, path, base))
    .every(Boolean);
}

function typesAt(context: Context, spot: Spot): Readonly<Record<string, ScopeType>> {
  const all = spot.types === undefined ? context.types : { ...context.types, ...spot.types };
  if (spot.sealed !== true) return all;
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => name !== 'steps' && name !== 'run'),
  );
}

/** An output may be read only where the step that gives it has surely ended. */
function nameStep(context: Context, spot: Spot, path: readonly string[], offset: number): boolean {
  const [, named = '', word] = path;
  if (word !== 'output') {
    context.findings.add(
      'EXPRESSION_UNKNOWN_NAME',
      spot.file,
      spot.path,
      `'${path.join('.')}' names no output of a step`,
      { offset, fix: 'Name one: steps.some-step.output, or steps["some-step"].output.' },
    );
    return false;
  }
  context.named.add(named);
  const { step } = spot;
  const reader = step === undefined ? undefined : context.tree.byId.get(step);
  if (step === undefined || !context.tree.byId.has(named)) return true;
  if (comesAfter(context.tree, step, named)) {
    warnSkipped(context, spot, named, reader, offset);
    return true;
  }
  context.findings.add(
    'REFERENCE_NOT_BEFORE',
    spot.file,
    spot.path,
    `'${step}' reads the output of '${named}', which need not be done before it`,
    { offset, fix: `Add '${named}' to the needs of '${step}'.` },
  );
  return false;
}

/** What a drill skips gives no output there. */
function warnSkipped(
  context: Context,
  spot: Spot,
  named: string,
  reader: PlacedStep | undefined,
  offset: number,
): void {
  const source = context.tree.byId.get(named);
  if (drillOf(context.tree, source) !== 'skip' || drillOf(context.tree, reader) === 'skip') return;
  context.findings.add(
    'REFERENCE_NOT_BEFORE',
    spot.file,
    spot.path,
    `a drill skips '${named}', so that '${reader?.step.id ?? ''}' finds no output of it there`,
    { offset, severity: 'warning', fix: `Say \`drill: simulate\` or \`run\` at '${named}'.` },
  );
}

/** What a drill does at a step: as it says, or the nearest group around it. */
export function drillOf(
  tree: StepTree,
  placed: PlacedStep | undefined,
): 'run' | 'skip' | 'simulate' {
  for (let one = placed; one !== undefined; one = tree.byId.get(one.group ?? ''))
    if (one.step.drill !== 'run') return one.step.drill;
  return 'run';
}

/** Whether a step waits, at whatever distance, for the end of another. */
function comesAfter(tree: StepTree, step: string, earlier: string): boolean {
  const seen = new Set<string>();
  // A group's own expressions are read before its steps begin.
  const open = [...(tree.byId.get(step)?.before ?? [])];
  if (open.includes(earlier)) return true;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const placed = tree.byId.get(next);
    if (placed === undefined) continue;
    for (const before of [...placed.before, ...placed.inner]) {
      if (before === earlier) return true;
      if (seen.has(before)) continue;
      seen.add(before);
      open.push(before);
    }
  }
  return false;
}

/** Checks every `${{ }}` of an authored value; false where one is of no use. */
export function checkedTemplates(context: Context, spot: Spot, value: Json): boolean {
  if (typeof value === 'string') {
    if (!value.includes('${{')) return true;
    try {
      return templatesOf(value)
        .map((part) => checkedExpression(context, spot, part.expression, 'any', part.offset))
        .every(Boolean);
    } catch (error) {
      const offset = error instanceof ExpressionError ? (error.offset ?? 0) : 0;
      context.findings.add('EXPRESSION_SYNTAX', spot.file, spot.path, messageOf(error), { offset });
      return false;
    }
  }
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value)
    .map(([key, member]: [string, Json]) => {
      const here = at(spot, Array.isArray(value) ? Number(key) : key);
      return [checkedKey(context, here, key), checkedTemplates(context, here, member)];
    })
    .flat()
    .every(Boolean);
}

function checkedKey(context: Context, spot: Spot, key: string): boolean {
  if (!key.includes('${{')) return true;
  context.findings.add(
    'EXPRESSION_SYNTAX',
    spot.file,
    spot.path,
    `'${key}' is a key, and only values may hold templates`,
    { part: 'key' },
  );
  return false;
}

/** Fills in what compile can; the names of `keep` stay for later. Found, and the value as it was, where it fails. */
export function filled(
  context: Context,
  spot: Spot,
  value: Json,
  extra: JsonObject = {},
  keep: ReadonlySet<string> = RUN_NAMES,
): Json {
  try {
    return resolveTemplates(value, { ...context.scope, ...extra }, { keep });
  } catch (error) {
    context.findings.add('EXPRESSION_TYPE', spot.file, spot.path, messageOf(error));
    return value;
  }
}

/** {@link filled} of a map of inputs. */
export function filledWith(
  context: Context,
  spot: Spot,
  value: JsonObject,
  extra: JsonObject = {},
  keep: ReadonlySet<string> = RUN_NAMES,
): JsonObject {
  const result = filled(context, spot, value, extra, keep);
  return isJsonObject(result) ? result : value;
}

/** {@link filled} of a text. */
export function filledText(
  context: Context,
  spot: Spot,
  value: string,
  extra: JsonObject = {},
): string {
  const result = filled(context, spot, value, extra);
  return typeof result === 'string' ? result : JSON.stringify(result);
}

/** Value of an expression that needs no run; undefined, and found, where it cannot be worked out. */
export function valueAtCompile(
  context: Context,
  spot: Spot,
  text: string,
  extra: JsonObject = {},
): Json | undefined {
  try {
    return evaluate(parseExpression(text), { ...context.scope, ...extra });
  } catch (error) {
    context.findings.add('EXPRESSION_TYPE', spot.file, spot.path, `'${text}': ${messageOf(error)}`);
    return undefined;
  }
}

/** Whether compile can decide an expression. */
export function isKnownAtCompile(text: string): boolean {
  return !needsRun(parseExpression(text));
}

/** What an expression that is worked out in an activity names of what compile knows. */
export function scopeFor(
  context: Context,
  text: string | undefined,
  extra: JsonObject = {},
): JsonObject {
  if (text === undefined) return {};
  const all: JsonObject = { ...context.scope, ...extra };
  const known: Record<string, Json> = {};
  for (const { path } of referencesOf(parseExpression(text))) {
    const name = path[0] ?? '';
    const value = all[name];
    if (value !== undefined) known[name] = value;
  }
  return known;
}

/** What the templates left in an input name of what compile knows. */
export function scopeForInput(context: Context, input: Json, extra: JsonObject = {}): JsonObject {
  if (typeof input === 'string') {
    if (!input.includes('${{')) return {};
    const known: Record<string, Json> = {};
    for (const { expression } of templatesOf(input))
      Object.assign(known, scopeFor(context, expression, extra));
    return known;
  }
  if (typeof input !== 'object' || input === null) return {};
  const parts = Object.values(input).map((one: Json) => scopeForInput(context, one, extra));
  return parts.reduce((sum, part) => ({ ...sum, ...part }), {});
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
