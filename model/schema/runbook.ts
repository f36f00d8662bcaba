import { z } from 'zod';
import { ApiVersion, Duration, Id, Json, Metadata } from './scalars';
import { ActionStep, Step } from './steps';

const Input = z.strictObject({
  type: z
    .enum(['string', 'number', 'boolean', 'enum', 'duration', 'site'])
    .describe('Kind of value; a `site` must be in the inventory.'),
  description: z.string().max(500).optional().describe('What to give, and where to find it.'),
  default: Json.optional().describe('Used where none is given.'),
  values: z.array(z.string()).min(1).optional().describe('What may be chosen, for an enum.'),
  pattern: z
    .string()
    .max(200)
    .optional()
    .describe('Regular expression (RE2) the text must match whole.'),
});
export type RunbookInput = z.infer<typeof Input>;

/** A runbook as authored: what to do. */
export const Runbook = z
  .strictObject({
    apiVersion: ApiVersion,
    kind: z.literal('Runbook'),
    metadata: Metadata,
    inputs: z
      .record(Id.or(z.string().regex(/^[a-zA-Z][a-zA-Z0-9]*$/)), Input)
      .default({})
      .describe('What a start must give.'),
    objectives: z
      .record(Id, z.strictObject({ rto: Duration.optional(), rpo: Duration.optional() }))
      .default({})
      .describe("Targets per service, tighter than the inventory's."),
    power: z
      .strictObject({
        'not-affected': z.string().min(10).describe('Why this runbook needs no power gate.'),
      })
      .optional()
      .describe('Only for a runbook without a power gate.'),
    limits: z
      .strictObject({
        inFlight: z
          .int()
          .min(1)
          .max(500)
          .default(100)
          .describe('Most calls at once in the whole recovery.'),
      })
      .default({ inFlight: 100 }),
    steps: z.array(Step).min(1).describe('In the order written, unless `needs` says otherwise.'),
    makeSafe: z.array(ActionStep).default([]).describe('Leaves things safe on abort.'),
  })
  .meta({ id: 'Runbook', title: 'Blackstart runbook' });
export type Runbook = z.infer<typeof Runbook>;
