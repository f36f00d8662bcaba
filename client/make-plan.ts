import { stat } from 'node:fs/promises';
import { normalize } from 'node:path';
import { connectorCatalogue } from '../activities/connectors/catalogue';
import { parseInput } from '../model/compile/resolve-inputs';
import { compileScenario, type CompiledScenario, type SourceFile } from '../model/compile/scenario';
import type { JsonObject } from '../model/json';
import type { Runbook } from '../model/schema/runbook';
import { loadAny } from '../model/source/load-file';
import { policyKeys } from './installation-keys';
import { readScenario } from './scenario-folder';
import type { StateFolder } from './state-folder';

/** What a plan is made of. */
export interface PlanRequest {
  /** File of a runbook, or folder of a scenario. */
  readonly path: string;
  readonly environment?: string;
  /** Id of a drill whose inputs and environment are taken. */
  readonly drill?: string;
  /** Drill that is taken where none is named and it fits; only where nothing is started. */
  readonly drillByDefault?: string;
  /** As they were typed. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** A plan, or the problems against it, and the files that were read. */
export interface ScenarioMade {
  readonly compiled: CompiledScenario;
  readonly files: readonly SourceFile[];
}

/** Reads a scenario and compiles it with this installation's keys. Throws SCENARIO_UNREADABLE. */
export async function makePlan(request: PlanRequest, state: StateFolder): Promise<ScenarioMade> {
  const files = await readScenario(request.path);
  const isFolder = (await stat(request.path)).isDirectory();
  const file = isFolder ? undefined : normalize(request.path);
  const compiled = compileScenario({
    files,
    ...(file === undefined ? {} : { runbook: file }),
    environment: request.environment,
    ...(request.drill === undefined ? {} : { drill: request.drill }),
    ...(request.drillByDefault === undefined ? {} : { drillByDefault: request.drillByDefault }),
    inputs: typedInputs(request.inputs, runbookOf(files, file)),
    keys: await policyKeys(state),
    catalogue: connectorCatalogue(),
  });
  return { compiled, files };
}

/** Text of one of the files that a plan was made of. */
export function textOf(files: readonly SourceFile[], name: string | undefined): string | undefined {
  const found = files.find(({ file }) => file === name);
  return found === undefined ? undefined : new TextDecoder().decode(found.bytes);
}

function typedInputs(
  given: Readonly<Record<string, string>>,
  runbook: Runbook | undefined,
): JsonObject {
  return Object.fromEntries(
    Object.entries(given).map(([name, text]) => [name, parseInput(runbook?.inputs[name], text)]),
  );
}

/** The runbook meant, where it can be read; else compile says what is wrong. */
function runbookOf(files: readonly SourceFile[], name: string | undefined): Runbook | undefined {
  for (const { file, bytes } of files) {
    if (name !== undefined && file !== name) continue;
    if (/(^|[/\\])(inventory|roster)[^/\\]*$/.test(file)) continue;
    const loaded = loadAny(file, bytes);
    if (loaded.ok && loaded.authored.kind === 'Runbook') return loaded.authored.file.value;
  }
  return undefined;
}
