import type { StepKind } from '../schema/steps';
import type { PlacedStep, StepTree } from './step-tree';

/*
 * Power comes in parts, so `power`, `energise`, `restore` and checks of equipment flow feed by feed. What a
 * step waits for is worked out here, from the nodes that the steps before it have left behind.
 */

/** What a step left behind for those that come after it. */
export interface StepExit {
  readonly kind: StepKind;
  /** Its joining node, which ends when all of it has ended. */
  readonly join: string;
  /** Its last nodes on each feed, where it flows. */
  readonly feeds: ReadonlyMap<string, readonly string[]>;
}

/** What a node waits for. */
export interface Entry {
  readonly needs: readonly string[];
  readonly needsAny: readonly (readonly string[])[];
}

export class Flow {
  private readonly exits = new Map<string, StepExit>();
  private readonly onFeed = new Map<string, readonly string[]>();

  constructor(private readonly tree: StepTree) {}

  leave(step: string, exit: StepExit): void {
    this.exits.set(step, exit);
  }

  exitOf(step: string): StepExit | undefined {
    return this.exits.get(step);
  }

  /** What a step that does not flow waits for: of a power gate its first safe feed, of all else the end. */
  entryOf(placed: PlacedStep): Entry {
    const needs: string[] = [];
    const needsAny: (readonly string[])[] = [];
    for (const before of placed.before) {
      for (const exit of this.lastOf(before)) {
        const firstSafe = exit.kind === 'power' ? [...exit.feeds.values()].flat() : [];
        if (firstSafe.length > 0) needsAny.push(firstSafe);
        else needs.push(exit.join);
      }
    }
    return { needs, needsAny };
  }

  /** What the part of a flowing step on one feed waits for. */
  entryOn(placed: PlacedStep, feed: string): readonly string[] {
    const needs = new Set<string>();
    for (const before of placed.before)
      for (const node of this.nodesOn(before, feed)) needs.add(node);
    return [...needs];
  }

  /** What a step waits for that goes on beside the flowing steps before it: the plain ones behind those. */
  entryBeside(placed: PlacedStep): Entry {
    const needs = new Set<string>();
    const seen = new Set<string>();
    const open = [...placed.before];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      const before = this.tree.byId.get(id);
      const exit = this.exits.get(id);
      if (before === undefined) continue;
      if (before.inner.length > 0) open.push(...this.lastInside(before));
      else if (exit !== undefined && exit.feeds.size === 0) needs.add(exit.join);
      else open.push(...before.before);
    }
    return { needs: [...needs], needsAny: [] };
  }

  private nodesOn(step: string, feed: string): readonly string[] {
    const key = `${feed} ${step}`;
    const known = this.onFeed.get(key);
    if (known !== undefined) return known;
    const found = this.findOn(step, feed);
    this.onFeed.set(key, found);
    return found;
  }

  /**
   * What lies at a step, seen from one feed: a flowing step's own nodes there, or what lies before it where it
   * has none; a plain step whole, and the nodes of the feed before it, since a plain step starts with the first
   * safe feed. Behind a plain step other plain ones have ended already.
   */
  private findOn(step: string, feed: string): readonly string[] {
    const found = new Set<string>();
    const seen = new Set<string>();
    const open: { readonly id: string; readonly behindPlain: boolean }[] = [
      { id: step, behindPlain: false },
    ];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { id, behindPlain } = next;
      const placed = this.tree.byId.get(id);
      if (placed === undefined || seen.has(id) || (behindPlain && seen.has(`${id} behind`)))
        continue;
      seen.add(behindPlain ? `${id} behind` : id);
      const exit = this.exits.get(id);
      const own = exit?.feeds.get(feed);
      if (placed.inner.length > 0)
        for (const last of this.lastInside(placed)) open.push({ id: last, behindPlain });
      else if (own !== undefined) for (const node of own) found.add(node);
      else {
        const isPlain = exit !== undefined && exit.feeds.size === 0;
        if (isPlain && !behindPlain) found.add(exit.join);
        for (const before of placed.before)
          open.push({ id: before, behindPlain: behindPlain || isPlain });
      }
    }
    return [...found];
  }

  /** A step's exit, or of a group those of its last steps. */
  private lastOf(step: string): readonly StepExit[] {
    const placed = this.tree.byId.get(step);
    if (placed !== undefined && placed.inner.length > 0) {
      return this.lastInside(placed).flatMap((inner) => this.lastOf(inner));
    }
    const exit = this.exits.get(step);
    return exit === undefined ? [] : [exit];
  }

  /** Steps of a group that no other step of it waits for. */
  private lastInside(group: PlacedStep): readonly string[] {
    const waitedFor = new Set(
      group.inner.flatMap((inner) => this.tree.byId.get(inner)?.before ?? []),
    );
    return group.inner.filter((inner) => !waitedFor.has(inner));
  }
}
