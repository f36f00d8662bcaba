import type { JsonObject } from '../json';
import type { PolicyKey } from '../plan/policy';
import type { Problem } from '../problem';
import type { Drill } from '../schema/drill';
import type { Inventory } from '../schema/inventory';
import type { Roster } from '../schema/roster';
import type { Runbook } from '../schema/runbook';
import type { LoadedFile } from '../source/loaded-file';
import { byPlace, Findings } from '../source/findings';
import { loadAny } from '../source/load-file';
import { problemOf } from '../source/raw-problem';
import { checkServices } from './check-services';
import { compile } from './compile';
import type { ConnectorCatalogue } from './connector-info';
import type { ScenarioFiles } from './context';
import { planOf, type CompiledPlan } from './plan-of';
import { validateAlone, validateInventory } from './validate-alone';

/** One file of a scenario as it was read. */
export interface SourceFile {
  /** Path as people know it. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** The files of one scenario that fit their schemas, by kind. */
interface Scenario {
  readonly runbooks: readonly LoadedFile<Runbook>[];
  readonly inventories: readonly LoadedFile<Inventory>[];
  readonly rosters: readonly LoadedFile<Roster>[];
  readonly drills: readonly LoadedFile<Drill>[];
  readonly problems: readonly Problem[];
  /** File → its text, for code frames. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface Validation {
  readonly problems: readonly Problem[];
  readonly texts: ReadonlyMap<string, string>;
}

/** Every problem of a scenario's files: each alone, and each runbook against every inventory. */
export function validateFiles(
  files: readonly SourceFile[],
  catalogue: ConnectorCatalogue,
): Validation {
  const scenario = load(files);
  const found = new Map<string, Problem>();
  const add = (problems: readonly Problem[]): void => {
    for (const one of problems)
      found.set(`${one.file}:${one.line}:${one.column}:${one.code}:${one.message}`, one);
  };
  add(scenario.problems);
  add(checkSet(scenario));
  const [roster] = scenario.rosters;
  if (scenario.runbooks.length === 0)
    for (const inventory of scenario.inventories)
      add(validateInventory(inventory, roster, catalogue));
  for (const runbook of scenario.runbooks) {
    if (roster === undefined || scenario.inventories.length === 0) {
      add(validateAlone(runbook, scenario.inventories[0], roster, catalogue));
      for (const inventory of scenario.inventories)
        add(validateInventory(inventory, roster, catalogue));
      continue;
    }
    for (const inventory of scenario.inventories) {
      const drills = scenario.drills.filter(
        (drill) => drill.value.environment === inventory.value.environment,
      );
      for (const drill of drills.length === 0 ? [undefined] : drills) {
        const set = filesOf(scenario, runbook, inventory, roster, drill);
        const inputs = drill?.value.inputs ?? {};
        const inputMode = drill === undefined ? 'placeholders' : 'strict';
        add(compile({ files: set, connectors: catalogue, inputs, inputMode }).problems);
      }
    }
  }
  return { problems: sorted([...found.values()]), texts: scenario.texts };
}

/** What is wrong between files of one kind: names that stand twice, drills of an environment that is not there. */
function checkSet(scenario: Scenario): readonly Problem[] {
  const findings = new Findings();
  for (const list of [scenario.runbooks, scenario.drills] as const) {
    const seen = new Set<string>();
    for (const one of list) {
      const { id } = one.value.metadata;
      if (seen.has(id))
        findings.add(
          'DUPLICATE_ID',
          one,
          ['metadata', 'id'],
          `'${id}' is the id of another file too`,
        );
      seen.add(id);
    }
  }
  for (const extra of scenario.rosters.slice(1))
    findings.add('SCENARIO_INCOMPLETE', extra, ['kind'], 'there is another roster beside it', {
      fix: 'Keep one roster a scenario.',
    });
  checkServices(scenario.inventories, findings);
  const known = scenario.inventories.map((one) => one.value.environment);
  for (const drill of scenario.drills) {
    const { environment } = drill.value;
    if (known.length === 0 || known.includes(environment)) continue;
    findings.add(
      'ENVIRONMENT_UNKNOWN',
      drill,
      ['environment'],
      `there is no inventory of '${environment}'`,
      { fix: `There are: ${known.join(', ')}.` },
    );
  }
  return findings.sorted();
}

function sorted(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort(byPlace);
}

function filesOf(
  scenario: Scenario,
  runbook: LoadedFile<Runbook>,
  inventory: LoadedFile<Inventory>,
  roster: LoadedFile<Roster>,
  drill: LoadedFile<Drill> | undefined,
): ScenarioFiles {
  return {
    runbook,
    inventory,
    roster,
    ...(drill === undefined ? {} : { drill }),
    others: scenario.inventories.filter((one) => one !== inventory),
  };
}

function load(files: readonly SourceFile[]): Scenario {
  const runbooks: LoadedFile<Runbook>[] = [];
  const inventories: LoadedFile<Inventory>[] = [];
  const rosters: LoadedFile<Roster>[] = [];
  const drills: LoadedFile<Drill>[] = [];
  const problems: Problem[] = [];
  const texts = new Map<string, string>();
  for (const { file, bytes } of files) {
    texts.set(file, new TextDecoder().decode(bytes.subarray(0, MOST_SHOWN)));
    const loaded = loadAny(file, bytes);
    problems.push(...loaded.problems);
    if (!loaded.ok) continue;
    const { authored } = loaded;
    switch (authored.kind) {
      case 'Runbook':
        runbooks.push(authored.file);
        break;
      case 'Inventory':
        inventories.push(authored.file);
        break;
      case 'Roster':
        rosters.push(authored.file);
        break;
      case 'Drill':
        drills.push(authored.file);
    }
  }
  return { runbooks, inventories, rosters, drills, problems, texts };
}

/** Bytes of a file kept for code frames. */
const MOST_SHOWN = 4_000_000;

export interface ScenarioRequest {
  readonly files: readonly SourceFile[];
  /** File of the runbook, where the scenario has several. */
  readonly runbook?: string;
  /** Which inventory; by default that of the drill, or the only one there is. */
  readonly environment: string | undefined;
  /** Id of the drill whose inputs are taken. */
  readonly drill?: string;
  /** Drill that is taken where neither it nor what it would say is named, if it is there and fits. */
  readonly drillByDefault?: string;
  /** Inputs that were given by hand; they go before the drill's. */
  readonly inputs: JsonObject;
  /** This installation's public keys. */
  readonly keys: Readonly<Record<string, PolicyKey>>;
  readonly catalogue: ConnectorCatalogue;
}

/** A plan with the files it came from. */
export interface ScenarioPlan extends CompiledPlan {
  readonly inventoryFile: string;
  readonly drillFile?: string;
}

export type CompiledScenario =
  | {
      readonly ok: true;
      readonly plan: ScenarioPlan;
      /** Warnings. */
      readonly problems: readonly Problem[];
      readonly drill: Drill | undefined;
      readonly texts: ReadonlyMap<string, string>;
    }
  | {
      readonly ok: false;
      readonly problems: readonly Problem[];
      readonly texts: ReadonlyMap<string, string>;
    };

/** Compiles one runbook of a scenario in one environment. */
export function compileScenario(request: ScenarioRequest): CompiledScenario {
  const scenario = load(request.files);
  const { texts } = scenario;
  const fail = (problems: readonly Problem[]): CompiledScenario => ({ ok: false, problems, texts });
  if (scenario.problems.some((problem) => problem.severity === 'error'))
    return fail(sorted(scenario.problems));
  const chosen = choose(scenario, request);
  if ('code' in chosen) return fail([chosen]);
  const { drill } = chosen;
  const { draft, problems } = compile({
    files: chosen,
    connectors: request.catalogue,
    inputs: { ...drill?.value.inputs, ...request.inputs },
    inputMode: 'strict',
  });
  if (draft === undefined) return fail(problems);
  const plan: ScenarioPlan = {
    ...planOf(draft, request.keys),
    inventoryFile: chosen.inventory.file,
    ...(drill === undefined ? {} : { drillFile: drill.file }),
  };
  return { ok: true, plan, problems, drill: drill?.value, texts };
}

function choose(scenario: Scenario, request: ScenarioRequest): ScenarioFiles | Problem {
  const folder = request.files[0]?.file ?? '';
  const lacks = (message: string, fix: string): Problem => ({
    ...problemOf(folder, { code: 'SCENARIO_INCOMPLETE', message, place: { line: 1, column: 1 } }),
    fix,
  });
  const runbooks = scenario.runbooks.filter(
    (one) => request.runbook === undefined || one.file === request.runbook,
  );
  const [runbook] = runbooks;
  if (runbook === undefined)
    return lacks('there is no runbook', 'Add a file with `kind: Runbook`.');
  if (runbooks.length > 1)
    return lacks(
      `there are ${String(runbooks.length)} runbooks: ${runbooks.map((one) => one.file).join(', ')}`,
      'Name the file of one of them.',
    );
  const [roster] = scenario.rosters;
  if (roster === undefined) return lacks('there is no roster', 'Add a file with `kind: Roster`.');
  const drills = scenario.drills.map((one) => one.value.metadata.id).join(', ');
  const drill = drillOf(scenario, request);
  if (request.drill !== undefined && drill === undefined)
    return lacks(`there is no drill '${request.drill}'`, `There are: ${drills || 'none'}.`);
  const wanted = request.environment ?? drill?.value.environment;
  const inventories = scenario.inventories.filter(
    (one) => wanted === undefined || one.value.environment === wanted,
  );
  const known = scenario.inventories.map((one) => one.value.environment).join(', ');
  const [inventory] = inventories;
  if (inventory === undefined)
    return {
      ...lacks(`there is no inventory of '${wanted ?? ''}'`, `There are: ${known || 'none'}.`),
      code: 'ENVIRONMENT_UNKNOWN',
    };
  if (inventories.length > 1)
    return lacks(`several inventories fit: ${known}`, 'Name one with `--env`.');
  return filesOf(scenario, runbook, inventory, roster, drill);
}

function drillOf(scenario: Scenario, request: ScenarioRequest): LoadedFile<Drill> | undefined {
  const { drill, drillByDefault, environment } = request;
  return scenario.drills.find(({ value }) =>
    drill === undefined
      ? value.metadata.id === drillByDefault &&
        (environment === undefined || environment === value.environment)
      : value.metadata.id === drill,
  );
}
