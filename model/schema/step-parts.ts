import { z } from 'zod';
import { Duration, Expression, Id, Span, With } from './scalars';

/** Name of a connector. */
export const Uses = z
  .string()
  .regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/, 'must be noun.verb, such as redfish.power')
  .describe('Connector that does the work; `blackstart connectors` lists them.');

export const Retry = z.strictObject({
  attempts: z.int().min(1).max(100).default(3).describe('Tries in all, the first included.'),
  delay: Duration.default('5s').describe('Wait before the second try.'),
  backoff: z.number().min(1).max(10).default(2).describe('Factor by which each later wait grows.'),
  maxDelay: Duration.default('5m').describe('No wait is longer than this.'),
});
export type Retry = z.infer<typeof Retry>;

export const Effect = z
  .enum(['read', 'idempotent', 'once', 'irreversible'])
  .describe('What repeating the call does; only where the connector leaves it to the step.');

export const Approvers = z.strictObject({
  roles: z.array(Id).min(1).describe('Who may sign: people who hold one of these roles.'),
  quorum: z.int().min(1).max(10).default(1).describe('How many signatures open the gate.'),
  distinctRoles: z.boolean().default(false).describe('Each signature must come from another role.'),
  notStarter: z.boolean().default(true).describe('Who started the recovery may not sign.'),
});
export type Approvers = z.infer<typeof Approvers>;

export const OnExpiry = z.strictObject({
  escalateTo: z.array(Id).default([]).describe('Roles told, and allowed to sign, at expiry.'),
  then: z.literal('hold').default('hold').describe('Expiry never approves: the gate is held.'),
});

export const FormField = z.strictObject({
  type: z.enum(['string', 'number', 'boolean', 'enum']).describe('Kind of answer.'),
  required: z.boolean().default(false).describe('Whether `done` is refused without it.'),
  values: z.array(z.string()).min(1).optional().describe('What may be chosen, for an enum.'),
  min: z.number().optional().describe('Least number taken.'),
  max: z.number().optional().describe('Greatest number taken.'),
  pattern: z
    .string()
    .max(200)
    .optional()
    .describe('Regular expression (RE2) the text must match whole.'),
  description: z.string().max(500).optional().describe('What to write here.'),
});
export type FormField = z.infer<typeof FormField>;

/** What every step may carry. */
export const common = {
  id: Id.describe('Name of the step, unique in the runbook.'),
  title: z
    .string()
    .min(1)
    .max(300)
    .optional()
    .describe('One line for people; may hold `${{ CEL }}`.'),
  needs: z
    .array(Id)
    .optional()
    .describe('Steps that must be done first; without it the step before, `[]` starts at once.'),
  when: Expression.optional().describe('CEL; the step is skipped where it is false.'),
  timeout: Span.optional().describe('Longest one attempt may take.'),
  onFailure: z
    .enum(['hold', 'undo', 'continue'])
    .default('hold')
    .describe('What follows a failure: hold dependants and ask, undo then hold, or go on.'),
  drill: z
    .enum(['run', 'skip', 'simulate'])
    .default('run')
    .describe(
      'What a drill does here: the step itself, nothing, or the example answer of the connector.',
    ),
};

export const Call = z.strictObject({
  uses: Uses,
  with: With.describe('Input of the connector.'),
  expect: Expression.optional().describe('CEL over `result`; false counts as a failure.'),
});
export type Call = z.infer<typeof Call>;

export const Feeds = z
  .strictObject({
    site: z.string().describe('Site whose feeds are meant; may hold `${{ CEL }}`.'),
    only: z.array(Id).optional().describe('These feeds of the site only.'),
  })
  .describe('Feeds the step runs over, one by one, as each comes.');
