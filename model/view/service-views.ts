import type { Outline, OutlineService } from '../plan/plan';
import { timeOfIso } from '../run/run';
import { factsOf, type NodeFacts, type RunFacts } from './node-facts';
import type { ServiceView } from './recovery-view';

/** The services of a plan as they stand, against their recovery time objectives. */
export function serviceViews(
  outline: Outline,
  facts: RunFacts,
  clock: { readonly lostAt: string; readonly nowAt: string; readonly speed: number },
): readonly ServiceView[] {
  return outline.services.map((service) => serviceView(service, facts, clock));
}

function serviceView(
  service: OutlineService,
  facts: RunFacts,
  clock: { readonly lostAt: string; readonly nowAt: string; readonly speed: number },
): ServiceView {
  const node = service.node === undefined ? undefined : factsOf(facts, service.node);
  const taken = facts.night.taken.get(service.id);
  const enabledAt = node?.status === 'done' ? node.endedAt : null;
  const rto = service.rtoMs / 1000;
  const recoverySeconds =
    enabledAt === null ? null : authoredSeconds(clock.lostAt, enabledAt, clock.speed);
  const elapsed = authoredSeconds(clock.lostAt, clock.nowAt, clock.speed);
  return {
    id: service.id,
    title: service.title,
    tier: service.tier,
    status: node === undefined ? 'skipped' : taken === undefined ? statusOf(node) : 'down',
    fallen: facts.night.fallen.has(service.id),
    share: taken ?? (enabledAt === null ? (node?.share ?? 0) : 100),
    enabledAt,
    rto,
    recoverySeconds,
    met: metOf(node, recoverySeconds, elapsed, rto),
  };
}

/** Whether the objective is met; null while it still may be, and of a service that this runbook does not enable. */
function metOf(
  node: NodeFacts | undefined,
  recoverySeconds: number | null,
  elapsed: number,
  rto: number,
): boolean | null {
  if (recoverySeconds !== null) return recoverySeconds <= rto;
  return node !== undefined && elapsed > rto ? false : null;
}

function statusOf(node: NodeFacts): ServiceView['status'] {
  switch (node.status) {
    case 'pending':
    case 'failed':
    case 'undone':
      return 'down';
    case 'running':
    case 'waiting':
      return (node.share ?? 0) > 0 ? 'ramping' : 'starting';
    case 'held':
    case 'denied':
      return 'held';
    case 'done':
      return 'enabled';
    case 'skipped':
      return 'skipped';
  }
}

/** Seconds between two ISO 8601 UTC times, times speed, to the millisecond; never under 0. */
export function authoredSeconds(from: string, to: string, speed: number): number {
  const [start, end] = [timeOfIso(from), timeOfIso(to)];
  if (start === undefined || end === undefined) return 0;
  return Math.round(Math.max(end - start, 0) * speed) / 1000;
}
