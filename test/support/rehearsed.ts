import type { Policy } from '../../model/plan/policy';
import type { EntryBody, LedgerEntry } from '../../model/run/entry';
import type { DrillAnswer } from '../../model/schema/drill-people';
import { noFacts, takeEntries } from '../../model/view/node-facts';
import { Occasions } from '../../client/people/occasions';
import { plannedAnswers } from '../../client/people/planned-answers';
import type { PlannedAnswer, SaidBefore } from '../../client/people/rehearsal';
import { tinyPolicy } from './tiny-plan';
import { viewRun } from './view-plan';

export const GATE = 'power-safe/feed-a';
export const START = Date.UTC(2022, 9, 15, 6, 27);
export const MINUTE = 60_000;

/** Something that the ledger tells, so many minutes after the start. */
export type Told = readonly [minute: number, body: EntryBody];

/** A node that came to a status. */
export const node = (
  id: string,
  status: Extract<EntryBody, { type: 'node' }>['status'],
  code = '',
): EntryBody => ({
  type: 'node',
  node: id,
  status,
  attempt: 1,
  ...(code === '' ? {} : { error: { code, message: 'so' } }),
});

const STARTED: Told = [
  0,
  {
    type: 'started',
    recovery: 'tiny-20221015-abcdef',
    mode: 'drill',
    simulated: true,
    speed: 1,
    planDigest: 'sha256:00',
    starter: 'ann',
    lostAt: new Date(START).toISOString(),
  },
];

/** People b and c as in other tests, who may use every verb. */
function policyOf(): Policy {
  const { people, roles, keys } = tinyPolicy();
  const verbs = ['abort', 'undo', 'resume', 'retry', 'skip', 'pause', 'stop'] as const;
  const commander = { title: '', may: verbs };
  return { people, keys, roles: { ...roles, commander, manager: { title: '', may: ['waive'] } } };
}

/** What these people are going to say once the ledger of the little plan tells this. */
export function planned(
  people: readonly DrillAnswer[],
  told: readonly Told[],
  options: { readonly speed?: number; readonly said?: readonly PlannedAnswer[] } = {},
): readonly PlannedAnswer[] {
  const { outline } = viewRun();
  const entries = [STARTED, ...told].map(([minute, body], i): LedgerEntry => ({
    seq: i + 1,
    at: new Date(START + minute * MINUTE).toISOString(),
    body,
  }));
  const facts = noFacts();
  takeEntries(facts, entries);
  const occasions = new Occasions(outline);
  occasions.take(entries);
  const said = (options.said ?? []).map((one): SaidBefore => ({ ...one, id: one.part }));
  return plannedAnswers(
    {
      recovery: 'tiny-20221015-abcdef',
      people,
      policy: policyOf(),
      outline,
      gates: new Map([['feed-a', GATE]]),
      speed: options.speed ?? 1,
    },
    { facts, occasions: occasions.all, said, refused: new Set(), stale: new Set() },
  );
}

/** Who says what of which node, how many minutes after the start. */
export const told = (answers: readonly PlannedAnswer[]): unknown =>
  answers.map(({ person, act, node: at, dueAt }) => [person, act, at, (dueAt - START) / MINUTE]);
