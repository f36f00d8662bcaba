import { z } from 'zod';
import { Duration, Expression, Id, Percent, With } from './scalars';

const Uses = z
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

const Effect = z
  .enum(['read', 'idempotent', 'once', 'irreversible'])
  .describe('What repeating the call does; only where the connector leaves it to the step.');

const Approvers = z.strictObject({
  roles: z.array(Id).min(1).describe('Who may sign: people who hold one of these roles.'),
  quorum: z.int().min(1).max(10).default(1).describe('How many signatures open the gate.'),
  distinctRoles: z.boolean().default(false).describe('Each signature must come from another role.'),
  notStarter: z.boolean().default(true).describe('Who started the recovery may not sign.'),
});
export type Approvers = z.infer<typeof Approvers>;

const OnExpiry = z.strictObject({
  escalateTo: z.array(Id).default([]).describe('Roles told, and allowed to sign, at expiry.'),
  then: z.literal('hold').default('hold').describe('Expiry never approves: the gate is held.'),
});

const FormField = z.strictObject({
  type: z.enum(['string', 'number', 'boolean', 'enum']).describe('Kind of answer.'),
  required: z.boolean().default(false).describe('Whether `done` is refused without it.'),
  values: z.array(z.string()).min(1).optional().describe('What may be chosen, for an enum.'),
  min: z.number().optional().describe('Least number taken.'),
  max: z.number().optional().describe('Greatest number taken.'),
  pattern: z.string().max(200).optional().describe('Regular expression (RE2) the text must match whole.'),
  description: z.string().max(500).optional().describe('What to write here.'),
});
export type FormField = z.infer<typeof FormField>;

/** What every step may carry. */
const common = {
  id: Id.describe('Name of the step, unique in the runbook.'),
  title: z.string().min(1).max(300).optional().describe('One line for people; may hold `${{ CEL }}`.'),
  needs: z
    .array(Id)
    .optional()
    .describe('Steps that must be done first; without it the step before, `[]` starts at once.'),
  when: Expression.optional().describe('CEL; the step is skipped where it is false.'),
  timeout: Duration.optional().describe('Longest one attempt may take.'),
  onFailure: z
    .enum(['hold', 'undo', 'continue'])
    .default('hold')
    .describe('What follows a failure: hold dependants and ask, undo then hold, or go on.'),
  drill: z
    .enum(['run', 'skip', 'simulate'])
    .default('run')
    .describe('What a drill does here: the step itself, nothing, or the example answer of the connector.'),
};

const Call = z.strictObject({
  uses: Uses,
  with: With.describe('Input of the connector.'),
  expect: Expression.optional().describe('CEL over `result`; false counts as a failure.'),
});
export type Call = z.infer<typeof Call>;

export const ActionStep = z
  .strictObject({
    kind: z.literal('action'),
    ...common,
    uses: Uses,
    with: With.describe('Input of the connector.'),
    expect: Expression.optional().describe('CEL over `result`; false counts as a failure.'),
    effect: Effect.optional(),
    forEach: Expression.optional().describe('CEL giving a list; the call is made once per `item`, in order.'),
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
      .describe('Check the health of this equipment in the inventory, feed by feed, in place of `uses`.'),
    every: Duration.default('10s').describe('Time between polls.'),
    within: Duration.default('10m').describe('The step is held if not true by then.'),
    for: Duration.optional().describe('How long it must stay true.'),
  })
  .meta({ id: 'CheckStep', description: 'Reads until something is true, or holds.' });

export const ApprovalStep = z
  .strictObject({
    kind: z.literal('approval'),
    ...common,
    approvers: Approvers.describe('Whose signatures open the gate.'),
    upTo: z
      .strictObject({
        servers: z
          .union([z.int().min(0), z.string()])
          .optional()
          .describe('Most servers started under this approval.'),
        validFor: Duration.optional().describe('How long it holds; then it is asked again.'),
      })
      .optional()
      .describe('Bounds of the approval; beyond any of them it is asked again.'),
    expires: Duration.default('30m').describe('How long the question stays open before it is held.'),
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
    remindEvery: Duration.optional().describe('How often the assignee is reminded.'),
  })
  .meta({ id: 'ManualStep', description: 'Work by a person, reported with a typed form.' });

const Feeds = z
  .strictObject({
    site: z.string().describe('Site whose feeds are meant; may hold `${{ CEL }}`.'),
    only: z.array(Id).optional().describe('These feeds of the site only.'),
  })
  .describe('Feeds the step runs over, one by one, as each comes.');

const Permit = z.strictObject({
  id: Id.describe('Name of the reading.'),
  source: z.literal('manual').default('manual').describe('Read by a person and given as a signed reading.'),
  unit: z.string().max(20).optional().describe('Unit of the number.'),
  min: z.number().optional().describe('Least safe number.'),
  max: z.number().optional().describe('Greatest safe number.'),
  values: z.array(z.string()).min(1).optional().describe('Safe answers, where it is not a number.'),
  maxAge: Duration.describe('Oldest reading accepted when power is put on.'),
});
export type Permit = z.infer<typeof Permit>;

const Interlock = z.strictObject({
  id: Id.describe('Name of the interlock.'),
  uses: Uses,
  with: With.describe('Input of the connector; `feed` is in scope.'),
  expect: Expression.describe('CEL over `result` and `feed`; anything but true is unsafe.'),
  maxAge: Duration.describe("Oldest the sample itself may be, by the sample's own time."),
  unless: Expression.optional().describe('CEL over `feed`; the interlock does not apply where it is true.'),
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
    interlock: z.array(Interlock).default([]).describe('Readings that must stay safe while power is on.'),
    signOff: Approvers.describe('Who signs that the feed is safe.'),
    expires: Duration.default('12h').describe('How long the question stays open before it is held.'),
  })
  .meta({ id: 'PowerStep', description: 'Opens power feed by feed: locks, permits, sign-off.' });

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
    order: z.enum(['weighted', 'rto', 'makespan']).default('weighted').describe('What the order minimises.'),
    start: Call.default({ uses: 'redfish.power', with: { state: 'on' } }).describe('How a server is started.'),
    ready: z
      .strictObject({
        uses: Uses.default('http.check'),
        with: With.describe('Input of the connector; `server` is in scope.'),
        expect: Expression.optional().describe('CEL over `result`; polled until true.'),
        every: Duration.default('10s').describe('Time between polls.'),
        within: Duration.default('30m').describe('A server later than this is `slow`, not failed.'),
      })
      .default({ uses: 'http.check', with: { url: '${{ server.ready }}' }, every: '10s', within: '30m' })
      .describe('When a server counts as up.'),
    canary: z.int().min(0).max(10).default(1).describe('Servers per rack started before the rest of a wave.'),
    wave: z.int().min(1).max(500).optional().describe('Most servers in one wave, besides what power allows.'),
    tolerate: z
      .strictObject({
        electrical: z.int().min(0).default(0).describe('Servers lost to a breaker or a short.'),
        oneRack: z.int().min(0).default(3).describe('Servers failed in any one rack.'),
        other: z.union([Percent, z.int().min(0)]).default('10%').describe('All other failures of a wave.'),
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
    services: z.union([z.literal('all'), z.array(Id).min(1)]).describe('Services put back into use.'),
    health: z
      .strictObject({
        every: Duration.default('10s').describe('Time between polls.'),
        for: Duration.default('2m').describe('How long it must stay healthy.'),
        within: Duration.default('1h').describe('The service is held if not healthy by then.'),
      })
      .default({ every: '10s', for: '2m', within: '1h' })
      .describe('When a service is fit for traffic.'),
    ramp: z.array(Percent).min(1).default(['1%', '5%', '25%', '50%', '100%']).describe('Shares of traffic.'),
    bake: z
      .strictObject({
        tier1: Duration.optional(),
        tier2: Duration.optional(),
        tier3: Duration.optional(),
        tier4: Duration.optional(),
        tier5: Duration.optional(),
        other: Duration.default('1m'),
      })
      .default({ other: '1m' })
      .describe('How long each share must stay healthy, by tier.'),
    approval: z
      .strictObject({
        tiers: z.array(z.int().min(1).max(5)).min(1).describe('Tiers whose services are asked for.'),
        approvers: Approvers.describe('Whose signatures open the gate.'),
        expires: Duration.default('30m').describe('How long the question stays open before it is held.'),
        onExpiry: OnExpiry.default({ escalateTo: [], then: 'hold' }),
      })
      .optional()
      .describe('One question for the listed set of services.'),
  })
  .meta({ id: 'EnableStep', description: 'Gives services their traffic back by tier and dependency.' });

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
    return z.array(Step).min(1).describe('Steps held together: one title, one fold, one thing to need.');
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
export type ApprovalStep = z.infer<typeof ApprovalStep>;
export type ManualStep = z.infer<typeof ManualStep>;
export type PowerStep = z.infer<typeof PowerStep>;
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
