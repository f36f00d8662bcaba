import { durationMs } from '../duration';
import { RUN_NAMES } from '../expression/references';
import type { Json } from '../json';
import type { CallPhase, Effect, PhasesWork } from '../plan/plan';
import type { Step } from '../schema/steps';
import { callPhase, DEFAULT_RETRY, DEFAULT_TIMEOUT_MS, retryPolicy } from './call-phase';
import { connectorOf, effectOf } from './check-call';
import { at, isKnownAtCompile, valueAtCompile } from './context';
import { common, join, refuseSimulate, spotOf, type Planner } from './planner';
import type { PlacedStep } from './step-tree';

const ITEM_LATER: ReadonlySet<string> = new Set([...RUN_NAMES, 'item']);

/** Most items that `forEach` may give; the run has the same bound. */
const MOST_ITEMS = 1000;

type Of<K extends Step['kind']> = Extract<Step, { kind: K }>;

export function emitAction(planner: Planner, placed: PlacedStep, step: Of<'action'>): void {
  const work = actionWork(planner, placed, step);
  if (work !== undefined) addOne(planner, placed, work);
}

/** What an action does; undefined where its connector is not there. */
export function actionWork(
  planner: Planner,
  placed: PlacedStep,
  step: Of<'action'>,
): PhasesWork | undefined {
  const connector = connectorOf(planner.context, step.uses);
  if (connector === undefined) return undefined;
  const effect = effectOf(connector, step.effect);
  return {
    type: 'phases',
    ...actionPhases(planner, placed, step, effect),
    ...retryOf(step, effect),
    timeoutMs: step.timeout === undefined ? DEFAULT_TIMEOUT_MS : durationMs(step.timeout),
  };
}

function retryOf(step: Of<'action'>, effect: Effect): Pick<PhasesWork, 'retry'> {
  if (effect === 'once' || effect === 'irreversible') return {};
  return { retry: step.retry === undefined ? DEFAULT_RETRY : retryPolicy(step.retry) };
}

/** One phase; with `forEach`, one an item, or where only the run knows the items, one repeated for each. */
function actionPhases(
  planner: Planner,
  placed: PlacedStep,
  step: Of<'action'>,
  effect: Effect,
): Pick<PhasesWork, 'phases' | 'forEach'> {
  const { context } = planner;
  const spot = spotOf(planner, placed);
  const options = {
    id: 'call',
    effect,
    keep: context.named.has(step.id),
    simulate: common(planner, placed).drill === 'simulate',
  };
  if (step.forEach === undefined) return { phases: [callPhase(context, spot, step, options)] };
  if (!isKnownAtCompile(step.forEach)) {
    const phase = callPhase(context, spot, step, { ...options, keepNames: ITEM_LATER });
    return { phases: [phase], forEach: step.forEach };
  }
  const items = valueAtCompile(context, at(spot, 'forEach'), step.forEach);
  if (!isList(items) || items.length > MOST_ITEMS) {
    context.findings.add(
      'STEP_UNUSABLE',
      spot.file,
      [...spot.path, 'forEach'],
      isList(items)
        ? `forEach gives ${String(items.length)} items, more than ${String(MOST_ITEMS)}`
        : `forEach gives ${JSON.stringify(items ?? null)}, not a list`,
    );
    return { phases: [] };
  }
  return {
    phases: items.map((item, i) =>
      callPhase(context, spot, step, { ...options, id: `call-${String(i + 1)}`, extra: { item } }),
    ),
  };
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A poll: of a connector, or of equipment feed by feed. */
export function emitCheck(planner: Planner, placed: PlacedStep, step: Of<'check'>): void {
  const { context } = planner;
  if (step.equipment !== undefined) return emitEquipment(planner, placed, step);
  if (step.uses === undefined) return;
  const phase = callPhase(
    context,
    spotOf(planner, placed),
    { uses: step.uses, with: step.with, expect: step.expect },
    {
      id: 'poll',
      effect: 'read',
      poll: pollOf(step),
      keep: context.named.has(step.id),
      simulate: common(planner, placed).drill === 'simulate',
    },
  );
  addOne(planner, placed, pollWork(step, [phase]));
}

function pollOf(step: Of<'check'>): NonNullable<CallPhase['poll']> {
  return {
    everyMs: durationMs(step.every),
    withinMs: durationMs(step.within),
    forMs: step.for === undefined ? 0 : durationMs(step.for),
  };
}

function pollWork(step: Of<'check'>, phases: readonly CallPhase[]): PhasesWork {
  const timeoutMs = step.timeout === undefined ? DEFAULT_TIMEOUT_MS : durationMs(step.timeout);
  return { type: 'phases', phases, timeoutMs };
}

function emitEquipment(planner: Planner, placed: PlacedStep, step: Of<'check'>): void {
  const { context } = planner;
  const { file, value } = context.files.inventory;
  const own = common(planner, placed);
  const drill = own.drill === 'simulate';
  const feeds = new Map<string, readonly string[]>();
  const all = [...context.site.feeds.keys()];
  const live = all.filter((feed) => planner.live.has(feed));
  for (const feed of live.length === 0 ? all : live) {
    const here = value.equipment.flatMap((one, i) =>
      one.kind === step.equipment && one.feeds.includes(feed) ? [{ one, i }] : [],
    );
    if (here.length === 0) continue;
    const id = `${step.id}/${feed}`;
    const phases = here.map(({ one, i }) =>
      callPhase(
        context,
        { file: context.files.inventory, path: ['equipment', i, 'health'] },
        one.health,
        { id: one.id, effect: 'read', poll: pollOf(step), simulate: drill },
      ),
    );
    planner.program.add({
      ...own,
      id,
      feed,
      needs: planner.flow.entryOn(placed, feed),
      work: pollWork(step, phases),
    });
    feeds.set(feed, [id]);
  }
  if (feeds.size === 0) {
    context.findings.add(
      'SELECTION_EMPTY',
      context.files.runbook,
      [...placed.path, 'equipment'],
      `${file} has no equipment of kind '${step.equipment ?? ''}'`,
    );
  }
  join(planner, placed, [...feeds.values()].flat(), feeds);
}

export function emitNotify(planner: Planner, placed: PlacedStep, step: Of<'notify'>): void {
  const { context } = planner;
  const { channels } = context.files.inventory.value;
  const spot = spotOf(planner, placed);
  const phases = step.channels.flatMap((id): readonly CallPhase[] => {
    const channel = channels.find((one) => one.id === id);
    if (channel === undefined) return [];
    const call = { uses: channel.uses, with: { channel: id, message: step.message } };
    const simulate = common(planner, placed).drill === 'simulate';
    return [callPhase(context, spot, call, { id, effect: 'idempotent', simulate })];
  });
  addOne(planner, placed, {
    type: 'phases',
    phases,
    retry: DEFAULT_RETRY,
    timeoutMs: step.timeout === undefined ? DEFAULT_TIMEOUT_MS : durationMs(step.timeout),
  });
}

export function emitWait(planner: Planner, placed: PlacedStep, step: Of<'wait'>): void {
  const own = common(planner, placed);
  refuseSimulate(planner, placed, step.drill);
  planner.program.add({
    ...own,
    id: step.id,
    ...planner.flow.entryOf(placed),
    work: { type: 'wait', ms: durationMs(step.for) },
  });
  planner.flow.leave(step.id, { kind: 'wait', join: step.id, feeds: new Map() });
}

export function emitGroup(planner: Planner, placed: PlacedStep): void {
  const inner = placed.inner.flatMap((id) => planner.flow.exitOf(id)?.join ?? []);
  join(planner, placed, inner, new Map());
}

function addOne(planner: Planner, placed: PlacedStep, work: PhasesWork): void {
  const own = common(planner, placed);
  const { id, kind } = placed.step;
  planner.program.add({ ...own, id, ...planner.flow.entryOf(placed), work });
  planner.flow.leave(id, { kind, join: id, feeds: new Map() });
}
