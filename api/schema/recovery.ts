import { z } from 'zod';
import {
  AnyObject,
  Mode,
  NodeKind,
  NodeStatus,
  RunStatus,
  StepError,
  TemporalState,
  Time,
} from './scalars';

/** A recovery as lists show it. */
export const RecoveryRow = z
  .object({
    id: z.string(),
    mode: Mode,
    simulated: z.boolean().describe('Whether people are simulated.'),
    speed: z.number(),
    planDigest: z.string(),
    runbook: z.string(),
    title: z.string(),
    sites: z.array(z.string()),
    starter: z.string(),
    status: RunStatus,
    startedAt: Time,
    endedAt: Time.nullable(),
    lastSeq: z.int().describe('Number of its last ledger entry.'),
  })
  .meta({ id: 'RecoveryRow' });

/** Something about a recovery that its ledger cannot tell. */
const Notice = z
  .object({
    code: z.enum(['ENDED_FROM_OUTSIDE', 'LAB_GONE', 'LAB_OF_ANOTHER']),
    text: z.string(),
  })
  .meta({ id: 'Notice' });

export const OpenPart = z
  .object({
    part: z.enum(['vote', 'form', 'lock', 'reading', 'sign-off']),
    id: z.string().describe('Lock or reading; empty for votes and forms.'),
    who: z.array(z.string()).describe('Roles, or `person:<id>`, that may answer.'),
    text: z.string(),
  })
  .meta({ id: 'OpenPart' });

export const Ask = z
  .object({
    node: z.string().describe('What statements name as their step.'),
    step: z.string(),
    title: z.string(),
    kind: z.enum(['approval', 'manual', 'power']),
    attempt: z.int(),
    since: Time,
    until: Time.nullable(),
    shown: z.string().describe('Digest of `lines`; statements carry it.'),
    lines: z.array(z.string()).describe('The question, at most 12 lines.'),
    roles: z.array(z.string()),
    open: z.array(OpenPart),
  })
  .meta({ id: 'Ask' });

const ServerCounts = z
  .object({ total: z.int(), up: z.int(), failed: z.int(), slow: z.int() })
  .meta({ id: 'ServerCounts' });

const Part = z
  .object({
    id: z.string(),
    title: z.string().nullable(),
    feed: z.string().nullable(),
    service: z.string().nullable(),
    status: NodeStatus,
    attempts: z.int(),
    startedAt: Time.nullable(),
    endedAt: Time.nullable(),
    waitingFor: z.string().nullable(),
    error: StepError.nullable(),
    waivers: z.array(z.string()),
    progress: AnyObject.nullable().describe('Latest counts of a slice at work.'),
  })
  .meta({ id: 'Part' });

export const Step = z
  .object({
    id: z.string(),
    kind: NodeKind,
    title: z.string(),
    group: z.string().nullable(),
    aside: z.enum(['undo', 'make-safe']).nullable(),
    status: NodeStatus,
    attempts: z.int(),
    startedAt: Time.nullable(),
    endedAt: Time.nullable(),
    waitingFor: z.string().nullable(),
    error: StepError.nullable(),
    waivers: z.array(z.string()),
    servers: ServerCounts.nullable(),
    parts: z.array(Part),
  })
  .meta({ id: 'Step' });

const Service = z
  .object({
    id: z.string(),
    title: z.string(),
    tier: z.number(),
    status: z.enum(['down', 'starting', 'ramping', 'enabled', 'held', 'skipped']),
    fallen: z.boolean(),
    share: z.number().describe('Percent of its traffic that it has now.'),
    enabledAt: Time.nullable(),
    rto: z.number().describe('Authored seconds.'),
    recoverySeconds: z.number().nullable().describe('Authored seconds from the loss.'),
    met: z.boolean().nullable(),
  })
  .meta({ id: 'Service' });

const Trip = z
  .object({
    at: Time,
    interlock: z.string(),
    reason: z.string(),
    needs: z.array(z.string()).describe('What is missing before it can be resumed, in order.'),
    waits: z.array(z.object({ feed: z.string(), what: z.array(z.string()) })),
  })
  .meta({ id: 'Trip' });

const Feed = z
  .object({
    id: z.string(),
    title: z.string(),
    status: z.enum(['ok', 'tripped']),
    trip: Trip.nullable(),
    servers: ServerCounts,
    waves: z.array(
      z.object({ node: z.string(), status: NodeStatus, servers: z.int(), up: z.int() }),
    ),
  })
  .meta({ id: 'Feed' });

const Waiver = z
  .object({
    node: z.string(),
    feed: z.string(),
    interlock: z.string(),
    status: z.enum(['active', 'asked']),
    until: Time.nullable(),
    by: z.array(z.object({ person: z.string(), role: z.string() })),
    forMs: z.number().nullable(),
  })
  .meta({ id: 'Waiver' });

const Note = z
  .object({ at: Time, person: z.string(), step: z.string().nullable(), text: z.string() })
  .meta({ id: 'Note' });

/** A recovery as people see it: what `blackstart show --format json` prints, and whether Temporal answers. */
export const Recovery = z
  .object({
    id: z.string(),
    title: z.string(),
    mode: Mode,
    simulated: z.boolean(),
    speed: z.number(),
    plan: z.object({ digest: z.string(), procedureDigest: z.string(), runbook: z.string() }),
    environment: z.string(),
    sites: z.array(z.string()),
    starter: z.string(),
    status: RunStatus,
    since: Time,
    startedAt: Time,
    endedAt: Time.nullable(),
    lostAt: Time,
    simulatedSeconds: z.number(),
    seq: z.int().describe('Number of the last ledger entry that it holds.'),
    steps: z.array(Step),
    services: z.array(Service),
    feeds: z.array(Feed),
    waiting: z.array(Ask),
    waivers: z.array(Waiver),
    notes: z.array(Note),
    after: z.object({ recovery: z.string(), reason: z.string() }).nullable(),
    left: z.array(z.string()).describe('What could not be made safe.'),
    reason: z.string().optional(),
    notices: z.array(Notice),
    temporal: TemporalState,
  })
  .meta({ id: 'Recovery' });
