import { z } from 'zod';
import type { RecoveryRow } from '../../client/read-recoveries';
import { changeRoute, readRoute, type Told } from '../define-route';
import { startDrill } from '../desk/start-drill';
import { Recovery, RecoveryRow as Row } from '../schema/recovery';
import { NOTHING, RecoveryParams, RunStatus, TemporalState } from '../schema/scalars';
import { cursorOf, placeOf } from './cursor';

const tag = 'recoveries';

const List = z
  .object({
    recoveries: z.array(Row),
    next: z.string().nullable().describe('Cursor of the next page; null on the last.'),
    temporal: TemporalState,
  })
  .meta({ id: 'RecoveryList' });

const StartDrill = z
  .strictObject({
    mode: z.literal('drill').default('drill'),
    runbook: z.string().min(1).max(200).describe('Id of a runbook that is listed.'),
    drill: z.string().min(1).max(200).default('calm').describe('Which of its drills.'),
    ask: z.boolean().default(false).describe('Nobody is simulated: people answer.'),
    inputs: z
      .record(z.string().max(200), z.string().max(2000))
      .default({})
      .describe('Inputs of the runbook, as they would be typed.'),
    speed: z.number().min(1).max(1000).optional().describe('Divides waits; in the lab only.'),
    seed: z.int().min(0).optional().describe('Seed of the lab.'),
    lostAt: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('When power was lost; by default now.'),
  })
  .meta({ id: 'StartDrill' });

export const RECOVERY_ROUTES = [
  readRoute({
    path: '/recoveries',
    summary: 'Lists recoveries, the newest first.',
    tag,
    access: 'reader',
    params: NOTHING,
    query: z.strictObject({
      cursor: z.string().max(500).optional().describe('`next` of the page before.'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      open: z.enum(['true', 'false']).default('false').describe('Only those that have not ended.'),
    }),
    answer: List,
    async handle({ query }, { desk }) {
      const rows = await desk.reader.list({
        limit: query.limit + 1,
        ...(query.open === 'true' ? { open: true } : {}),
        ...(query.cursor === undefined ? {} : { after: placeOf(query.cursor) }),
      });
      const shown = rows.slice(0, query.limit);
      const last = shown.at(-1);
      return {
        recoveries: shown.map(toldRow),
        next: rows.length > shown.length && last !== undefined ? cursorOf(last) : null,
        temporal: await desk.temporal.status(),
      };
    },
  }),
  changeRoute({
    method: 'POST',
    path: '/recoveries',
    summary: 'Starts a drill of a runbook that is listed.',
    tag,
    access: 'starter',
    params: NOTHING,
    query: NOTHING,
    body: StartDrill,
    status: 201,
    isKeyed: true,
    answer: z.object({ id: z.string() }).meta({ id: 'Started' }),
    handle: async ({ body }, { desk, session, key }) => ({
      id: await startDrill(desk, body, session, key),
    }),
  }),
  readRoute({
    path: '/recoveries/{id}',
    summary: 'Shows how a recovery stands.',
    tag,
    access: 'reader',
    params: RecoveryParams,
    query: NOTHING,
    answer: Recovery,
    handle: async ({ params }, { desk }) => await desk.shown(params.id),
  }),
];

function toldRow(row: RecoveryRow): Told<z.output<typeof Row>> {
  const { id, mode, simulated, speed, planDigest, runbook, title, sites, starter } = row;
  const status = RunStatus.parse(row.status);
  const { startedAt, endedAt, lastSeq } = row;
  return {
    id,
    mode,
    simulated,
    speed,
    planDigest,
    runbook,
    title,
    sites,
    starter,
    status,
    startedAt,
    endedAt,
    lastSeq,
  };
}
