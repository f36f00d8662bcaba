import { durationMs } from '../../model/duration';
import type { Json } from '../../model/json';
import type { Policy } from '../../model/plan/policy';
import type { OpenPart } from '../../model/run/state';
import { timeOfIso } from '../../model/run/run';
import { isAnswer, type QuestionAnswer } from '../../model/schema/drill-people';
import type { Act } from '../../model/statement';
import type { NodeFacts } from '../../model/view/node-facts';
import { partName } from '../../model/view/step-views';
import { beginningOf, nonceOf } from './answer-nonce';
import { namesOfAside } from './occasions';
import { plannedActs } from './planned-acts';
import {
  NO_REASON,
  readingOf,
  rolesOf,
  timesSaid,
  type PlannedAnswer,
  type Rehearsal,
  type Standing,
} from './rehearsal';

/** One open part of a question, or a held step, as the drill file is matched against it. */
interface Opening {
  /** Names of its step that a drill file may use, and its own. */
  readonly names: readonly string[];
  readonly feed: string;
  readonly node: string;
  readonly facts: NodeFacts;
  /** ISO 8601 UTC, from when `after` counts. */
  readonly since: string;
  readonly acts: readonly Act[];
  /** Tells this asking or hold from every other one. */
  readonly occasion: string;
  /** Undefined for held steps, which are steered by those who may. */
  readonly part?: OpenPart;
}

/** Everything that the people of a drill are going to say as the run stands, the earliest first. */
export function plannedAnswers(rehearsal: Rehearsal, standing: Standing): readonly PlannedAnswer[] {
  return openings(rehearsal, standing)
    .flatMap((opening) => answersTo(rehearsal, standing, opening))
    .concat(plannedActs(rehearsal, standing))
    .sort((a, b) => a.dueAt - b.dueAt);
}

const ACTS_OF_PART: Readonly<Record<OpenPart['part'], readonly Act[]>> = {
  vote: ['approve', 'deny'],
  form: ['done', 'deny'],
  lock: ['lock'],
  reading: ['reading'],
  'sign-off': ['sign-off', 'deny'],
};

function openings({ outline }: Rehearsal, standing: Standing): readonly Opening[] {
  const { night } = standing.facts;
  const planned = outline.steps.flatMap((step) =>
    step.nodeIds.flatMap((node) =>
      openingsOf(standing, node, [step.id, node], partName(step.id, node)),
    ),
  );
  const added = night.added.flatMap(({ id }) =>
    openingsOf(standing, id, [...namesOfAside(id), id], ''),
  );
  return [...planned, ...added];
}

function openingsOf(
  standing: Standing,
  node: string,
  names: readonly string[],
  feed: string,
): readonly Opening[] {
  const facts = standing.facts.nodes.get(node);
  if (facts === undefined) return [];
  const place = { names, feed, node, facts };
  const { ask, attempt, since } = facts;
  const acts = STEERED[facts.status];
  if (acts !== undefined) {
    // A feed that tripped is resumed as a whole.
    if (facts.error?.code === 'FEED_TRIPPED') return [];
    const isUnknown = facts.error?.code === 'OUTCOME_UNKNOWN';
    const occasion = `${facts.status} ${String(attempt)} ${since}`;
    return [{ ...place, since, acts: isUnknown ? ['done', ...acts] : acts, occasion }];
  }
  if (ask === null) return [];
  return openParts(facts, node, standing).map((part) => ({
    ...place,
    since: ask.since,
    acts: ACTS_OF_PART[part.part],
    occasion: `asked ${String(attempt)}${part.part === 'reading' ? again(standing, node, attempt, part.id) : ''}`,
    part,
  }));
}

/** Acts on a step that stands still. */
const STEERED: Readonly<Partial<Record<NodeFacts['status'], readonly Act[]>>> = {
  held: ['retry', 'skip'],
  denied: ['retry', 'skip'],
  undone: ['retry', 'skip'],
};

/** How often a reading was given in an asking: what has grown too old is given once more. */
function again({ said, stale }: Standing, node: string, attempt: number, id: string): string {
  if (!stale.has(readingOf(node, attempt, id))) return '';
  const given = said.filter(
    (one) => one.act === 'reading' && one.node === node && one.attempt === attempt && one.id === id,
  );
  return ` ${String(given.length)}`;
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
  const fitting = rehearsal.people.flatMap((entry, index): readonly PlannedAnswer[] => {
    if (!isAnswer(entry) || !fits(entry, opening)) return [];
    const role = roleOf(rehearsal.policy, entry, opening);
    if (role === undefined) return [];
    const saying = { recovery: rehearsal.recovery, entry: index, about: `${node}#${id}` };
    const nonce = nonceOf(saying, opening.occasion);
    if (standing.refused.has(nonce) || isAnswered(standing, opening, entry, nonce)) return [];
    if (timesSaid(standing.said, beginningOf(saying)) >= (entry.times ?? Infinity)) return [];
    return [
      {
        nonce,
        dueAt: (timeOfIso(opening.since) ?? 0) + durationMs(entry.after) / rehearsal.speed,
        node,
        attempt: facts.attempt,
        act: entry.act,
        person: entry.person,
        role,
        part: id,
        answer: answerOf(entry, id),
        shown: facts.ask?.shown ?? '',
        reason: entry.reason ?? NO_REASON,
      },
    ];
  });
  // Signatures come from several people, each in their own time; of everything else, the first who fits.
  const isVote = part?.part === 'vote' || part?.part === 'sign-off';
  return isVote ? fitting : fitting.slice(0, 1);
}

/** Whether it was said on this occasion, or by another entry for the same person. */
function isAnswered(
  { said, stale }: Standing,
  { node, facts, part }: Opening,
  { person, act }: QuestionAnswer,
  nonce: string,
): boolean {
  if (said.some((one) => one.nonce === nonce)) return true;
  if (part === undefined || stale.has(readingOf(node, facts.attempt, part.id))) return false;
  return said.some(
    (one) =>
      one.node === node &&
      one.attempt === facts.attempt &&
      one.person === person &&
      one.act === act &&
      one.id === part.id,
  );
}

function fits(entry: QuestionAnswer, opening: Opening): boolean {
  if (!opening.names.includes(entry.step) || !opening.acts.includes(entry.act)) return false;
  if (entry.feed !== undefined && entry.feed !== opening.feed) return false;
  return (
    entry.act !== 'reading' || entry.reading === undefined || entry.reading === opening.part?.id
  );
}

/** Role that a person answers in; undefined where they are not asked. */
function roleOf(policy: Policy, entry: QuestionAnswer, opening: Opening): string | undefined {
  const able = rolesOf(policy, entry);
  const { part } = opening;
  if (part === undefined) {
    // Who may send a call again may say that it took effect.
    const verb = entry.act === 'done' ? 'retry' : entry.act;
    const may = able.find((role) => policy.roles[role]?.may.some((one) => one === verb) === true);
    return may ?? able[0];
  }
  if (part.part === 'lock')
    return part.who.includes(`person:${entry.person}`) ? able[0] : undefined;
  return able.find((role) => part.who.includes(role));
}

function answerOf(entry: QuestionAnswer, id: string): Json {
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
