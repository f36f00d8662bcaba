import { z } from 'zod';
import { ApprovalStep, ManualStep, PowerStep } from './gate-steps';
import { Duration, Expression, Id, Percent, Span, With } from './scalars';
import { Approvers, Call, common, Effect, Feeds, OnExpiry, Retry, Uses } from './step-parts';

export const ActionStep = z
  .strictObject({
    kind: z.literal('action'),
    ...common,
    uses: Uses,
    with: With.describe('Input of the connector.'),
    expect: Expression.optional().describe('CEL over `result`; false counts as a failure.'),
    effect: Effect.optional(),
    forEach: Expression.optional().describe(
      'CEL giving a list; the call is made once per `item`, in order.',
    ),
    retry: Retry.optional().describe('Tries after a failure that may pass; refused for `once`.'),
  })
  .meta({ id: 'ActionStep', description: 'Calls one connector.' });

export const CheckStep = z
  .strictObject({
    kind: z.literal('check'),
    ...common,
    uses: Uses.optional(),
    with: With.describe('Input of the connector.'),
    expect: Expression.optional().describe('CEL over `result`; polled until true.'),
    equipment: z
      .enum(['cooling', 'storage', 'network'])
      .optional()
      .describe(
        'Check the health of this equipment in the inventory, feed by feed, in place of `uses`.',
      ),
    every: Span.default('10s').describe('Time between polls.'),
    within: Span.default('10m').describe('The step is held if not true by then.'),
    for: Duration.optional().describe('How long it must stay true.'),
  })
  .meta({ id: 'CheckStep', description: 'Reads until something is true, or holds.' });

export const EnergiseStep = z
  .strictObject({
    kind: z.literal('energise'),
    ...common,
    feeds: Feeds,
    close: z
      .union([Call, z.literal('manual')])
      .default({ uses: 'redfish.outlet', with: { state: 'on' } })
      .describe('How a PDU section is closed: a connector, or `manual` where a person does it.'),
    settle: Duration.default('30s').describe('Wait after a section is closed, before the next.'),
  })
  .meta({ id: 'EnergiseStep', description: 'Puts power on, one PDU section at a time.' });

export const RestoreStep = z
  .strictObject({
    kind: z.literal('restore'),
    ...common,
    select: Expression.describe('CEL over `server`; which servers are started here.'),
    order: z
      .enum(['weighted', 'rto', 'makespan'])
      .default('weighted')
      .describe('What the order minimises.'),
    start: Call.default({ uses: 'redfish.power', with: { state: 'on' } }).describe(
      'How a server is started.',
    ),
    ready: z
      .strictObject({
        uses: Uses.default('http.check'),
        with: With.describe('Input of the connector; `server` is in scope.'),
        expect: Expression.optional().describe('CEL over `result`; polled until true.'),
        every: Span.default('10s').describe('Time between polls.'),
        within: Span.default('30m').describe('A server later than this is `slow`, not failed.'),
      })
      .default({
        uses: 'http.check',
        with: { url: '${{ server.ready }}' },
        every: '10s',
        within: '30m',
      })
      .describe('When a server counts as up.'),
    canary: z
      .int()
      .min(0)
      .max(10)
      .default(1)
      .describe('Servers per rack started before the rest of a wave.'),
    wave: z
      .int()
      .min(1)
      .max(500)
      .optional()
      .describe('Most servers in one wave, besides what power allows.'),
    tolerate: z
      .strictObject({
        electrical: z.int().min(0).default(0).describe('Servers lost to a breaker or a short.'),
        oneRack: z.int().min(0).default(3).describe('Servers failed in any one rack.'),
        other: z
          .union([Percent, z.int().min(0)])
          .default('10%')
          .describe('All other failures of a wave.'),
      })
      .default({ electrical: 0, oneRack: 3, other: '10%' })
      .describe('Failures a wave may have; more hold it.'),
    retry: Retry.default({ attempts: 3, delay: '30s', backoff: 2, maxDelay: '5m' }).describe(
      'Tries per server.',
    ),
  })
  .meta({ id: 'RestoreStep', description: 'Starts servers in waves, feed by feed.' });

export const EnableStep = z
  .strictObject({
    kind: z.literal('enable'),
    ...common,
    services: z
      .union([z.literal('all'), z.array(Id).min(1)])
      .describe('Services put back into use.'),
    health: z
      .strictObject({
        every: Span.default('10s').describe('Time between polls.'),
        for: Duration.default('2m').describe('How long it must stay healthy.'),
        within: Span.default('1h').describe('The service is held if not healthy by then.'),
      })
      .default({ every: '10s', for: '2m', within: '1h' })
      .describe('When a service is fit for traffic.'),
    ramp: z
      .array(Percent)
      .min(1)
      .default(['1%', '5%', '25%', '50%', '100%'])
      .describe('Shares of traffic.'),
    bake: z
      .strictObject({
        tier1: Duration.optional(),
        tier2: Duration.optional(),
        tier3: Duration.optional(),
        tier4: Duration.optional(),
        tier5: Duration.optional(),
        other: Duration.default('1m'),
        within: Span.optional().describe(
          'Longest that a share may be short of that, by default as `health` says; then its traffic goes back to where it was.',
        ),
      })
      .default({ other: '1m' })
      .describe('How long each share must stay healthy, by tier.'),
    approval: z
      .strictObject({
        tiers: z
          .array(z.int().min(1).max(5))
          .min(1)
          .describe('Tiers whose services are asked for.'),
        approvers: Approvers.describe('Whose signatures open the gate.'),
        expires: Span.default('30m').describe(
          'How long the question stays open before it is held.',
        ),
        onExpiry: OnExpiry.default({ escalateTo: [], then: 'hold' }),
      })
      .optional()
      .describe('One question for the listed set of services.'),
  })
  .meta({
    id: 'EnableStep',
    description: 'Gives services their traffic back by tier and dependency.',
  });

export const NotifyStep = z
  .strictObject({
    kind: z.literal('notify'),
    ...common,
    channels: z.array(Id).min(1).describe('Channels of the inventory.'),
    message: z.string().min(1).max(4000).describe('Text; may hold `${{ CEL }}`.'),
  })
  .meta({ id: 'NotifyStep', description: 'Tells people.' });

export const WaitStep = z
  .strictObject({
    kind: z.literal('wait'),
    ...common,
    for: Duration.describe('How long.'),
  })
  .meta({ id: 'WaitStep', description: 'Waits a stated time.' });

export interface GroupStep extends z.infer<typeof GroupHead> {
  readonly steps: readonly Step[];
}
const GroupHead = z.strictObject({ kind: z.literal('group'), ...common });
const GroupStepSchema = GroupHead.extend({
  get steps() {
    return z
      .array(Step)
      .min(1)
      .describe('Steps held together: one title, one fold, one thing to need.');
  },
}).meta({ id: 'GroupStep', description: 'Holds steps together.' });

/** One step of a runbook, by `kind`. */
export const Step = z.discriminatedUnion('kind', [
  ActionStep,
  CheckStep,
  ApprovalStep,
  ManualStep,
  PowerStep,
  EnergiseStep,
  RestoreStep,
  EnableStep,
  NotifyStep,
  WaitStep,
  GroupStepSchema,
]);
export type ActionStep = z.infer<typeof ActionStep>;
export type CheckStep = z.infer<typeof CheckStep>;
export type EnergiseStep = z.infer<typeof EnergiseStep>;
export type RestoreStep = z.infer<typeof RestoreStep>;
export type EnableStep = z.infer<typeof EnableStep>;
export type NotifyStep = z.infer<typeof NotifyStep>;
export type WaitStep = z.infer<typeof WaitStep>;
export type Step =
  | ActionStep
  | CheckStep
  | ApprovalStep
  | ManualStep
  | PowerStep
  | EnergiseStep
  | RestoreStep
  | EnableStep
  | NotifyStep
  | WaitStep
  | GroupStep;
export type StepKind = Step['kind'];

/** Every kind of step there is. */
export const STEP_KINDS = [
  'action',
  'check',
  'approval',
  'manual',
  'power',
  'energise',
  'restore',
  'enable',
  'notify',
  'wait',
  'group',
] as const satisfies readonly StepKind[];
