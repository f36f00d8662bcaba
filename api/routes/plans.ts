import { z } from 'zod';
import type { RecoveryRow } from '../../client/read-recoveries';
import { OperationError } from '../../model/errors';
import { readRoute } from '../define-route';
import type { Desk } from '../desk/desk';
import { Plan } from '../schema/plan';
import { NOTHING, Time } from '../schema/scalars';
import { toldPlan } from './told-plan';

const tag = 'plans';

/** Recoveries that are looked through for their plans. */
const MOST_RECOVERIES = 1000;

const PlanRow = z
  .object({
    digest: z.string(),
    runbook: z.string(),
    title: z.string(),
    sites: z.array(z.string()),
    recoveries: z.int().describe('How many of the last 1000 recoveries ran it.'),
    lastUsedAt: Time,
  })
  .meta({ id: 'PlanRow' });

export const PLAN_ROUTES = [
  readRoute({
    path: '/plans',
    summary: 'Lists the plans that recoveries were run by, the one used last first.',
    tag,
    access: 'reader',
    params: NOTHING,
    query: NOTHING,
    answer: z.object({ plans: z.array(PlanRow) }).meta({ id: 'Plans' }),
    async handle(_input, { desk }) {
      const found = new Map<string, { row: RecoveryRow; recoveries: number }>();
      for (const row of await rowsOf(desk)) {
        const { planDigest } = row;
        const before = found.get(planDigest);
        found.set(planDigest, {
          row: before?.row ?? row,
          recoveries: (before?.recoveries ?? 0) + 1,
        });
      }
      return {
        plans: [...found.values()].map(({ row, recoveries }) => ({
          digest: row.planDigest,
          runbook: row.runbook,
          title: row.title,
          sites: row.sites,
          recoveries,
          lastUsedAt: row.startedAt,
        })),
      };
    },
  }),
  readRoute({
    path: '/plans/{digest}',
    summary: 'Shows a plan.',
    tag,
    access: 'reader',
    params: z.strictObject({ digest: z.string().min(1).max(200) }),
    query: NOTHING,
    answer: Plan,
    async handle({ params }, { desk }) {
      const row = (await rowsOf(desk)).find((one) => one.planDigest === params.digest);
      if (row === undefined)
        throw new OperationError('PLAN_UNKNOWN', `no recovery ran '${params.digest}'`);
      return toldPlan(params.digest, await desk.plans.of(row.id));
    },
  }),
];

async function rowsOf(desk: Desk): Promise<readonly RecoveryRow[]> {
  return await desk.reader.list({ limit: MOST_RECOVERIES });
}
