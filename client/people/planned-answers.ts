import { durationMs } from '../../model/duration';
import type { Json } from '../../model/json';
import type { Outline } from '../../model/plan/plan';
import type { Policy } from '../../model/plan/policy';
import type { OpenPart } from '../../model/run/state';
import { timeOfIso } from '../../model/run/run';
import type { DrillAnswer } from '../../model/schema/drill';
import type { Act } from '../../model/statement';
import type { NodeFacts, RunFacts } from '../../model/view/node-facts';
import { partName } from '../../model/view/step-views';

/** What a simulated person has said of one asking of a question. */
export interface SaidBefore {
  readonly node: string;
  readonly attempt: number;
  readonly act: Act;
  readonly person: string;
  /** Lock or reading; empty for others. */
  readonly id: string;
}

/** What a simulated person is going to say. */
export interface PlannedAnswer {
  /** Tells one answer to one asking from every other. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
  readonly node: string;
  readonly attempt: number;
  readonly act: Act;
  readonly person: string;
  readonly role: string;
  /** Lock or reading that it is about; empty for others. */
  readonly part: string;
  readonly answer: Json;
  readonly shown: string;
  readonly reason: string;
}

export interface Rehearsal {
  readonly people: readonly DrillAnswer[];
  readonly policy: Policy;
  readonly outline: Outline;
  readonly speed: number;
}

/** How a run stands, and what was said in it. */
export interface Standing {
  readonly facts: RunFacts;
  readonly said: readonly SaidBefore[];
  /** Keys of answers that were refused for good. */
  readonly refused: ReadonlySet<string>;
  /** Readings that have grown too old and must be taken again, by {@link readingOf}. */
  readonly stale: ReadonlySet<string>;
}

/** One open part of a question, or a held step, as the drill file is matched against it. */
interface Opening {
  readonly step: string;
  readonly feed: string;
  readonly node: string;
  readonly facts: NodeFacts;
  /** ISO 8601 UTC, from when `after` counts. */
  readonly since: string;
  readonly acts: readonly Act[];
  /** Undefined for held steps, which are steered by those who may. */
  readonly part?: OpenPart;
}

/** Everything that the people of a drill are going to say as the run stands, the earliest first. */
export function plannedAnswers(rehearsal: Rehearsal, standing: Standing): readonly PlannedAnswer[] {
  return openings(rehearsal, standing)
    .flatMap((opening) => answersTo(rehearsal, standing, opening))
    .sort((a, b) => a.dueAt - b.dueAt);
}

/** Name of one asking of a question. */
function askingOf(node: string, attempt: number): string {
  return `${node}#${String(attempt)}`;
}

/** Name of one reading of one asking. */
export function readingOf(node: string, attempt: number, id: string): string {
  return `${askingOf(node, attempt)}#${id}`;
}

const ACTS_OF_PART: Readonly<Record<OpenPart['part'], readonly Act[]>> = {
  vote: ['approve', 'deny'],
  form: ['done', 'deny'],
  lock: ['lock'],
  reading: ['reading'],
  'sign-off': ['sign-off', 'deny'],
};

function openings({ outline }: Rehearsal, standing: Standing): readonly Opening[] {
  const { nodes } = standing.facts;
  return outline.steps.flatMap((step) =>
    step.nodeIds.flatMap((node): readonly Opening[] => {
      const facts = nodes.get(node);
      if (facts === undefined) return [];
      const place = { step: step.id, feed: partName(step.id, node), node, facts };
      if (facts.status === 'held' || facts.status === 'denied')
        return [{ ...place, since: facts.since, acts: ['retry', 'skip'] }];
      const { ask } = facts;
      if (ask === null) return [];
      return openParts(facts, node, standing).map((part) => ({
        ...place,
        since: ask.since,
        acts: ACTS_OF_PART[part.part],
        part,
      }));
    }),
  );
}

/** What of a question can be answered now: a power gate is signed off when nothing else is open. */
function openParts(facts: NodeFacts, node: string, { said, stale }: Standing): readonly OpenPart[] {
  const open = facts.ask?.open ?? [];
  const again = said.filter(
    (one) =>
      one.act === 'reading' &&
      one.node === node &&
      one.attempt === facts.attempt &&
      stale.has(readingOf(node, facts.attempt, one.id)),
  );
  const readings = [...new Set(again.map((one) => one.id))].map((id): OpenPart => ({
    part: 'reading',
    id,
    who: facts.ask?.roles ?? [],
    text: '',
  }));
  const first = [...open.filter((part) => part.part !== 'sign-off'), ...readings];
  return first.length > 0 ? first : open;
}

function answersTo(
  rehearsal: Rehearsal,
  standing: Standing,
  opening: Opening,
): readonly PlannedAnswer[] {
  const { part, facts, node } = opening;
  const id = part?.id ?? '';
  const isStale = standing.stale.has(readingOf(node, facts.attempt, id));
  const fitting = rehearsal.people.flatMap((entry, index): readonly PlannedAnswer[] => {
    const role = roleOf(rehearsal.policy, entry, opening);
    if (!fits(entry, opening) || role === undefined) return [];
    const answered = standing.said.some(
      (one) =>
        one.node === node &&
        one.attempt === facts.attempt &&
        one.person === entry.person &&
        one.act === entry.act &&
        one.id === id,
    );
    const key = `${askingOf(node, facts.attempt)}#${String(index)}#${id}`;
    if ((answered && !(isStale && entry.act === 'reading')) || standing.refused.has(key)) return [];
    return [
      {
        key,
        dueAt: (timeOfIso(opening.since) ?? 0) + durationMs(entry.after) / rehearsal.speed,
        node,
        attempt: facts.attempt,
        act: entry.act,
        person: entry.person,
        role,
        part: id,
        answer: answerOf(entry, id),
        shown: facts.ask?.shown ?? '',
        reason: entry.reason ?? `as the drill file says`,
      },
    ];
  });
  // Signatures come from several people, each in their own time; of everything else, the first who fits.
  const isVote = part?.part === 'vote' || part?.part === 'sign-off';
  return isVote ? fitting : fitting.slice(0, 1);
}

function fits(entry: DrillAnswer, opening: Opening): boolean {
  if (entry.step !== opening.step || !opening.acts.includes(entry.act)) return false;
  if (entry.feed !== undefined && entry.feed !== opening.feed) return false;
  return (
    entry.act !== 'reading' || entry.reading === undefined || entry.reading === opening.part?.id
  );
}

/** Role that a person answers in; undefined where they are not asked. */
function roleOf(policy: Policy, entry: DrillAnswer, opening: Opening): string | undefined {
  const held = Object.hasOwn(policy.people, entry.person)
    ? (policy.people[entry.person]?.roles ?? [])
    : [];
  const able = entry.role === undefined ? held : held.filter((role) => role === entry.role);
  const { part } = opening;
  if (part === undefined) {
    const may = able.find((role) => policy.roles[role]?.may.includes(entry.act) === true);
    return may ?? able[0];
  }
  if (part.part === 'lock')
    return part.who.includes(`person:${entry.person}`) ? able[0] : undefined;
  return able.find((role) => part.who.includes(role));
}

function answerOf(entry: DrillAnswer, id: string): Json {
  switch (entry.act) {
    case 'done':
      return entry.answer ?? {};
    case 'reading':
      return { id, value: entry.value ?? null };
    case 'lock':
      return { lock: id, state: 'released' };
    default:
      return null;
  }
}
