import { normalize } from 'node:path';
import { stat } from 'node:fs/promises';
import { connectorCatalogue } from '../../activities/connectors/catalogue';
import { policyKeys } from '../../client/installation-keys';
import { readScenario } from '../../client/scenario-folder';
import type { StateFolder } from '../../client/state-folder';
import { parseInput } from '../../model/compile/resolve-inputs';
import {
  compileScenario,
  type CompiledScenario,
  type SourceFile,
} from '../../model/compile/scenario';
import type { JsonObject } from '../../model/json';
import { loadAny } from '../../model/source/load-file';
import type { Runbook } from '../../model/schema/runbook';
import { EXIT } from '../exit-code';
import { problemCount, problemText } from '../render/problems';
import type { Shell } from '../terminal/shell';
import { jsonText, type Format } from './options';

/** What a plan is made of. */
export interface PlanRequest {
  /** File of a runbook, or folder of a scenario. */
  readonly path: string;
  readonly environment?: string;
  /** Id of a drill whose inputs and environment are taken. */
  readonly drill?: string;
  /** Drill that is taken where none is named and it fits; only where nothing is started. */
  readonly drillByDefault?: string;
  /** As they stand on the command line. */
  readonly inputs: Readonly<Record<string, string>>;
}

type Compiled = CompiledScenario & { readonly ok: true };

/** A compiled plan and the files it was made of. */
export interface MadePlan {
  readonly compiled: Compiled;
  readonly files: readonly SourceFile[];
}

/** Compiles a plan; where problems stand against it, tells of them, sets the exit code, and gives none. */
export async function compilePlan(
  request: PlanRequest,
  state: StateFolder,
  shell: Shell,
  format: Format,
): Promise<MadePlan | undefined> {
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
  if (compiled.ok) return { compiled, files };
  const { problems, texts } = compiled;
  if (format === 'json') shell.out.write(jsonText({ valid: false, problems }));
  else {
    shell.err.write(`${problemText(problems, texts, shell.err.style)}\n\n`);
    shell.err.lines([problemCount(problems, texts.size)]);
  }
  shell.exit(EXIT.problems);
  return undefined;
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
