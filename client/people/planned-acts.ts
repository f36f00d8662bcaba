import { durationMs } from '../../model/duration';
import type { Json } from '../../model/json';
import { timeOfIso } from '../../model/run/run';
import { isAnswer, type UnaskedAct } from '../../model/schema/drill-people';
import { beginningOf, nonceOf } from './answer-nonce';
import {
  NO_REASON,
  rolesOf,
  timesSaid,
  type PlannedAnswer,
  type Rehearsal,
  type Standing,
} from './rehearsal';

/** Once that something can be said. */
interface Chance {
  /** Tells it from every other one. */
  readonly id: string;
  /** Ms since 1970. */
  readonly dueAt: number;
}

/** What the people of a drill say without being asked, as far as it has come to that. */
export function plannedActs(rehearsal: Rehearsal, standing: Standing): readonly PlannedAnswer[] {
  return rehearsal.people.flatMap((entry, index): readonly PlannedAnswer[] => {
    if (isAnswer(entry)) return [];
    const saying = { recovery: rehearsal.recovery, entry: index, about: '' };
    const role = roleOf(rehearsal, standing, entry);
    const left = (entry.times ?? Infinity) - timesSaid(standing.said, beginningOf(saying));
    if (role === undefined || left <= 0) return [];
    return chancesOf(rehearsal, standing, entry)
      .map((chance) => ({ ...chance, nonce: nonceOf(saying, chance.id) }))
      .filter(({ nonce }) => !isOver(standing, nonce))
      .slice(0, left)
      .map(({ nonce, dueAt }) => ({
        nonce,
        dueAt,
        ...aimOf(rehearsal, standing, entry),
        act: entry.act,
        person: entry.person,
        role,
        part: '',
        shown: '',
        reason: entry.reason ?? NO_REASON,
      }));
  });
}

function isOver({ said, refused }: Standing, nonce: string): boolean {
  return refused.has(nonce) || said.some((one) => one.nonce === nonce);
}

function chancesOf(rehearsal: Rehearsal, standing: Standing, entry: UnaskedAct): readonly Chance[] {
  const real = (authored: string): number => durationMs(authored) / rehearsal.speed;
  const { occasions } = standing;
  if (entry.act === 'resume') {
    const waited =
      entry.feed === undefined ? stopOf(standing) : tripOf(rehearsal, standing, entry.feed);
    return waited === undefined ? [] : [{ id: waited.id, dueAt: waited.dueAt + real(entry.after) }];
  }
  const { at, when, of } = entry;
  if (at !== undefined)
    return occasions
      .filter((one) => one.when === 'started')
      .map((one) => ({ id: 'at', dueAt: one.at + real(at) }));
  return occasions
    .filter((one) => one.when === when && (of === undefined || one.names.includes(of)))
    .map((one) => ({ id: one.id, dueAt: one.at + real(entry.after) }));
}

/** Since when the run is stopped or paused; undefined while it is neither. */
function stopOf({ facts, occasions }: Standing): Chance | undefined {
  if (facts.status !== 'stopped' && facts.status !== 'paused') return undefined;
  const last = occasions.findLast((one) => one.when === 'stopped');
  return last === undefined ? undefined : { id: last.id, dueAt: last.at };
}

/** Since when a feed that tripped could be resumed; undefined while it could not. */
function tripOf({ gates }: Rehearsal, { facts }: Standing, feed: string): Chance | undefined {
  const trip = facts.night.trips.get(feed);
  const gate = facts.nodes.get(gates.get(feed) ?? '');
  if (trip === undefined || (gate !== undefined && gate.status !== 'done')) return undefined;
  const since = [trip.at, gate?.since ?? ''].map((at) => timeOfIso(at) ?? 0);
  return { id: `trip ${trip.at}`, dueAt: Math.max(...since) };
}

/** Step, attempt and answer. */
function aimOf(
  { gates }: Rehearsal,
  { facts }: Standing,
  entry: UnaskedAct,
): { readonly node: string; readonly attempt: number; readonly answer: Json } {
  const at = (node: string, answer: Json): ReturnType<typeof aimOf> => ({
    node,
    attempt: facts.nodes.get(node)?.attempt ?? 0,
    answer,
  });
  switch (entry.act) {
    case 'undo':
    case 'note':
      return at(entry.step ?? '', null);
    case 'waive': {
      const { feed, interlock } = entry;
      return at(gates.get(feed) ?? '', { feed, interlock, forMs: durationMs(entry.for) });
    }
    case 'resume':
      return at(
        '',
        entry.feed === undefined ? null : { feed: entry.feed, cause: entry.cause ?? '' },
      );
    case 'stop':
    case 'pause':
    case 'abort':
      return at('', null);
  }
}

/** The first role that may use the verb, or sign off the gate that it is about; undefined of somebody without roles. */
function roleOf(
  { policy, gates }: Rehearsal,
  { facts }: Standing,
  entry: UnaskedAct,
): string | undefined {
  const able = rolesOf(policy, entry);
  const gate = entry.act === 'waive' ? facts.nodes.get(gates.get(entry.feed) ?? '') : undefined;
  return (
    able.find((role) => policy.roles[role]?.may.includes(entry.act) === true) ??
    able.find((role) => gate?.ask?.roles.includes(role) === true) ??
    able[0]
  );
}
