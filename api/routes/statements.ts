import { z } from 'zod';
import type { Json } from '../../model/json';
import type { Policy } from '../../model/plan/policy';
import { signatureHolds } from '../../model/verify-statement';
import { changeRoute, readRoute, type Told } from '../define-route';
import type { Saying } from '../desk/kept-sayings';
import { keyFor } from '../desk/key-for';
import { sayOnce } from '../desk/say';
import { InvalidRequest } from '../read-input';
import { ActName, AnyJson, NOTHING, RecoveryParams, Time } from '../schema/scalars';

const tag = 'statements';

/** Most that an answer may hold, as JSON; the run takes no more either. */
const MOST_ANSWER = 8000;

const Statement = z
  .object({
    seq: z.int(),
    at: Time.describe('When the run took it.'),
    act: ActName,
    step: z.string().describe('Empty where it is about the whole run.'),
    attempt: z.int(),
    answer: AnyJson,
    reason: z.string(),
    person: z.string(),
    name: z.string(),
    role: z.string(),
    saidAt: Time,
    simulated: z.boolean(),
    keyId: z.string(),
    keyKind: z.enum(['local', 'api', 'simulated', 'person', 'unknown']),
    signature: z
      .enum(['good', 'bad', 'unknown-key'])
      .describe('Whether it fits, by the keys that the plan holds.'),
  })
  .meta({ id: 'Statement' });

const Say = z
  .strictObject({
    act: ActName.exclude(['start']),
    step: z.string().max(400).default('').describe('Empty for the whole run.'),
    answer: z.json().default(null).describe('As the act takes it: a form, a reading, a lock.'),
    reason: z.string().max(2000).default(''),
    role: z.string().max(200).optional().describe('By default one that is asked for.'),
    shown: z
      .string()
      .max(200)
      .optional()
      .describe('Digest of the question as the person saw it; refused where it has changed.'),
  })
  .meta({ id: 'Say' });

export const STATEMENT_ROUTES = [
  readRoute({
    path: '/recoveries/{id}/statements',
    summary: 'Lists everything that people said, with the state of each signature.',
    tag,
    access: 'reader',
    params: RecoveryParams,
    query: NOTHING,
    answer: z.object({ statements: z.array(Statement) }).meta({ id: 'Statements' }),
    async handle({ params }, { desk }) {
      const policy = await desk.reader.policy(params.id);
      const sayings = await desk.sayings.of(params.id);
      return { statements: sayings.map((saying) => told(saying, policy)) };
    },
  }),
  changeRoute({
    method: 'POST',
    path: '/recoveries/{id}/statements',
    summary:
      'Says something as the person who is signed in; signed for them, and judged by the run.',
    tag,
    access: 'person',
    params: RecoveryParams,
    query: NOTHING,
    body: Say,
    isKeyed: true,
    status: 201,
    answer: z
      .object({
        recovery: z.string(),
        seq: z.int().describe('Number of its ledger entry.'),
        step: z.string(),
      })
      .meta({ id: 'Receipt' }),
    async handle({ params, body }, { desk, session, key }) {
      const answer = answerOf(body.answer);
      const { act, step, reason, role, shown } = body;
      const said = {
        recovery: params.id,
        person: session?.person ?? '',
        act,
        step,
        answer,
        reason,
        ...(role === undefined ? {} : { role }),
        ...(shown === undefined ? {} : { shown }),
      };
      const { roles } = session ?? {};
      return await desk.said.do(`${params.id} ${key}`, said, () =>
        sayOnce(desk, { ...said, nonce: key, key: keyFor(session) }, roles),
      );
    },
  }),
];

function answerOf(value: Json): Json {
  if (JSON.stringify(value).length <= MOST_ANSWER) return value;
  const message = `is longer than ${String(MOST_ANSWER)} characters`;
  throw new InvalidRequest([{ in: 'body', at: '/answer', message }]);
}

const checked = new WeakMap<Saying, Told<z.output<typeof Statement>>>();

/** A statement is checked once: neither it nor its plan's keys change. */
function told(saying: Saying, policy: Policy): Told<z.output<typeof Statement>> {
  const found = checked.get(saying);
  if (found !== undefined) return found;
  const { statement, signature } = saying.signed;
  const key = Object.hasOwn(policy.keys, statement.keyId)
    ? policy.keys[statement.keyId]
    : undefined;
  const isGood = key !== undefined && signatureHolds(statement, signature, key.publicKey);
  const { act, step, attempt, answer, reason, person, role, at, keyId } = statement;
  const known = Object.hasOwn(policy.people, person) ? policy.people[person] : undefined;
  const made = {
    seq: saying.seq,
    at: saying.at,
    act,
    step,
    attempt,
    answer,
    reason,
    person,
    name: known?.name ?? person,
    role,
    saidAt: at,
    simulated: saying.simulated,
    keyId,
    keyKind: key?.kind ?? ('unknown' as const),
    signature: isGood
      ? ('good' as const)
      : key === undefined
        ? ('unknown-key' as const)
        : ('bad' as const),
  };
  checked.set(saying, made);
  return made;
}
