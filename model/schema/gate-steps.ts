import { z } from 'zod';
import { Expression, Id, Span, With } from './scalars';
import { Approvers, common, Feeds, FormField, OnExpiry, Uses } from './step-parts';

/* Steps at which people open the way. */

export const ApprovalStep = z
  .strictObject({
    kind: z.literal('approval'),
    ...common,
    approvers: Approvers.describe('Whose signatures open the gate.'),
    upTo: z
      .strictObject({
        servers: z
          .union([z.int().min(1), z.string()])
          .optional()
          .describe('Most servers started under this approval.'),
        validFor: Span.optional().describe('How long it holds; then it is asked again.'),
      })
      .optional()
      .describe('Bounds of the approval; beyond any of them it is asked again.'),
    expires: Span.default('30m').describe('How long the question stays open before it is held.'),
    onExpiry: OnExpiry.default({ escalateTo: [], then: 'hold' }).describe('What expiry does.'),
    recommend: z.string().max(500).optional().describe('What the requester recommends.'),
    ifYes: z.string().max(300).optional().describe('What happens on yes.'),
    ifNo: z.string().max(300).optional().describe('What happens on no.'),
    harm: z.string().max(300).optional().describe('Worst credible harm.'),
    reversible: z.boolean().optional().describe('Whether what follows can be taken back.'),
  })
  .meta({ id: 'ApprovalStep', description: 'Asks people with given roles to sign.' });

export const ManualStep = z
  .strictObject({
    kind: z.literal('manual'),
    ...common,
    assignee: Id.describe('Role whose holders may report it done.'),
    form: z.record(z.string(), FormField).default({}).describe('What `done` must answer.'),
    remindEvery: Span.optional().describe('How often the assignee is reminded.'),
  })
  .meta({ id: 'ManualStep', description: 'Work by a person, reported with a typed form.' });

const Permit = z.strictObject({
  id: Id.describe('Name of the reading.'),
  source: z
    .literal('manual')
    .default('manual')
    .describe('Read by a person and given as a signed reading.'),
  unit: z.string().max(20).optional().describe('Unit of the number.'),
  min: z.number().optional().describe('Least safe number.'),
  max: z.number().optional().describe('Greatest safe number.'),
  values: z.array(z.string()).min(1).optional().describe('Safe answers, where it is not a number.'),
  maxAge: Span.describe('Oldest reading accepted when power is put on.'),
});
export type Permit = z.infer<typeof Permit>;

const Interlock = z.strictObject({
  id: Id.describe('Name of the interlock.'),
  uses: Uses,
  with: With.describe('Input of the connector; `feed` is in scope.'),
  expect: Expression.describe('CEL over `result` and `feed`; anything but true is unsafe.'),
  maxAge: Span.describe("Oldest the sample itself may be, by the sample's own time."),
  unless: Expression.optional().describe(
    'CEL over `feed`; the interlock does not apply where it is true.',
  ),
});
export type Interlock = z.infer<typeof Interlock>;

export const PowerStep = z
  .strictObject({
    kind: z.literal('power'),
    ...common,
    feeds: Feeds,
    locks: z
      .strictObject({
        register: z.string().describe('Lock register of the inventory; may hold `${{ CEL }}`.'),
        allReleased: z.literal(true).describe('Every lock must be released by its holder.'),
      })
      .optional()
      .describe('Locks that must be off before power.'),
    permit: z.array(Permit).default([]).describe('Readings taken before power is on.'),
    interlock: z
      .array(Interlock)
      .default([])
      .describe('Readings that must stay safe while power is on.'),
    signOff: Approvers.describe('Who signs that the feed is safe.'),
    expires: Span.default('12h').describe('How long the question stays open before it is held.'),
  })
  .meta({ id: 'PowerStep', description: 'Opens power feed by feed: locks, permits, sign-off.' });
export type ApprovalStep = z.infer<typeof ApprovalStep>;
export type ManualStep = z.infer<typeof ManualStep>;
export type PowerStep = z.infer<typeof PowerStep>;
