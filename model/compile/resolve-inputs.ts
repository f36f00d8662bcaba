import { parseDuration } from '../duration';
import { evaluate, parseExpression } from '../expression/evaluate';
import type { Json, JsonObject } from '../json';
import type { Inventory } from '../schema/inventory';
import type { Runbook, RunbookInput } from '../schema/runbook';
import type { Drill } from '../schema/drill';
import type { Findings, Locatable } from '../source/findings';
import type { LoadedFile, SourcePath } from '../source/loaded-file';
import { closest } from '../closest';

/** Values of a runbook's inputs: given ones checked against their declaration, defaults for the rest. */
export function resolveInputs(
  runbook: { readonly value: Runbook } & Locatable,
  inventory: Inventory,
  given: JsonObject,
  findings: Findings,
  mode: 'strict' | 'placeholders',
  drill?: LoadedFile<Drill>,
): JsonObject {
  const values: Record<string, Json> = {};
  for (const [name, input] of Object.entries(runbook.value.inputs)) {
    const path = ['inputs', name];
    const fallback =
      input.default === undefined ? undefined : problemWith(input, input.default, inventory);
    if (fallback !== undefined)
      findings.add(
        'INPUT_INVALID',
        runbook,
        [...path, 'default'],
        `the default of input '${name}' is ${show(input.default ?? null)}: ${fallback}`,
      );
    if (input.type === 'enum' && input.values === undefined)
      findings.add(
        'KEY_MISSING',
        runbook,
        path,
        `'values' is missing of input '${name}', an enum`,
        {
          fix: "Add 'values: [...]'.",
        },
      );
    const value = Object.hasOwn(given, name)
      ? given[name]
      : (input.default ?? (mode === 'placeholders' ? placeholder(input, inventory) : undefined));
    if (value === undefined) {
      findings.add('INPUT_MISSING', runbook, path, `input '${name}' is not given`, {
        part: 'key',
        fix: `Give it with '--input ${name}=...', or in the drill file.`,
      });
      continue;
    }
    values[name] = value;
    const problem = Object.hasOwn(given, name) ? problemWith(input, value, inventory) : undefined;
    if (problem === undefined) continue;
    const place = givenBy(drill, name, value) ?? { file: runbook, path };
    findings.add(
      'INPUT_INVALID',
      place.file,
      place.path,
      `input '${name}' is ${show(value)}: ${problem}`,
      {
        part: 'key',
      },
    );
  }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(runbook.value.inputs, name)) continue;
    const near = closest(name, Object.keys(runbook.value.inputs));
    const place = givenBy(drill, name, given[name]) ?? { file: runbook, path: ['inputs'] };
    findings.add('INPUT_INVALID', place.file, place.path, `the runbook has no input '${name}'`, {
      part: 'key',
      ...(near === undefined ? {} : { fix: `Did you mean '${near}'?` }),
    });
  }
  return values;
}

/** Where a drill file gives an input, unless a person gave another value by hand. */
function givenBy(
  drill: LoadedFile<Drill> | undefined,
  name: string,
  value: Json | undefined,
): { readonly file: Locatable; readonly path: SourcePath } | undefined {
  if (drill === undefined || drill.value.inputs[name] !== value) return undefined;
  return { file: drill, path: ['inputs', name] };
}

/** A text given on a command line as the value that the input's type asks for. */
export function parseInput(input: RunbookInput | undefined, text: string): Json {
  if (input?.type === 'number' && text.trim() !== '' && Number.isFinite(Number(text)))
    return Number(text);
  if (input?.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** Stands in for an input when files are only validated. */
function placeholder(input: RunbookInput, inventory: Inventory): Json {
  switch (input.type) {
    case 'site':
      return inventory.sites[0]?.id ?? '';
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'enum':
      return input.values?.[0] ?? '';
    case 'duration':
      return '1m';
    case 'string':
      return 'x';
  }
}

function problemWith(input: RunbookInput, value: Json, inventory: Inventory): string | undefined {
  switch (input.type) {
    case 'number':
      return typeof value === 'number' ? undefined : 'not a number';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'not true or false';
    case 'enum':
      return typeof value === 'string' && input.values?.includes(value) === true
        ? undefined
        : `not one of ${(input.values ?? []).join(', ')}`;
    case 'duration':
      return typeof value === 'string' && parseDuration(value) !== undefined
        ? undefined
        : 'not a duration such as 5m';
    case 'site': {
      const sites = inventory.sites.map((site) => site.id);
      return typeof value === 'string' && sites.includes(value)
        ? undefined
        : `not a site of the inventory (${sites.join(', ')})`;
    }
    case 'string':
      if (typeof value !== 'string') return 'not text';
      return matches(value, input.pattern) ? undefined : `does not match ${input.pattern ?? ''}`;
  }
}

/** By RE2, so that no pattern can stall; one that is none has been found already. */
function matches(text: string, pattern: string | undefined): boolean {
  if (pattern === undefined) return true;
  try {
    return (
      evaluate(parseExpression('text.matches(pattern)'), { text, pattern: `^(?:${pattern})$` }) ===
      true
    );
  } catch {
    return true;
  }
}

function show(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
