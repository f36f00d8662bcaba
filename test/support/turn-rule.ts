import type { PlanNode } from '../../model/plan/plan';
import { isOnTrippedFeed, mayGoOut } from '../../model/run/goal';
import { needsAreMet } from '../../model/run/ready';
import { statusOf } from '../../model/run/run';
import type { RunDriver } from './run-driver';

/**
 * What must hold of waves on several feeds: once those have ended that were at work on its feeds when one began to
 * wait, none behind it in the plan starts on any of them. Looked at after each event.
 */
export class TurnRule {
  /** Nodes that were ever loaded: after a take-over their pages come again one by one. */
  private readonly known = new Map<number, PlanNode>();
  /** Node that waits for its feeds → nodes at work on them since before it did. */
  private readonly waiting = new Map<number, readonly number[]>();
  private atWork: ReadonlySet<number> = new Set();

  constructor(private readonly driver: RunDriver) {}

  /** What was started out of turn, if anything was. */
  look(): string | undefined {
    const { run } = this.driver;
    for (const node of run.nodes.values())
      if (node.mutex !== undefined) this.known.set(node.index, node);
    // Nothing waits for its turn while nothing may start.
    if (run.state.paused || run.state.stopped || run.state.rolling) return undefined;
    const nodes = [...this.known.values()];
    const atWork = nodes.filter((node) => statusOf(run, node.index) === 'running');
    const begun = atWork.filter((node) => !this.atWork.has(node.index));
    const found = nodes
      .filter((node) => (node.mutex?.length ?? 0) > 1)
      .flatMap((node) => this.lookAt(node, atWork, begun) ?? []);
    this.atWork = new Set(atWork.map((node) => node.index));
    return found[0];
  }

  private lookAt(
    node: PlanNode,
    atWork: readonly PlanNode[],
    begun: readonly PlanNode[],
  ): string | undefined {
    // After a take-over it waits for its page first.
    if (!this.driver.run.nodes.has(node.index)) return undefined;
    const holders = atWork.filter((one) => one.mutex?.some((name) => node.mutex?.includes(name)));
    const behind = begun.filter((one) => one.index > node.index && holders.includes(one));
    const before = this.waiting.get(node.index);
    if (!this.waitsForItsTurn(node)) {
      this.waiting.delete(node.index);
      return undefined;
    }
    const others = holders.filter((one) => !behind.includes(one));
    const first = before ?? others.map((one) => one.index);
    const ahead = first.filter((index) => others.some((one) => one.index === index));
    this.waiting.set(node.index, ahead);
    const passes =
      before !== undefined && ahead.length === 0 && others.every((one) => this.goes(one));
    return passes && behind[0] !== undefined
      ? `${behind[0].id} was started ahead of ${node.id}`
      : undefined;
  }

  /** Whether a node could start but for its feeds. */
  private waitsForItsTurn(node: PlanNode): boolean {
    const { run } = this.driver;
    const { state } = run;
    if (state.goal !== 'forward' || state.undos > 0 || run.inFlight >= run.manifest.inFlight)
      return false;
    if (statusOf(run, node.index) !== 'pending' || !needsAreMet(run, node)) return false;
    return !isOnTrippedFeed(run, node) && node.permit === undefined && node.guards === undefined;
  }

  private goes(holder: PlanNode): boolean {
    return holder.kind !== 'energise' && mayGoOut(this.driver.run, holder);
  }
}
