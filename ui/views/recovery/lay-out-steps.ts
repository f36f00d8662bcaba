import type { Plan, PlanStep } from '../../api/types';

/** One line of the graph: steps side by side, or the head of a group. */
export type Row =
  | { readonly type: 'steps'; readonly steps: readonly PlanStep[]; readonly top: number }
  | {
      readonly type: 'group';
      readonly step: PlanStep;
      readonly top: number;
      readonly bottom: number;
    };

/** A line from one step to the next, in percent of the width and in px. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  /** Lane beside the boxes, 0 the nearest; null where it goes straight down to the next layer. */
  readonly lane: number | null;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Where everything of the graph stands. */
export interface Layout {
  readonly rows: readonly Row[];
  readonly edges: readonly Edge[];
  /** Px. */
  readonly height: number;
  readonly needs: ReadonlyMap<string, readonly string[]>;
}

/** Heights in px; the style sheet has the same. */
export const STEP_HEIGHT = 100;
const GAP = 24;
const GROUP_HEAD = 32;

/** Lanes beside the boxes, for lines that pass others by. */
const LANES = 3;

/** Most steps side by side: more do not fit on a phone. */
const MOST_ABREAST = 3;

/** Lays the steps of a plan out in layers: each stands below all that it needs. */
export function layOutSteps(plan: Pick<Plan, 'steps' | 'nodes'>): Layout {
  const needs = needsOfSteps(plan);
  const steps = plan.steps.filter(({ kind }) => kind !== 'group');
  const layers = layersOf(steps, needs);
  const groups = new Map(
    plan.steps.filter(({ kind }) => kind === 'group').map((step) => [step.id, step]),
  );
  const rows: Row[] = [];
  const places = new Map<string, { x: number; y: number }>();
  const open = new Map<string, number>();
  let top = 0;
  for (const layer of layers) {
    for (const id of new Set(layer.flatMap(({ group }) => group ?? []))) {
      const step = groups.get(id);
      if (step === undefined || open.has(id)) continue;
      open.set(id, rows.length);
      rows.push({ type: 'group', step, top, bottom: top });
      top += GROUP_HEAD;
    }
    for (let i = 0; i < layer.length; i += MOST_ABREAST) {
      const abreast = layer.slice(i, i + MOST_ABREAST);
      abreast.forEach(({ id }, k) =>
        places.set(id, { x: (100 * (k + 0.5)) / abreast.length, y: top }),
      );
      rows.push({ type: 'steps', steps: abreast, top });
      for (const { group } of abreast) {
        const at = group === null ? undefined : open.get(group);
        const head = at === undefined ? undefined : rows[at];
        if (at !== undefined && head?.type === 'group')
          rows[at] = { ...head, bottom: top + STEP_HEIGHT + GAP / 2 };
      }
      top += STEP_HEIGHT + GAP;
    }
  }
  let lanes = 0;
  const edges = [...reduced(needs)].flatMap(([from, to]): readonly Edge[] => {
    const [a, b] = [places.get(from), places.get(to)];
    if (a === undefined || b === undefined) return [];
    const isFar = b.y - a.y > STEP_HEIGHT + GAP + GROUP_HEAD;
    const lane = isFar ? lanes++ % LANES : null;
    return [{ from, to, lane, x1: a.x, y1: a.y + STEP_HEIGHT, x2: b.x, y2: b.y }];
  });
  return { rows, edges, height: Math.max(0, top - GAP), needs };
}

/** Steps that each step needs, earlier ones only; a group stands for all that is in it. */
function needsOfSteps({
  steps,
  nodes,
}: Pick<Plan, 'steps' | 'nodes'>): ReadonlyMap<string, readonly string[]> {
  const place = new Map(steps.map(({ id }, i) => [id, i]));
  const stepOf = new Map(nodes.map(({ id, step }) => [id, step]));
  const members = new Map<string, string[]>();
  for (const { id, group } of steps)
    if (group !== null) members.set(group, [...(members.get(group) ?? []), id]);
  const found = new Map<string, Set<string>>(steps.map(({ id }) => [id, new Set()]));
  for (const { step, needs, needsAny } of nodes)
    for (const need of [...needs, ...needsAny.flat()]) {
      const other = stepOf.get(need);
      if (other === undefined || other === step) continue;
      for (const one of members.get(other) ?? [other])
        if ((place.get(one) ?? 0) < (place.get(step) ?? 0)) found.get(step)?.add(one);
    }
  return new Map([...found].map(([id, set]) => [id, [...set]]));
}

function layersOf(
  steps: readonly PlanStep[],
  needs: ReadonlyMap<string, readonly string[]>,
): readonly (readonly PlanStep[])[] {
  const depth = new Map<string, number>();
  const layers: PlanStep[][] = [];
  for (const step of steps) {
    const at = Math.max(0, ...(needs.get(step.id) ?? []).map((id) => (depth.get(id) ?? -1) + 1));
    depth.set(step.id, at);
    (layers[at] ??= []).push(step);
  }
  return layers;
}

/** Needs that no other need already implies. */
function* reduced(
  needs: ReadonlyMap<string, readonly string[]>,
): Generator<readonly [string, string]> {
  const behind = new Map<string, ReadonlySet<string>>();
  for (const [id, list] of needs) {
    const all = new Set(list);
    for (const one of list) for (const far of behind.get(one) ?? []) all.add(far);
    behind.set(id, all);
    for (const one of list)
      if (!list.some((other) => other !== one && behind.get(other)?.has(one) === true))
        yield [one, id];
  }
}
