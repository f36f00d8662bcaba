import { expandInventory } from '../inventory/expand-inventory';
import type { SiteInventory } from '../inventory/site-inventory';
import type { Json, JsonObject } from '../json';
import type { MakeSafe, PhasesWork, PlanNode } from '../plan/plan';
import { Findings } from '../source/findings';
import type { Problem } from '../problem';
import { checkAddresses } from './check-addresses';
import { checkGates, checkIrreversible, checkMakeSafe } from './check-gates';
import { checkInventoryCalls } from './check-inventory-calls';
import { checkPeopleFiles } from './check-people-files';
import { checkReserved } from './check-reserved';
import { checkRunbook } from './check-runbook';
import { checkNodeSizes } from './paging';
import { checkStrayTemplates } from './check-stray-templates';
import { checkStep } from './check-steps';
import type { ConnectorCatalogue } from './connector-info';
import { baseTypes, type Context, type ScenarioFiles } from './context';
import { actionWork } from './emit-calls';
import { emitStep } from './emit-step';
import { makePlanner } from './make-planner';
import { outputTypes } from './output-types';
import { common, type Planner } from './planner';
import { resolveInputs } from './resolve-inputs';
import { stepTree, type PlacedStep } from './step-tree';
import { targetsOf } from './targets';

/** What authored files compile to, before it is cut into parts. */
export interface Draft {
  readonly context: Context;
  readonly planner: Planner;
  readonly nodes: readonly PlanNode[];
  readonly makeSafe: MakeSafe;
}

export interface Compiled {
  /** Absent where a problem stands against it. */
  readonly draft: Draft | undefined;
  /** All problems, warnings too, by file and place. */
  readonly problems: readonly Problem[];
}

export interface CompileRequest {
  readonly files: ScenarioFiles;
  readonly connectors: ConnectorCatalogue;
  readonly inputs: JsonObject;
  /** `placeholders` stands in for inputs that are not given, where files are only validated. */
  readonly inputMode: 'strict' | 'placeholders';
}

/** Checks authored files together and makes the program: pure, and the same everywhere. */
export function compile(request: CompileRequest): Compiled {
  const findings = new Findings();
  const context = contextOf(request, findings);
  checkRunbook(context);
  checkReserved(context);
  checkStrayTemplates(context.files, findings);
  checkPeopleFiles(context);
  checkInventoryCalls(context);
  for (const placed of context.tree.order) {
    if (!checkStep(context, placed)) context.broken.add(placed.step.id);
  }
  checkMakeSafeSteps(context);
  const planner = makePlanner(context);
  for (const placed of context.tree.order) {
    if (!context.broken.has(placed.step.id)) emitStep(planner, placed);
  }
  const makeSafe = makeSafeOf(planner);
  if (!isGood(findings)) return { draft: undefined, problems: findings.sorted() };
  const nodes = planner.program.nodes();
  checkNodeSizes(context, nodes);
  checkGates(context, nodes, planner.slices);
  checkIrreversible(context, nodes);
  checkMakeSafe(context);
  if (isGood(findings) && request.inputMode !== 'placeholders') checkAddresses(context, nodes);
  const draft = isGood(findings) ? { context, planner, nodes, makeSafe } : undefined;
  return { draft, problems: findings.sorted() };
}

function isGood(findings: Findings): boolean {
  return !findings.hasErrors;
}

function contextOf(request: CompileRequest, findings: Findings): Context {
  const { files, connectors } = request;
  const site = expandInventory(files.inventory, findings);
  const inputs = resolveInputs(
    files.runbook,
    files.inventory.value,
    request.inputs,
    findings,
    request.inputMode,
    files.drill,
  );
  const tree = stepTree({ runbook: files.runbook, findings });
  const base = {
    files,
    connectors,
    findings,
    site,
    inputs,
    inputMode: request.inputMode,
    targets: targetsOf(files, site),
    tree,
    types: baseTypes(files.runbook.value, outputTypes(tree, connectors)),
    named: new Set<string>(),
    broken: new Set<string>(),
  };
  return { ...base, scope: scopeOf(files, site, inputs) };
}

function scopeOf(files: ScenarioFiles, site: SiteInventory, inputs: JsonObject): JsonObject {
  const { sites, environment } = files.inventory.value;
  const named = Object.entries(files.runbook.value.inputs).find(([, one]) => one.type === 'site');
  const id = named === undefined ? undefined : inputs[named[0]];
  const own = sites.find((one) => one.id === id) ?? sites[0];
  const plan: Record<string, Json> = {
    serverCount: 0,
    serviceCount: site.services.size,
    environment,
  };
  return {
    inputs,
    site: {
      id: own?.id ?? '',
      title: own?.title ?? own?.id ?? '',
      timezone: own?.timezone ?? 'UTC',
    },
    plan,
  };
}

function checkMakeSafeSteps(context: Context): void {
  context.files.runbook.value.makeSafe.forEach((step, i) => {
    checkStep(context, placedInMakeSafe(step, i));
  });
}

function makeSafeOf(planner: Planner): MakeSafe {
  const { makeSafe } = planner.context.files.runbook.value;
  return {
    steps: makeSafe.flatMap((step, i) => {
      const placed = placedInMakeSafe(step, i);
      const work = actionWork(planner, placed, step);
      const { title } = common(planner, placed);
      return work === undefined ? [] : [{ id: step.id, title, work: takingTraffic(work) }];
    }),
  };
}

/** A call that takes a service its traffic says so, as the shares of a ramp do. */
function takingTraffic(work: PhasesWork): PhasesWork {
  const phases = work.phases.map((phase) =>
    phase.type === 'call' && phase.uses === 'haproxy.weight' && phase.with['weight'] === 0
      ? { ...phase, share: 0 }
      : phase,
  );
  return { ...work, phases };
}

function placedInMakeSafe(step: PlacedStep['step'], i: number): PlacedStep {
  return { step, path: ['makeSafe', i], group: undefined, before: [], inner: [] };
}
