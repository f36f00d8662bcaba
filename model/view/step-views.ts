import type { Outline, OutlineStep } from '../plan/plan';
import type { NodeStatus } from '../run/state';
import { factsOf, type NodeFacts } from './node-facts';
import type { PartView, StepView } from './recovery-view';
import { serversOf, sumOf } from './server-counts';
import { waitingForOf, type WaitingAround } from './waiting-for';

/** Node id → servers of its wave. */
export type WaveSizes = ReadonlyMap<string, number>;

/** Statuses in which a step counts as a whole if any of its parts does, the most pressing first. */
const PRESSING: readonly NodeStatus[] = ['held', 'denied', 'waiting', 'running'];

/** Statuses of a part that count although the joining node has ended. */
const ALL_AGAIN: readonly NodeStatus[] = [...PRESSING, 'failed', 'undone'];

/** The steps of a plan as they stand. Groups stand as their members do. */
export function stepViews(outline: Outline, waiting: WaitingAround): readonly StepView[] {
  const sizes = waveSizes(outline);
  const services = new Set(outline.services.map((service) => service.id));
  const feeds = new Set(outline.feeds.map((feed) => feed.id));
  const views = new Map<string, StepView>();
  // Members stand after their group in the outline, so groups are made last.
  for (const step of outline.steps.toReversed()) {
    const members = outline.steps.flatMap((inner) =>
      inner.group === step.id ? (views.get(inner.id) ?? []) : [],
    );
    views.set(step.id, stepView(step, { sizes, services, feeds, members, waiting }));
  }
  return outline.steps.flatMap((step) => views.get(step.id) ?? []);
}

interface Around {
  readonly sizes: WaveSizes;
  readonly services: ReadonlySet<string>;
  readonly feeds: ReadonlySet<string>;
  readonly members: readonly StepView[];
  readonly waiting: WaitingAround;
}

function stepView(step: OutlineStep, around: Around): StepView {
  const { facts, progress } = around.waiting;
  const parts = step.nodeIds.slice(0, -1).map((id) => partView(step, id, around));
  const lastId = step.nodeIds.at(-1) ?? step.id;
  const last = factsOf(facts, lastId);
  const inner = [...parts, ...around.members];
  const own = inner.length === 0;
  const troubled = inner.find((part) => part.status === 'held' || part.error !== null);
  // What has begun and waits is told ahead of what has not begun.
  const waiting = [
    ...inner.filter((part) => part.status !== 'pending'),
    ...inner.filter((part) => part.status === 'pending'),
  ].flatMap((part) => part.waitingFor ?? []);
  const waves = step.nodeIds.flatMap((id) => {
    const size = around.sizes.get(id);
    return size === undefined ? [] : [serversOf(size, factsOf(facts, id), progress.get(id))];
  });
  return {
    id: step.id,
    kind: step.kind,
    title: step.title,
    group: step.group ?? null,
    aside: null,
    status: own ? last.status : statusOfAll(last, inner),
    attempts: Math.max(last.attempt, ...parts.map((part) => part.attempts)),
    startedAt: own ? last.startedAt : earliest(inner.map((part) => part.startedAt)),
    endedAt: last.endedAt,
    waitingFor: own ? waitingForOf(lastId, last, around.waiting) : oneOf(waiting),
    error: own ? last.error : (troubled?.error ?? null),
    waivers: [...new Set([...last.waivers, ...parts.flatMap((part) => part.waivers)])],
    servers: waves.length === 0 ? null : sumOf(waves),
    parts,
  };
}

function partView(step: OutlineStep, id: string, around: Around): PartView {
  const name = partName(step.id, id);
  return {
    ...nodePart(id, around.waiting),
    title: null,
    feed: around.feeds.has(name) ? name : null,
    service: step.kind === 'enable' && around.services.has(name) ? name : null,
  };
}

/** One node as a part of a step, but for what it is called and for. */
export function nodePart(
  id: string,
  waiting: WaitingAround,
): Omit<PartView, 'title' | 'feed' | 'service'> {
  const node = factsOf(waiting.facts, id);
  const counts = waiting.progress.get(id)?.counts;
  return {
    id,
    status: node.status,
    attempts: node.attempt,
    startedAt: node.startedAt,
    endedAt: node.endedAt,
    waitingFor: waitingForOf(id, node, waiting),
    error: node.error,
    waivers: node.waivers,
    progress: node.status === 'running' || node.status === 'held' ? (counts ?? null) : null,
  };
}

/** Feed, feeds or service that a part of a step is for: `restore/feed-a/w2`, `enable/login`. */
export function partName(step: string, node: string): string {
  return node.slice(step.length + 1).split('/')[0] ?? '';
}

/** The joining node says when all is over; until then the most pressing part does. */
function statusOfAll(
  join: NodeFacts,
  parts: readonly { readonly status: NodeStatus }[],
): NodeStatus {
  if (join.endedAt !== null) {
    // What was put back after all was done stands open again.
    const again = ALL_AGAIN.find((status) => parts.some((part) => part.status === status));
    if (again !== undefined) return again;
    return parts.every((part) => part.status === 'skipped') ? 'skipped' : join.status;
  }
  const pressing = [join, ...parts].map((part) => part.status);
  const found = PRESSING.find((status) => pressing.includes(status));
  if (found !== undefined) return found;
  if (parts.some((part) => part.status === 'undone')) return 'undone';
  return parts.some((part) => part.status !== 'pending') ? 'running' : 'pending';
}

function waveSizes(outline: Outline): WaveSizes {
  return new Map(
    outline.feeds.flatMap((feed) => feed.waves.map((wave) => [wave.node, wave.servers])),
  );
}

export function oneOf(texts: readonly string[]): string | null {
  const [first] = texts;
  if (first === undefined) return null;
  return texts.length === 1 ? first : `${first}; and ${String(texts.length - 1)} more`;
}

export function earliest(times: readonly (string | null)[]): string | null {
  return times.reduce(
    (least, time) => (time !== null && (least === null || time < least) ? time : least),
    null,
  );
}
