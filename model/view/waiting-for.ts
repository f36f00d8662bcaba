import type { Outline } from '../plan/plan';
import { factsOf, isOver, type NodeFacts, type RunFacts } from './node-facts';
import type { ViewProgress } from './recovery-view';
import { keptByWave, waveLanes, type WaveLanes } from './stuck-waves';

/** Most open parts of a question that one line names. */
const MOST_PARTS = 3;

/** What is needed to say what a node waits for, besides its own facts. */
export interface WaitingAround {
  readonly facts: RunFacts;
  /** Feed → its power gate. */
  readonly gates: ReadonlyMap<string, string>;
  /** Enabling node → services that its service needs. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
  readonly lanes: WaveLanes;
  /** Roles that may let a tripped feed go on. */
  readonly resumeRoles: readonly string[];
  readonly progress: ReadonlyMap<string, ViewProgress>;
}

/** Looks up once what {@link waitingForOf} asks for again and again. */
export function waitingAround(
  outline: Outline,
  facts: RunFacts,
  progress: ReadonlyMap<string, ViewProgress>,
): WaitingAround {
  const gates = outline.steps
    .filter((step) => step.kind === 'power')
    .flatMap((step) =>
      step.nodeIds.slice(0, -1).map((id) => [id.slice(step.id.length + 1), id] as const),
    );
  const needs = outline.services.flatMap(({ node, needs: list }) =>
    node === undefined ? [] : [[node, list] as const],
  );
  return {
    facts,
    gates: new Map(gates),
    needs: new Map(needs),
    lanes: waveLanes(outline),
    resumeRoles: outline.resumeRoles ?? [],
    progress,
  };
}

/** What a node waits for, from people or by itself, and since when; null where it waits for nothing. */
export function waitingForOf(id: string, node: NodeFacts, around: WaitingAround): string | null {
  switch (node.status) {
    case 'waiting':
      return node.ask === null
        ? null
        : `${someOf(node.ask.open.map((part) => part.text))} since ${node.ask.since}`;
    case 'held':
      return heldFor(id, node, around);
    case 'undone':
      return id.startsWith('undo-') ? null : `retry or skip since ${node.since}`;
    case 'denied':
      return `retry since ${node.since}`;
    case 'running':
      return laterReading(id, node, around) ?? fallenNeed(id, around);
    case 'pending':
      return waveFor(id, around);
    default:
      return null;
  }
}

function heldFor(id: string, node: NodeFacts, around: WaitingAround): string {
  const code = node.error?.code;
  if (code === 'OUTCOME_UNKNOWN') return `done or retry since ${node.since}`;
  const undo = around.facts.night.added.find(
    (one) => one.of === id && !isOver(factsOf(around.facts, one.id)),
  );
  if (undo !== undefined) return `${undo.id}, then retry or skip, since ${node.since}`;
  const feed = code === 'FEED_TRIPPED' ? trippedFeed(node, around) : undefined;
  if (feed === undefined) return `retry or skip since ${node.since}`;
  const needs = tripNeeds(feed, around);
  return `resume of ${feed}: ${someOf(needs.slice(0, -1))}${needs.length > 1 ? ', then ' : ''}cause, since ${node.since}`;
}

function trippedFeed({ error }: NodeFacts, { facts }: WaitingAround): string | undefined {
  return [...facts.night.trips.keys()].find((feed) => error?.message.startsWith(`${feed} tripped`));
}

/** What a tripped feed needs before it is resumed: what its gate still asks for, and last a cause. */
export function tripNeeds(feed: string, { facts, gates }: WaitingAround): readonly string[] {
  const gate = gates.get(feed);
  const node = gate === undefined ? undefined : factsOf(facts, gate);
  if (node === undefined || node.status === 'done') return ['cause'];
  const open = node.ask?.open.map((part) => part.text) ?? [];
  return [
    ...(open.length > 0 ? open : [`power gate ${gate ?? ''}, which is ${node.status}`]),
    'cause',
  ];
}

/** A service that has not begun waits for servers of which some are held, or stand on a feed that tripped. */
function waveFor(id: string, around: WaitingAround): string | null {
  const { facts, lanes, resumeRoles } = around;
  const kept = keptByWave(id, lanes, facts);
  if (kept === undefined) return null;
  const { wave, feed } = kept;
  if (feed === undefined) {
    const { error, since } = factsOf(facts, wave);
    return `wave ${wave}, held${error === null ? '' : ` (${error.code})`}: retry or skip since ${since}`;
  }
  const { interlock, at } = facts.night.trips.get(feed) ?? { interlock: '', at: '' };
  const first = tripNeeds(feed, around).slice(0, -1);
  const roles = resumeRoles.length === 0 ? '' : ` by ${resumeRoles.join(' or ')}`;
  return `wave ${wave}: ${feed} tripped (${interlock}); ${first.length === 0 ? '' : `${someOf(first)}, then `}resume with a cause${roles}, since ${at}`;
}

/** A wave of a feed that shares something with one that tripped waits by itself. */
function laterReading(id: string, node: NodeFacts, { progress }: WaitingAround): string | null {
  const last = progress.get(id);
  const told = last?.counts['waiting'];
  const { waits } = node;
  if (waits === null) return null;
  if (typeof told === 'string' && told !== '') return `${told} at ${waits.at}`;
  // What a slice told before it was sent again says nothing of this.
  if (last !== undefined && last.at > waits.at) return null;
  return `a later reading that is safe, after ${waits.feed} tripped at ${waits.at}`;
}

function fallenNeed(id: string, { facts, needs }: WaitingAround): string | null {
  const fallen = needs.get(id)?.find((service) => facts.night.fallen.has(service));
  if (fallen === undefined) return null;
  return `service ${fallen}, which has fallen, since ${facts.night.fallen.get(fallen) ?? ''}`;
}

function someOf(texts: readonly string[]): string {
  const shown = texts.slice(0, MOST_PARTS).join(', ');
  return texts.length > MOST_PARTS
    ? `${shown} and ${String(texts.length - MOST_PARTS)} more`
    : shown;
}
