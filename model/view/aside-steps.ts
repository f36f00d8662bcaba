import type { NodeStatus } from '../run/state';
import type { StepView } from './recovery-view';
import { earliest, nodePart, oneOf } from './step-views';
import type { WaitingAround } from './waiting-for';

/** Statuses of any node that a whole undo or make-safe takes on, the most pressing first. */
const PRESSING: readonly NodeStatus[] = ['held', 'denied', 'waiting', 'running'];

/** Step that a node added by the run belongs to: `undo-1`, `make-safe`. */
export function asideOf(node: string): string {
  return node.split('/')[0] ?? node;
}

/** What the run added to its program, in the order in which it came up: undos, and make-safe. */
export function asideSteps(around: WaitingAround): readonly StepView[] {
  const { added } = around.facts.night;
  return [...new Set(added.map(({ id }) => asideOf(id)))].map((step) => {
    const parts = added
      .filter(({ id }) => asideOf(id) === step)
      .map(({ id, title }) => ({ ...nodePart(id, around), title, feed: null, service: null }));
    const isMakeSafe = step === 'make-safe';
    const status = statusOf(parts.map((part) => part.status));
    const isOver = status === 'done' || status === 'failed' || status === 'skipped';
    const ends = parts.flatMap((part) => part.endedAt ?? []);
    return {
      id: step,
      kind: 'action',
      title: isMakeSafe ? 'Make safe' : step.replace('undo-', 'Undo '),
      group: null,
      aside: isMakeSafe ? 'make-safe' : 'undo',
      status,
      attempts: Math.max(0, ...parts.map((part) => part.attempts)),
      startedAt: earliest(parts.map((part) => part.startedAt)),
      endedAt: isOver ? (ends.sort().at(-1) ?? null) : null,
      waitingFor: oneOf(parts.flatMap((part) => part.waitingFor ?? [])),
      error: parts.find((part) => part.error !== null)?.error ?? null,
      servers: null,
      waivers: [],
      parts,
    };
  });
}

function statusOf(statuses: readonly NodeStatus[]): NodeStatus {
  const pressing = PRESSING.find((status) => statuses.includes(status));
  if (pressing !== undefined) return pressing;
  if (statuses.every((status) => status === 'pending')) return 'pending';
  if (statuses.includes('pending')) return 'running';
  if (statuses.includes('failed')) return 'failed';
  return statuses.every((status) => status === 'skipped') ? 'skipped' : 'done';
}
