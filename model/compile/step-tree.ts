import { closest } from '../closest';
import { circleText } from '../inventory/find-cycle';
import type { Step } from '../schema/steps';
import type { SourcePath } from '../source/loaded-file';
import type { Runbook } from '../schema/runbook';
import type { Findings } from '../source/findings';
import type { LoadedFile } from '../source/loaded-file';

/** An authored step with its place in the file and what it comes after. */
export interface PlacedStep {
  readonly step: Step;
  readonly path: SourcePath;
  /** Id of the group it stands in. */
  readonly group: string | undefined;
  /** Steps that come before: its `needs`, or its neighbour above, and what its group comes after. */
  readonly before: readonly string[];
  /** For a group: its own steps. */
  readonly inner: readonly string[];
}

/** What a step tree is made of. */
interface Source {
  readonly runbook: LoadedFile<Runbook>;
  readonly findings: Findings;
}

/** All steps by id, in an order in which each comes after what it needs. */
export interface StepTree {
  readonly byId: ReadonlyMap<string, PlacedStep>;
  readonly order: readonly PlacedStep[];
}

/** Groups around a step, the nearest first. */
export function groupsOf(tree: StepTree, placed: PlacedStep): readonly Step[] {
  const groups: Step[] = [];
  for (let id = placed.group; id !== undefined;) {
    const group = tree.byId.get(id);
    if (group === undefined) break;
    groups.push(group.step);
    id = group.group;
  }
  return groups;
}

/** Flattens groups, resolves `needs`, and sorts; finds double ids, unknown needs and circles. */
export function stepTree(from: Source): StepTree {
  const { runbook } = from;
  const byId = new Map<string, PlacedStep>();
  flatten(from, runbook.value.steps, ['steps'], undefined, [], byId);
  for (const placed of byId.values()) {
    placed.step.needs?.forEach((need, i) => {
      if (byId.has(need)) return;
      const near = closest(need, [...byId.keys()]);
      from.findings.add(
        'REFERENCE_UNKNOWN',
        runbook,
        [...placed.path, 'needs', i],
        `there is no step '${need}'`,
        near === undefined ? {} : { fix: `Did you mean '${near}'?` },
      );
    });
  }
  return { byId, order: sorted(from, byId) };
}

function flatten(
  from: Source,
  steps: readonly Step[],
  path: SourcePath,
  group: string | undefined,
  groupBefore: readonly string[],
  byId: Map<string, PlacedStep>,
): void {
  steps.forEach((step, i) => {
    const here = [...path, i];
    const above = steps[i - 1];
    const own = step.needs ?? (above === undefined ? [] : [above.id]);
    const inherits = group !== undefined && (own.length === 0 || step.needs !== undefined);
    const before = [...new Set([...own, ...(inherits ? groupBefore : [])])];
    const inner = step.kind === 'group' ? step.steps.map((one) => one.id) : [];
    if (byId.has(step.id)) {
      from.findings.add(
        'DUPLICATE_ID',
        from.runbook,
        [...here, 'id'],
        `step '${step.id}' stands twice`,
      );
      return;
    }
    byId.set(step.id, { step, path: here, group, before, inner });
    if (step.kind === 'group') flatten(from, step.steps, [...here, 'steps'], step.id, before, byId);
  });
}

/** Kahn's algorithm, stable in the order written; a group comes after its own steps. */
function sorted(from: Source, byId: ReadonlyMap<string, PlacedStep>): readonly PlacedStep[] {
  const ids = [...byId.keys()];
  const rank = new Map(ids.map((id, i) => [id, i]));
  const needsOf = (placed: PlacedStep): readonly string[] =>
    [...placed.before, ...placed.inner].filter((id) => byId.has(id));
  const left = new Map<string, number>();
  const after = new Map<string, string[]>();
  for (const [id, placed] of byId) {
    const needs = needsOf(placed);
    left.set(id, needs.length);
    for (const need of needs) {
      const list = after.get(need);
      if (list === undefined) after.set(need, [id]);
      else list.push(id);
    }
  }
  const free = ids.filter((id) => left.get(id) === 0).map((id) => rank.get(id) ?? 0);
  const order: PlacedStep[] = [];
  const heap = new MinHeap(free);
  for (let next = heap.pop(); next !== undefined; next = heap.pop()) {
    const id = ids[next] ?? '';
    const placed = byId.get(id);
    if (placed === undefined) continue;
    order.push(placed);
    for (const dependant of after.get(id) ?? []) {
      const count = (left.get(dependant) ?? 0) - 1;
      left.set(dependant, count);
      if (count === 0) heap.push(rank.get(dependant) ?? 0);
    }
  }
  if (order.length < ids.length)
    findCircle(from, byId, new Set(order.map((placed) => placed.step.id)), needsOf);
  return order;
}

function findCircle(
  from: Source,
  byId: ReadonlyMap<string, PlacedStep>,
  done: ReadonlySet<string>,
  needsOf: (placed: PlacedStep) => readonly string[],
): void {
  const start = [...byId.keys()].find((id) => !done.has(id));
  const chain: string[] = [];
  let id = start;
  while (id !== undefined && !chain.includes(id)) {
    chain.push(id);
    const placed = byId.get(id);
    id = placed === undefined ? undefined : needsOf(placed).find((need) => !done.has(need));
  }
  if (id === undefined) return;
  const circle = [...chain.slice(chain.indexOf(id)), id];
  const placed = byId.get(id);
  from.findings.add(
    'CYCLE',
    from.runbook,
    [...(placed?.path ?? []), 'needs'],
    `steps need each other in a circle: ${circleText(circle)}`,
  );
}

class MinHeap {
  private readonly items: number[] = [];
  constructor(items: readonly number[]) {
    for (const item of items) this.push(item);
  }

  push(item: number): void {
    const { items } = this;
    items.push(item);
    let at = items.length - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = items[up] ?? 0;
      if (parent <= item) break;
      items[at] = parent;
      at = up;
    }
    items[at] = item;
  }

  pop(): number | undefined {
    const { items } = this;
    const top = items[0];
    const last = items.pop();
    if (top === undefined || last === undefined || items.length === 0) return top;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= items.length) break;
      const right = left + 1;
      const child = right < items.length && (items[right] ?? 0) < (items[left] ?? 0) ? right : left;
      const value = items[child] ?? 0;
      if (value >= last) break;
      items[at] = value;
      at = child;
    }
    items[at] = last;
    return top;
  }
}
