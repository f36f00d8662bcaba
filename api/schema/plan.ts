import { z } from 'zod';
import { AnyObject, NodeKind } from './scalars';

const PlanStep = z
  .object({
    id: z.string(),
    kind: NodeKind,
    title: z.string(),
    group: z.string().nullable(),
    nodeIds: z.array(z.string()).describe('Its parts, in order; the one that joins them is last.'),
    servers: z.int().nullable(),
  })
  .meta({ id: 'PlanStep' });

const PlanNode = z
  .object({
    index: z.int(),
    id: z.string(),
    step: z.string(),
    kind: NodeKind,
    title: z.string(),
    feed: z.string().nullable(),
    service: z.string().nullable(),
    needs: z.array(z.string()).describe('Ids of nodes that must have ended well.'),
    needsAny: z.array(z.array(z.string())).describe('And of each of these lists at least one.'),
    servers: z.int().nullable(),
    skip: z.string().nullable().describe('Why compile already knows that it is skipped.'),
    isJoin: z.boolean().describe('Whether it only joins what it needs.'),
    work: z.enum(['phases', 'approval', 'manual', 'power', 'wait', 'join']),
  })
  .meta({ id: 'PlanNode' });

const PlanFeed = z
  .object({
    id: z.string(),
    title: z.string(),
    usableKw: z.number(),
    servers: z.int(),
    waves: z.array(
      z.object({ step: z.string(), node: z.string(), servers: z.int(), kw: z.number() }),
    ),
    shares: z
      .array(z.object({ feed: z.string(), what: z.array(z.string()) }))
      .describe('What it has in common with other feeds.'),
  })
  .meta({ id: 'PlanFeed' });

const PlanService = z
  .object({
    id: z.string(),
    title: z.string(),
    tier: z.number(),
    weight: z.number(),
    rtoMs: z.number(),
    needs: z.array(z.string()),
    servers: z.int(),
    node: z.string().nullable(),
  })
  .meta({ id: 'PlanService' });

/** A plan: what would be done, in which order. */
export const Plan = z
  .object({
    digest: z.string(),
    procedureDigest: z.string(),
    runbook: z.string(),
    title: z.string(),
    environment: z.enum(['production', 'staging', 'lab']),
    sites: z.array(z.string()),
    timezone: z.string().nullable().describe('Of its site, as IANA names it.'),
    inputs: AnyObject,
    serverCount: z.int(),
    nodeCount: z.int(),
    steps: z.array(PlanStep),
    nodes: z.array(PlanNode),
    feeds: z.array(PlanFeed),
    services: z.array(PlanService),
    makeSafe: z.array(z.object({ id: z.string(), title: z.string() })),
  })
  .meta({ id: 'Plan' });

/** A problem that compile found. */
export const FileProblem = z
  .object({
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    file: z.string(),
    line: z.int(),
    column: z.int(),
    message: z.string(),
    fix: z.string(),
  })
  .meta({ id: 'FileProblem' });
