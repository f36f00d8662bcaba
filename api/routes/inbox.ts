import { z } from 'zod';
import type { FormRule, PermitRule, PlanNode } from '../../model/plan/plan';
import type { Policy } from '../../model/plan/policy';
import type { AskView, RecoveryView } from '../../model/view/recovery-view';
import { readRoute, type Told } from '../define-route';
import type { Desk } from '../desk/desk';
import { Ask } from '../schema/recovery';
import { ActName, Mode, NOTHING, RunStatus, TemporalState } from '../schema/scalars';
import type { Session } from '../session/session-store';
import { timezoneOf } from './told-plan';

const Field = z
  .object({
    name: z.string(),
    type: z.enum(['string', 'number', 'boolean', 'enum']),
    required: z.boolean(),
    values: z.array(z.string()),
    min: z.number().nullable(),
    max: z.number().nullable(),
    pattern: z.string().nullable(),
    description: z.string().nullable(),
  })
  .meta({ id: 'FormField' });

const Reading = z
  .object({
    id: z.string(),
    unit: z.string().nullable(),
    min: z.number().nullable(),
    max: z.number().nullable(),
    values: z.array(z.string()).describe('Words that are safe; empty of numbers.'),
    maxAgeMs: z.number(),
  })
  .meta({ id: 'ReadingAsked' });

/** A question with all that is needed to answer it. */
const Question = Ask.extend({
  recovery: z.string(),
  recoveryTitle: z.string(),
  mode: Mode,
  simulated: z.boolean(),
  sites: z.array(z.string()),
  timezone: z.string().nullable().describe('Of its site, as IANA names it.'),
  status: RunStatus,
  isMine: z.boolean().describe('Whether the person may give something that is open.'),
  hasSigned: z.boolean().describe('Whether the vote of the person counts already.'),
  answers: z
    .array(
      z.object({
        act: ActName,
        id: z.string().describe('Lock or reading that it is about; empty of others.'),
        text: z.string(),
        role: z.string().nullable().describe('Role to act in; null where the person may not.'),
        isMine: z.boolean(),
      }),
    )
    .describe('What may be answered now, in the order in which it is needed.'),
  form: z.array(Field).describe('Fields of a manual task.'),
  readings: z.array(Reading),
  locks: z.array(z.object({ id: z.string(), holder: z.string() })),
}).meta({ id: 'Question' });

type ToldQuestion = Told<z.output<typeof Question>>;

export const INBOX_ROUTES = [
  readRoute({
    path: '/inbox',
    summary: 'Lists the questions that wait for the person, the oldest first.',
    tag: 'inbox',
    access: 'person',
    params: NOTHING,
    query: z.strictObject({
      all: z.enum(['true', 'false']).default('false').describe('Those for others too.'),
      recovery: z.string().max(200).optional().describe('Only of this one.'),
    }),
    answer: z
      .object({ questions: z.array(Question), temporal: TemporalState })
      .meta({ id: 'Inbox' }),
    async handle({ query }, { desk, session }) {
      const open =
        query.recovery === undefined
          ? await desk.reader.list({ open: true })
          : [await desk.reader.row(query.recovery)];
      const all = await Promise.all(open.map(({ id }) => questionsOf(desk, id, session)));
      const questions = all
        .flat()
        .filter((one) => query.all === 'true' || one.isMine || one.hasSigned)
        .sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0));
      return { questions, temporal: await desk.temporal.status() };
    },
  }),
];

async function questionsOf(
  desk: Desk,
  id: string,
  session: Session | undefined,
): Promise<readonly ToldQuestion[]> {
  const view = await desk.reader.view(id);
  if (view.waiting.length === 0) return [];
  const plan = await desk.plans.of(id);
  const nodes = new Map(plan.nodes.map((node) => [node.id, node]));
  const asker = askerOf(plan.policy, session);
  const timezone = timezoneOf(plan.manifest);
  return await Promise.all(
    view.waiting.map(async (ask) => {
      const signers = await desk.sayings.signers(id, ask);
      const told = question(view, ask, nodes.get(ask.node), asker, signers.has(asker.person));
      return { ...told, timezone };
    }),
  );
}

/** Somebody who looks into an inbox. */
interface Asker {
  readonly person: string;
  readonly roles: readonly string[];
}

function askerOf(policy: Policy, session: Session | undefined): Asker {
  const person = session?.person ?? '';
  const held = Object.hasOwn(policy.people, person) ? (policy.people[person]?.roles ?? []) : [];
  const { roles } = session ?? {};
  return { person, roles: roles === undefined ? held : held.filter((one) => roles.includes(one)) };
}

function question(
  view: RecoveryView,
  ask: AskView,
  node: PlanNode | undefined,
  asker: Asker,
  hasSigned: boolean,
): Omit<ToldQuestion, 'timezone'> {
  const work = node?.work;
  const rule =
    work?.type === 'approval' ? work.approvers : work?.type === 'power' ? work.signOff : undefined;
  const isBarred = rule?.notStarter === true && view.starter === asker.person;
  const answers = ask.open.map(({ part, id, who, text }) => {
    const isVote = part === 'vote' || part === 'sign-off';
    const role = asker.roles.find((one) => who.includes(one)) ?? null;
    const named = who.includes(`person:${asker.person}`);
    const isMine = isVote ? role !== null && !hasSigned && !isBarred : role !== null || named;
    return {
      act: part === 'vote' ? ('approve' as const) : part === 'form' ? ('done' as const) : part,
      id,
      text,
      role: role ?? (named ? (asker.roles[0] ?? null) : null),
      isMine,
    };
  });
  return {
    ...ask,
    recovery: view.id,
    recoveryTitle: view.title,
    mode: view.mode,
    simulated: view.simulated,
    sites: view.sites,
    status: view.status,
    isMine: answers.some((one) => one.isMine),
    hasSigned,
    answers,
    form: work?.type === 'manual' ? Object.entries(work.form).map(fieldOf) : [],
    readings: work?.type === 'power' ? work.permits.map(readingOf) : [],
    locks: work?.type === 'power' ? work.locks : [],
  };
}

function fieldOf([name, rule]: readonly [string, FormRule]): Told<z.output<typeof Field>> {
  return {
    name,
    type: rule.type,
    required: rule.required,
    values: rule.values ?? [],
    min: rule.min ?? null,
    max: rule.max ?? null,
    pattern: rule.pattern ?? null,
    description: rule.description ?? null,
  };
}

function readingOf(rule: PermitRule): Told<z.output<typeof Reading>> {
  return {
    id: rule.id,
    unit: rule.unit ?? null,
    min: rule.min ?? null,
    max: rule.max ?? null,
    values: rule.values ?? [],
    maxAgeMs: rule.maxAgeMs,
  };
}
