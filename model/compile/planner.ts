import type { Server } from '../inventory/site-inventory';
import type { JsonObject } from '../json';
import type { PlanNode, Slice, SliceInterlock } from '../plan/plan';
import type { Step } from '../schema/steps';
import {
  at,
  drillOf,
  filledText,
  isKnownAtCompile,
  valueAtCompile,
  type Context,
  type Spot,
} from './context';
import type { Flow } from './flow';
import type { DraftNode, Program } from './program';
import { groupsOf, type PlacedStep } from './step-tree';

/** Power gate of one feed. */
export interface FeedGate {
  /** Id of its node. */
  readonly node: string;
  readonly interlocks: readonly SliceInterlock[];
}

/** One wave of the plan, for outlines. */
export interface WaveNote {
  readonly step: string;
  readonly node: string;
  readonly feeds: readonly string[];
  readonly servers: number;
  readonly kw: number;
}

/** What making the program hands from step to step. */
export interface Planner {
  readonly context: Context;
  readonly program: Program;
  readonly flow: Flow;
  /** Slice id → slice. */
  readonly slices: Map<string, Slice>;
  readonly gates: Map<string, FeedGate>;
  /** Approval → servers that it covers; no wave behind it is larger. */
  readonly upTo: Map<string, number>;
  /** Feed → last node that makes it live. */
  readonly live: Map<string, string>;
  /** Restore step → servers that it starts, in order. */
  readonly chosen: ReadonlyMap<string, readonly Server[]>;
  /** Server → wave that starts it. */
  readonly waveOf: Map<string, { readonly node: string; readonly lane: string }>;
  readonly waves: WaveNote[];
  /** kW that equipment takes from each feed. */
  readonly equipmentKw: ReadonlyMap<string, number>;
  /** Planned steady kW per feed. */
  readonly steadyKw: Map<string, number>;
  /** Services in the order in which they should come back. */
  readonly serviceOrder: readonly string[];
  /** Service → enable steps that name it, in the order of the program. */
  readonly enableStepOf: ReadonlyMap<string, readonly string[]>;
  /** Service → node that gives it traffic. */
  readonly enabledBy: Map<string, string>;
}

export function spotOf(planner: Planner, placed: PlacedStep): Spot {
  return { file: planner.context.files.runbook, path: placed.path, step: placed.step.id };
}

/** What every node of a step carries. */
export function common(
  planner: Planner,
  placed: PlacedStep,
): Pick<DraftNode, 'step' | 'kind' | 'title' | 'onFailure' | 'drill' | 'when' | 'skip'> {
  const { context } = planner;
  const { step } = placed;
  const groups = groupsOf(context.tree, placed);
  const drill = drillOf(context.tree, placed);
  return {
    step: step.id,
    kind: step.kind,
    title:
      step.title === undefined
        ? step.id
        : filledText(context, at(spotOf(planner, placed), 'title'), step.title),
    onFailure: step.onFailure,
    drill,
    ...condition(planner, placed, [step, ...groups]),
  };
}

/** `when` of a step and of the groups around it; decided here where no run is needed. */
function condition(
  planner: Planner,
  placed: PlacedStep,
  steps: readonly Step[],
): Pick<DraftNode, 'when' | 'skip'> {
  const left: string[] = [];
  for (const { when } of steps) {
    if (when === undefined) continue;
    if (!isKnownAtCompile(when)) left.push(when);
    else if (valueAtCompile(planner.context, at(spotOf(planner, placed), 'when'), when) !== true)
      return { skip: `when: ${when}` };
  }
  if (left.length === 0) return {};
  return { when: left.length === 1 ? (left[0] ?? '') : left.map((one) => `(${one})`).join(' && ') };
}

/** Approvals with bounds above a step: they are looked at again whenever something starts under them. */
export function guardsOf(planner: Planner, placed: PlacedStep): readonly string[] {
  const { tree } = planner.context;
  const guards: string[] = [];
  const seen = new Set<string>();
  const open = [placed.step.id];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const one = tree.byId.get(id);
    if (one === undefined) continue;
    if (one.step.kind === 'approval' && one.step.upTo !== undefined) guards.push(id);
    for (const before of [...one.before, ...one.inner]) {
      if (seen.has(before)) continue;
      seen.add(before);
      open.push(before);
    }
  }
  return guards;
}

/** Feeds of a step over feeds, in the order of the inventory. */
export function feedsOf(
  planner: Planner,
  placed: PlacedStep,
  feeds: { readonly site: string; readonly only?: readonly string[] | undefined },
): readonly string[] {
  const { context } = planner;
  const spot = at(spotOf(planner, placed), 'feeds');
  const site = filledText(context, at(spot, 'site'), feeds.site);
  if (!context.files.inventory.value.sites.some((one) => one.id === site)) {
    context.findings.add(
      'REFERENCE_UNKNOWN',
      spot.file,
      [...spot.path, 'site'],
      `there is no site '${site}'`,
    );
    return [];
  }
  const ofSite = [...context.site.feeds.values()].filter((feed) => feed.site === site);
  feeds.only?.forEach((id, i) => {
    if (!ofSite.some((feed) => feed.id === id))
      context.findings.add(
        'REFERENCE_UNKNOWN',
        spot.file,
        [...spot.path, 'only', i],
        `site '${site}' has no feed '${id}'`,
      );
  });
  const found = ofSite.map((feed) => feed.id).filter((id) => feeds.only?.includes(id) ?? true);
  const isMisnamed = feeds.only?.some((id) => !ofSite.some((feed) => feed.id === id)) === true;
  if (found.length === 0 && !isMisnamed)
    context.findings.add(
      'SELECTION_EMPTY',
      spot.file,
      spot.path,
      `site '${site}' has no feeds here`,
    );
  return found;
}

/** Lays out the joining node of a flowing step, and what it leaves for those that follow. */
export function join(
  planner: Planner,
  placed: PlacedStep,
  parts: readonly string[],
  feeds: ReadonlyMap<string, readonly string[]>,
): void {
  const { step, kind, title, onFailure, drill } = common(planner, placed);
  const own = { step, kind, title, onFailure, drill };
  const entry = parts.length === 0 ? planner.flow.entryOf(placed) : { needs: parts, needsAny: [] };
  planner.program.add({ ...own, id: own.step, ...entry, work: { type: 'join' } });
  planner.flow.leave(own.step, { kind: own.kind, join: own.step, feeds });
}

/** Values that simulate a step in a drill: only calls can be. */
export function refuseSimulate(
  planner: Planner,
  placed: PlacedStep,
  drill: PlanNode['drill'],
): void {
  if (drill !== 'simulate') return;
  planner.context.findings.add(
    'STEP_UNUSABLE',
    planner.context.files.runbook,
    [...placed.path, 'drill'],
    `'${placed.step.id}' is ${placed.step.kind}, which cannot be simulated`,
    { fix: 'Use `drill: simulate` on action, check and notify; `run` or `skip` elsewhere.' },
  );
}

/** Scope of a call: nothing is kept that it does not name. */
export function withScope(scope: JsonObject): { readonly scope?: JsonObject } {
  return Object.keys(scope).length === 0 ? {} : { scope };
}
