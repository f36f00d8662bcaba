import type { JsonObject } from '../json';
import type { EntryBody, LedgerEntry } from '../run/entry';
import type { Ask, NodeStatus, RunStatus, StepError } from '../run/state';
import { noNight, takeNight, type NightFacts } from './night-facts';

/** What the ledger tells of one node. Times are ISO 8601 UTC. */
export interface NodeFacts {
  status: NodeStatus;
  /** Attempt of its work, or asking of its question; statements about it name it. */
  attempt: number;
  startedAt: string | null;
  endedAt: string | null;
  /** When it came to its present status. */
  since: string;
  error: StepError | null;
  reason: string | null;
  /** Its question, while it is open. */
  ask: Ask | null;
  /** Share of traffic that the last phase which says one gave, percent; an undo takes it back. */
  share: number | null;
  /** Counts that its last slice gave back. */
  counts: JsonObject | null;
  /** Its phase that ended last; null where it is at its first. */
  lastPhase: string | null;
  /** Another feed that tripped: it goes on after a later reading that is safe. */
  waits: { readonly feed: string; readonly at: string } | null;
  /** Waived interlocks that it was done under. */
  waivers: readonly string[];
}

/** What the ledger tells of a run. */
export interface RunFacts {
  status: RunStatus;
  /** When it came to that; null while it is as it began. */
  since: string | null;
  lostAt: string | null;
  /** Why it is paused or stopped. */
  reason: string | undefined;
  /** Number and time of the last entry. */
  seq: number;
  lastAt: string | null;
  readonly nodes: Map<string, NodeFacts>;
  readonly night: NightFacts;
}

const FRESH: Omit<NodeFacts, 'since'> = {
  status: 'pending',
  attempt: 0,
  startedAt: null,
  endedAt: null,
  error: null,
  reason: null,
  ask: null,
  share: null,
  counts: null,
  lastPhase: null,
  waits: null,
  waivers: [],
};

const ENDED: ReadonlySet<NodeStatus> = new Set(['done', 'skipped', 'failed', 'undone']);

export function noFacts(): RunFacts {
  return {
    status: 'running',
    since: null,
    lostAt: null,
    reason: undefined,
    seq: 0,
    lastAt: null,
    nodes: new Map(),
    night: noNight(),
  };
}

/** Takes in the entries that follow those that were taken in before. */
export function takeEntries(facts: RunFacts, entries: readonly LedgerEntry[]): void {
  for (const { seq, at, body } of entries) {
    if (seq <= facts.seq) continue;
    facts.seq = seq;
    facts.lastAt = at;
    takeBody(facts, at, body);
    takeNight(facts.night, at, body);
  }
}

function takeBody(facts: RunFacts, at: string, body: EntryBody): void {
  switch (body.type) {
    case 'started':
      facts.lostAt = body.lostAt;
      return;
    case 'run':
      facts.status = body.status;
      facts.since = at;
      if (body.reason !== undefined) facts.reason = body.reason;
      if (!keepsReason(body.status)) facts.reason = undefined;
      return;
    case 'said': {
      const { act, reason } = body.signed.statement;
      if ((act === 'pause' || act === 'stop' || act === 'abort') && reason !== '')
        facts.reason = reason;
      return;
    }
    case 'node':
      return takeNode(nodeOf(facts, body.node, at), at, body);
    case 'phase':
      return takePhase(nodeOf(facts, body.node, at), body);
    case 'retry': {
      const node = nodeOf(facts, body.node, at);
      node.attempt = Math.max(node.attempt, body.attempt);
      node.error = body.error;
      return;
    }
    case 'asked': {
      const node = nodeOf(facts, body.node, at);
      node.ask = body.ask;
      node.attempt = body.ask.attempt;
      return;
    }
    case 'waits':
      nodeOf(facts, body.node, at).waits = { feed: body.feed, at };
      return;
    case 'changed':
    case 'reminded':
    case 'escalated':
    case 'expired':
    case 'lapsed':
    case 'tripped':
    case 'feed-resumed':
    case 'waived':
    case 'waiver-over':
    case 'service':
    case 'added':
  }
}

function keepsReason(status: RunStatus): boolean {
  return status !== 'running' && status !== 'held' && status !== 'done';
}

function takePhase(node: NodeFacts, body: Extract<EntryBody, { type: 'phase' }>): void {
  if (body.share !== undefined) node.share = body.share;
  // What an undo counts is not what the node did.
  if (body.undone !== undefined || body.phase.startsWith('undo-')) {
    node.lastPhase = null;
    return;
  }
  node.lastPhase = body.phase;
  node.attempt = body.attempt;
  node.error = null;
  node.waits = null;
  if (body.detail !== undefined) node.counts = body.detail;
}

function takeNode(node: NodeFacts, at: string, body: Extract<EntryBody, { type: 'node' }>): void {
  node.status = body.status;
  node.since = at;
  node.attempt = Math.max(node.attempt, body.attempt);
  node.error = body.error ?? null;
  node.reason = body.reason ?? null;
  node.endedAt = ENDED.has(body.status) ? at : null;
  node.waits = null;
  if (body.detail !== undefined) node.counts = body.detail;
  if (body.waivers !== undefined) node.waivers = [...new Set([...node.waivers, ...body.waivers])];
  if (body.status !== 'waiting') node.ask = null;
  if (body.status !== 'pending' && body.status !== 'skipped') node.startedAt ??= at;
}

function nodeOf(facts: RunFacts, id: string, at: string): NodeFacts {
  const found = facts.nodes.get(id);
  if (found !== undefined) return found;
  const made: NodeFacts = { ...FRESH, since: at };
  facts.nodes.set(id, made);
  return made;
}

/** Facts of a node that has not begun, where the ledger tells nothing. */
export function factsOf(facts: RunFacts, id: string): NodeFacts {
  return facts.nodes.get(id) ?? { ...FRESH, since: '' };
}

/** Whether what needs a node may go on. */
export function isOver({ status }: NodeFacts): boolean {
  return status === 'done' || status === 'skipped' || status === 'failed';
}
