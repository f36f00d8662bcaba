import type { Json } from '../../model/json';
import type { Manifest, Outline } from '../../model/plan/plan';
import type { Policy } from '../../model/plan/policy';
import type { DrillAnswer } from '../../model/schema/drill-people';
import type { Act } from '../../model/statement';
import type { RunFacts } from '../../model/view/node-facts';
import type { Occasion } from './occasions';

/** What a drill file and a plan say of simulated people and what they answer. */
export interface Rehearsal {
  readonly recovery: string;
  readonly people: readonly DrillAnswer[];
  readonly policy: Policy;
  readonly outline: Outline;
  /** Feed → its power gate. */
  readonly gates: ReadonlyMap<string, string>;
  readonly speed: number;
}

/** What a simulated person has said before. */
export interface SaidBefore {
  readonly node: string;
  readonly attempt: number;
  readonly act: Act;
  readonly person: string;
  /** Lock or reading; empty for others. */
  readonly id: string;
  readonly nonce: string;
}

/** How a run stands, and what was said in it. */
export interface Standing {
  readonly facts: RunFacts;
  readonly occasions: readonly Occasion[];
  readonly said: readonly SaidBefore[];
  /** Nonces of what was refused for good. */
  readonly refused: ReadonlySet<string>;
  /** Readings that have grown too old and must be taken again, by {@link readingOf}. */
  readonly stale: ReadonlySet<string>;
}

/** What a simulated person is going to say. */
export interface PlannedAnswer {
  /** Tells it from everything else that is ever said in the recovery. */
  readonly nonce: string;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
  /** Empty where it is about the whole run. */
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

/** Reason of those who give none. */
export const NO_REASON = 'as the drill file says';

/** Name of one reading of one asking. */
export function readingOf(node: string, attempt: number, id: string): string {
  return `${node}#${String(attempt)}#${id}`;
}

/** Power gates by their feeds. */
export function gatesOf({ feeds }: Manifest, outline: Outline): ReadonlyMap<string, string> {
  const ids = new Map(
    outline.steps.flatMap((step) =>
      step.nodes.flatMap((index, i): readonly (readonly [number, string])[] => {
        const id = step.nodeIds[i];
        return id === undefined ? [] : [[index, id]];
      }),
    ),
  );
  return new Map(
    Object.entries(feeds ?? {}).flatMap(([feed, { gate }]) => {
      const id = gate === undefined ? undefined : ids.get(gate);
      return id === undefined ? [] : [[feed, id] as const];
    }),
  );
}

/** Roles of a person in which an entry may be said, the one that it names alone where it names one. */
export function rolesOf(policy: Policy, { person, role }: DrillAnswer): readonly string[] {
  const held = Object.hasOwn(policy.people, person) ? (policy.people[person]?.roles ?? []) : [];
  return role === undefined ? held : held.filter((one) => one === role);
}

/** How often a saying was said, by the beginning of its nonces. */
export function timesSaid(said: readonly SaidBefore[], beginning: string): number {
  return new Set(said.map(({ nonce }) => nonce).filter((nonce) => nonce.startsWith(beginning)))
    .size;
}
