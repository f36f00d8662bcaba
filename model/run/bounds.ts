import type { ApprovalWork, PlanNode } from '../plan/plan';
import { reopenGate } from './gate';
import { openPermits } from './permits';
import { peopleMs, recordOf, statusOf, type Run } from './run';

/*
 * An approval with bounds and a permit with an age are looked at again at the moment something starts under
 * them. Where they no longer hold, the question is asked again and the node waits behind it.
 */

/** Reopens the power gate of a node if a permit reading has grown too old; true where the node must wait. */
export function lapsedPermit(run: Run, node: PlanNode): boolean {
  if (node.permit === undefined) return false;
  const gate = run.nodes.get(node.permit);
  // After a take-over the gate's page may come later than that of the node.
  if (gate === undefined) return true;
  if (gate.work.type !== 'power') return false;
  if (statusOf(run, gate.index) !== 'done') return true;
  const stale = openPermits(run, gate.work, gate.index).map((permit) => permit.id);
  if (stale.length === 0) return false;
  reopenGate(run, gate, `reading ${stale.join(', ')} is older than the permit allows`);
  return true;
}

/** Reopens an approval above a node whose bounds it would pass; true where the node must wait. */
export function lapsedGuard(run: Run, node: PlanNode): boolean {
  let lapsed = false;
  for (const index of node.guards ?? []) {
    const gate = run.nodes.get(index);
    if (gate === undefined) {
      lapsed = true;
      continue;
    }
    if (gate.work.type !== 'approval') continue;
    const status = statusOf(run, index);
    if (status === 'skipped') continue;
    if (status !== 'done') {
      lapsed = true;
      continue;
    }
    const reason = passedBound(run, gate, gate.work, node.servers ?? 0);
    if (reason === undefined) continue;
    reopenGate(run, gate, reason);
    lapsed = true;
  }
  return lapsed;
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
