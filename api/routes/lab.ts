import { z } from 'zod';
import { addFault, clearFault, listFaults, type LabFault } from '../../client/lab-control';
import { labStateOf } from '../../client/lab-state';
import { OperationError } from '../../model/errors';
import { FAULT_KINDS } from '../../model/schema/fault-sheets';
import { changeRoute, readRoute, type Told } from '../define-route';
import type { Desk } from '../desk/desk';
import { NOTHING, RecoveryParams, Time } from '../schema/scalars';

const tag = 'lab';

const Fault = z
  .object({
    id: z.string(),
    fault: z.string(),
    target: z.string(),
    status: z.string().describe('Whether it waits, is on, or is over.'),
    beganAt: Time.nullable(),
    overAt: Time.nullable(),
  })
  .meta({ id: 'LabFault' });

/** What each kind takes is checked by the lab, which knows its site. */
const NewFault = z
  .strictObject({
    fault: z.enum(FAULT_KINDS),
    target: z.string().min(1).max(200),
    id: z.string().max(60).optional().describe('Name to clear it by.'),
    for: z.string().max(20).optional().describe('Taken back after this, in time of the site.'),
    at: z.string().max(20).optional().describe('When it begins, from the start of the lab.'),
    options: z
      .record(z.string().max(60), z.union([z.string().max(200), z.number(), z.boolean()]))
      .default({})
      .describe('Options of its kind.'),
  })
  .meta({ id: 'NewLabFault' });

export const LAB_ROUTES = [
  readRoute({
    path: '/recoveries/{id}/lab/faults',
    summary: 'Lists what is wrong at the simulated site of a drill.',
    tag,
    access: 'reader',
    params: RecoveryParams,
    query: NOTHING,
    answer: z.object({ faults: z.array(Fault) }).meta({ id: 'LabFaults' }),
    async handle({ params }, { desk }) {
      await requireLab(desk, params.id);
      return { faults: (await listFaults(desk.state)).faults.map(told) };
    },
  }),
  changeRoute({
    method: 'POST',
    path: '/recoveries/{id}/lab/faults',
    summary: 'Has something go wrong at the simulated site of a drill.',
    tag,
    access: 'person',
    params: RecoveryParams,
    query: NOTHING,
    body: NewFault,
    status: 201,
    answer: Fault,
    async handle({ params, body }, { desk }) {
      await requireLab(desk, params.id);
      const { fault, target, id, at, options } = body;
      const fresh = {
        ...options,
        fault,
        target,
        ...(id === undefined ? {} : { id }),
        ...(at === undefined ? {} : { at }),
        ...(body.for === undefined ? {} : { for: body.for }),
      };
      return told(await addFault(desk.state, fresh));
    },
  }),
  changeRoute({
    method: 'DELETE',
    path: '/recoveries/{id}/lab/faults/{fault}',
    summary: 'Takes a fault of a drill back; `all` takes back every one.',
    tag,
    access: 'person',
    params: RecoveryParams.extend({ fault: z.string().min(1).max(60) }),
    query: NOTHING,
    body: NOTHING,
    answer: z.object({ cleared: z.array(z.string()) }).meta({ id: 'Cleared' }),
    async handle({ params }, { desk }) {
      await requireLab(desk, params.id);
      return { cleared: await clearFault(desk.state, params.fault) };
    },
  }),
];

/** The lab is one a folder: a drill touches its own. Throws DRILLS_ONLY, LAB_BUSY, LAB_NOT_RUNNING. */
async function requireLab(desk: Desk, id: string): Promise<void> {
  const row = await desk.reader.row(id);
  if (row.mode !== 'drill') throw new OperationError('DRILLS_ONLY', `${id} is live`);
  const lab = await labStateOf(desk.state, id);
  if (lab === 'own') return;
  if (typeof lab === 'object')
    throw new OperationError('LAB_BUSY', `the lab is that of ${lab.id} by now`);
  throw new OperationError('LAB_NOT_RUNNING', `${id} has no lab that runs`);
}

function told({
  id,
  fault,
  target,
  status,
  beganAt,
  overAt,
}: LabFault): Told<z.output<typeof Fault>> {
  return { id, fault, target, status, beganAt: beganAt ?? null, overAt: overAt ?? null };
}
