import type { NodeKind, PlanNode, Work } from '../plan/plan';

/** A node of the program while it is being made: other nodes are named by id. */
export interface DraftNode {
  readonly id: string;
  readonly step: string;
  readonly kind: NodeKind;
  readonly title: string;
  readonly feed?: string;
  readonly service?: string;
  readonly needs: readonly string[];
  readonly needsAny?: readonly (readonly string[])[];
  readonly guards?: readonly string[];
  readonly permit?: string;
  readonly when?: string;
  readonly skip?: string;
  readonly onFailure: PlanNode['onFailure'];
  readonly drill: PlanNode['drill'];
  readonly mutex?: readonly string[];
  readonly servers?: number;
  readonly liveAfter?: Readonly<Record<string, string>>;
  readonly serviceNeeds?: readonly string[];
  readonly work: Work;
}

/** Collects the nodes of a program in order; each may need only nodes that were added before it. */
export class Program {
  private readonly drafts: DraftNode[] = [];
  private readonly indices = new Map<string, number>();

  add(draft: DraftNode): void {
    this.indices.set(draft.id, this.drafts.length);
    this.drafts.push(draft);
  }

  /** Nodes with every name replaced by its index; names that were never added are dropped, as found elsewhere. */
  nodes(): readonly PlanNode[] {
    return this.drafts.map((draft, index) => this.nodeOf(draft, index));
  }

  private nodeOf(draft: DraftNode, index: number): PlanNode {
    const { needs, needsAny, guards, permit, liveAfter, ...rest } = draft;
    const permitIndex = permit === undefined ? undefined : this.indices.get(permit);
    return {
      ...rest,
      index,
      needs: this.indicesOf(needs),
      ...(needsAny === undefined || needsAny.length === 0
        ? {}
        : { needsAny: needsAny.map((group) => this.indicesOf(group)) }),
      ...(guards === undefined || guards.length === 0 ? {} : { guards: this.indicesOf(guards) }),
      ...(permitIndex === undefined ? {} : { permit: permitIndex }),
      ...(liveAfter === undefined ? {} : { liveAfter: this.byFeed(liveAfter) }),
    };
  }

  private indicesOf(ids: readonly string[]): readonly number[] {
    const found = new Set<number>();
    for (const id of ids) {
      const index = this.indices.get(id);
      if (index !== undefined) found.add(index);
    }
    return [...found].sort((a, b) => a - b);
  }

  private byFeed(ids: Readonly<Record<string, string>>): Readonly<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const [feed, id] of Object.entries(ids)) {
      const index = this.indices.get(id);
      if (index !== undefined) found[feed] = index;
    }
    return found;
  }
}
