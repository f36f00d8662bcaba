import type { ApprovalWork, PlanNode } from '../plan/plan';
import { reopenGate } from './gate';
import { openPermits } from './permits';
import { peopleMs, recordOf, statusOf, type Run } from './run';

/*
 * An approval with bounds and a permit with an age are looked at again at the moment something starts under
 * them. Where they no longer hold, the question is asked again and the node waits behind it.
 */

/** A gate above a node that would not let it start; with a reason where it is to be asked again. */
interface Lapse {
  readonly gate?: PlanNode;
  readonly reason?: string;
}

/** Whether a permit or an approval above a node no longer holds; nothing is asked. */
export function isLapsed(run: Run, node: PlanNode): boolean {
  return lapsesOf(run, node).length > 0;
}

/** Asks again what no longer holds above a node; true where the node must wait. */
export function lapsed(run: Run, node: PlanNode): boolean {
  const lapses = lapsesOf(run, node);
  for (const { gate, reason } of lapses)
    if (gate !== undefined && reason !== undefined) reopenGate(run, gate, reason);
  return lapses.length > 0;
}

function lapsesOf(run: Run, node: PlanNode): readonly Lapse[] {
  const permit = permitLapse(run, node);
  return permit === undefined ? guardLapses(run, node) : [permit];
}

/** The power gate of a node, if it is shut or a permit reading has grown too old. */
function permitLapse(run: Run, node: PlanNode): Lapse | undefined {
  if (node.permit === undefined) return undefined;
  const gate = run.nodes.get(node.permit);
  // After a take-over the gate's page may come later than that of the node.
  if (gate === undefined) return {};
  if (gate.work.type !== 'power') return undefined;
  if (statusOf(run, gate.index) !== 'done') return { gate };
  const stale = openPermits(run, gate.work, gate.index).map((permit) => permit.id);
  if (stale.length === 0) return undefined;
  return { gate, reason: `reading ${stale.join(', ')} is older than the permit allows` };
}

/** Approvals above a node that are shut, or whose bounds it would pass. */
function guardLapses(run: Run, node: PlanNode): readonly Lapse[] {
  return (node.guards ?? []).flatMap((index): readonly Lapse[] => {
    const gate = run.nodes.get(index);
    if (gate === undefined) return [{}];
    if (gate.work.type !== 'approval') return [];
    const status = statusOf(run, index);
    if (status === 'skipped') return [];
    if (status !== 'done') return [{ gate }];
    const reason = passedBound(run, gate, gate.work, node.servers ?? 0);
    return reason === undefined ? [] : [{ gate, reason }];
  });
}

function passedBound(
  run: Run,
  gate: PlanNode,
  work: ApprovalWork,
  more: number,
): string | undefined {
  const kept = recordOf(run, gate.index).gate;
  if (kept?.openedAt === undefined) return undefined;
  if (work.validForMs !== undefined && run.now - kept.openedAt > peopleMs(run, work.validForMs)) {
    return 'it was valid for a stated time, which is over';
  }
  const used = kept.servers ?? 0;
  // An approval for fewer servers than one wave holds would be asked for ever: once given, one wave passes.
  if (work.upToServers !== undefined && used > 0 && used + more > work.upToServers) {
    return `it covers ${String(work.upToServers)} servers, ${String(used)} were started and ${String(more)} more would pass it`;
  }
  return undefined;
}

/** Counts the servers of a node against the approvals above it. */
export function spendGuards(run: Run, node: PlanNode): void {
  if (node.servers === undefined) return;
  for (const index of node.guards ?? []) {
    const gate = run.state.active[String(index)]?.gate;
    if (gate !== undefined) gate.servers = (gate.servers ?? 0) + node.servers;
  }
}

/** What a trip took down does not count: its servers are started again under the same approval. */
export function giveBackGuards(run: Run, node: PlanNode): void {
  for (const index of node.servers === undefined ? [] : (node.guards ?? [])) {
    const gate = run.state.active[String(index)]?.gate;
    if (gate !== undefined) gate.servers = Math.max((gate.servers ?? 0) - (node.servers ?? 0), 0);
  }
}
