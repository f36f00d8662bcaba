import { z } from 'zod';
import { foreseen } from '../../client/foreseen';
import { aimAt } from '../../client/open-question';
import { OperationError } from '../../model/errors';
import { nextMoves } from '../../model/view/next-move';
import { nodesOf } from '../../model/view/nodes-of-step';
import { WHAT_IF_ACTS } from '../../model/view/what-if/effect';
import type { RecoveryView, StepView } from '../../model/view/recovery-view';
import { readRoute } from '../define-route';
import { Plan } from '../schema/plan';
import { OpenPart, Step } from '../schema/recovery';
import {
  ActName,
  AnyObject,
  NOTHING,
  RecoveryParams,
  RunStatus,
  StepError,
  TemporalState,
  Time,
} from '../schema/scalars';
import { toldPlan } from './told-plan';

const tag = 'recoveries';

const Entry = z
  .object({
    seq: z.int(),
    at: Time,
    body: AnyObject.describe('`type` says which: started, run, node, asked, said, tripped …'),
    hash: z.string().describe('Chains it to the entry before.'),
  })
  .meta({ id: 'LedgerEntry' });

const Attempt = z
  .object({
    node: z.string(),
    attempt: z.int(),
    phase: z.string(),
    item: z.string().nullable(),
    at: Time,
    endedAt: Time,
    uses: z.string(),
    request: z.string().describe('Its input as JSON, without secrets.'),
    answer: z.string().nullable().describe('What came back, as it came.'),
    error: z.string().nullable(),
    sampledAt: Time.nullable(),
  })
  .meta({ id: 'Attempt' });

const Callee = z
  .object({
    person: z.string(),
    name: z.string(),
    role: z.string().nullable(),
    contact: z.string(),
  })
  .meta({ id: 'Callee' });

const Move = z
  .object({
    act: ActName,
    node: z.string().nullable(),
    feed: z.string().nullable(),
    what: z.string(),
    since: Time,
    part: OpenPart.nullable(),
    error: StepError.nullable(),
    behind: z.object({
      nodes: z.int(),
      services: z.array(z.object({ id: z.string(), tier: z.number(), weight: z.number() })),
      score: z.number(),
    }),
    who: z.array(Callee),
  })
  .meta({ id: 'Move' });

const WhatIf = z
  .object({
    recovery: z.string(),
    act: z.enum(WHAT_IF_ACTS),
    step: z.string().nullable(),
    summary: z.string(),
    refused: z.string().nullable().describe('Why it would be refused as things stand.'),
    effects: z.array(
      z.object({
        does: z.enum([
          'cancel',
          'ask',
          'put-back',
          'call',
          'start',
          'go-on',
          'hold',
          'leave',
          'cannot',
        ]),
        node: z.string(),
        target: z.string(),
        effect: z.string(),
      }),
    ),
  })
  .meta({ id: 'WhatIf' });

const StepParams = RecoveryParams.extend({
  node: z.string().min(1).max(400).describe('Step, or a part of one, such as `restore%2Ffeed-a`.'),
});

export const RECOVERY_PART_ROUTES = [
  readRoute({
    path: '/recoveries/{id}/plan',
    summary: 'Shows the plan of a recovery.',
    tag,
    access: 'reader',
    params: RecoveryParams,
    query: NOTHING,
    answer: Plan,
    async handle({ params }, { desk }) {
      const { planDigest } = await desk.reader.row(params.id);
      return toldPlan(planDigest, await desk.plans.of(params.id));
    },
  }),
  readRoute({
    path: '/recoveries/{id}/ledger',
    summary: 'Gives ledger entries in order.',
    tag,
    access: 'reader',
    params: RecoveryParams,
    query: z.strictObject({
      after: z.coerce.number().int().min(0).default(0).describe('Only entries after this number.'),
      limit: z.coerce.number().int().min(1).max(1000).default(200),
    }),
    answer: z
      .object({
        entries: z.array(Entry),
        next: z.int().nullable().describe('`after` of the next page; null on the last.'),
      })
      .meta({ id: 'LedgerPage' }),
    async handle({ params, query }, { desk }) {
      await desk.reader.row(params.id);
      const entries = await desk.reader.entries(params.id, query.after, query.limit + 1);
      const shown = entries.slice(0, query.limit);
      return {
        entries: shown.map(({ seq, at, body, hash }) => ({ seq, at, body: { ...body }, hash })),
        next: entries.length > shown.length ? (shown.at(-1)?.seq ?? null) : null,
      };
    },
  }),
  readRoute({
    path: '/recoveries/{id}/steps/{node}',
    summary: 'Shows a step with its parts, and what of the plan it is.',
    tag,
    access: 'reader',
    params: StepParams,
    query: NOTHING,
    answer: Step,
    handle: async ({ params }, { desk }) => stepOf(await desk.reader.view(params.id), params.node),
  }),
  readRoute({
    path: '/recoveries/{id}/steps/{node}/attempts',
    summary: 'Lists the calls of a step as they went, the newest last.',
    tag,
    access: 'reader',
    params: StepParams,
    query: z.strictObject({
      last: z.coerce.number().int().min(1).max(1000).default(50).describe('Only the last of them.'),
      failed: z.enum(['true', 'false']).default('false').describe('Only those that went wrong.'),
    }),
    answer: z
      .object({
        attempts: z.array(Attempt),
        leftOut: z.int().describe('How many earlier ones are not listed.'),
      })
      .meta({ id: 'Attempts' }),
    async handle({ params, query }, { desk }) {
      const view = await desk.reader.view(params.id);
      stepOf(view, params.node);
      const nodes = nodesOf(view, params.node);
      const rows = (await Promise.all(nodes.map((node) => desk.reader.attempts(params.id, node))))
        .flat()
        .filter((row) => query.failed === 'false' || row.error !== null)
        .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
      const shown = rows.slice(-query.last);
      return {
        attempts: shown.map(({ recovery: _, ...row }) => row),
        leftOut: rows.length - shown.length,
      };
    },
  }),
  readRoute({
    path: '/recoveries/{id}/what-if',
    summary: 'Shows what an act would do, target by target; nothing is done.',
    tag,
    access: 'reader',
    params: RecoveryParams,
    query: z.strictObject({
      act: z.enum(WHAT_IF_ACTS),
      step: z.string().max(400).default(''),
      feed: z.string().max(200).optional(),
      interlock: z.string().max(200).optional(),
      forMs: z.coerce.number().int().min(0).optional(),
    }),
    answer: WhatIf,
    async handle({ params, query }, { desk }) {
      const { act, step, feed, interlock, forMs } = query;
      const view = await desk.reader.view(params.id);
      return await foreseen(desk.reader, params.id, {
        act,
        step: step === '' ? '' : aimAt(view, act, step).step,
        ...(feed === undefined ? {} : { feed }),
        ...(interlock === undefined ? {} : { interlock }),
        ...(forMs === undefined ? {} : { forMs }),
      });
    },
  }),
  readRoute({
    path: '/recoveries/{id}/next',
    summary: 'Lists what people could do now, what blocks most first.',
    tag,
    access: 'reader',
    params: RecoveryParams,
    query: NOTHING,
    answer: z
      .object({
        recovery: z.string(),
        status: RunStatus,
        moves: z.array(Move),
        temporal: TemporalState,
      })
      .meta({ id: 'NextMoves' }),
    async handle({ params }, { desk }) {
      const [view, plan] = [await desk.reader.view(params.id), await desk.plans.of(params.id)];
      return {
        recovery: params.id,
        status: view.status,
        moves: nextMoves(view, plan),
        temporal: await desk.temporal.status(),
      };
    },
  }),
];

/** The step that is named, or the one that has the part that is named. Throws STEP_UNKNOWN. */
function stepOf(view: RecoveryView, node: string): StepView {
  const found = view.steps.find(
    (step) => step.id === node || step.parts.some((part) => part.id === node),
  );
  if (found !== undefined) return found;
  throw new OperationError('STEP_UNKNOWN', `${view.id} has no step '${node.slice(0, 200)}'`);
}
