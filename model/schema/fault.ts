import { z } from 'zod';
import { Duration, FoldedId, Id, Span } from './scalars';

/** Kind and id of something of the lab's journal; the id may be folded, or end in `*` for all that begin so. */
const EventTarget = z
  .string()
  .max(200)
  .regex(
    /^[a-z]+:[a-z0-9*][a-z0-9-]*(\[\d{1,6}-\d{1,6}\])?[a-z0-9/.-]*\*?$/,
    'must be a kind and an id, such as server:a01, server:a[01-20], server:* or feed:feed-a',
  );

const Trigger = z
  .strictObject({
    target: EventTarget.describe(
      'What it happens to, as the journal names it: server:a01, pdu:pdu-a, pdu:pdu-a/s1, service:login; feed:F is the PDU of F.',
    ),
    value: z
      .union([z.string().min(1).max(60), z.number()])
      .describe(
        'What happens: an event such as ready, power-on, power-off, booting, fell-off; or the value of a call: on, off, a weight.',
      ),
    nth: z.int().min(1).max(100_000).default(1).describe('The how manieth time it happens.'),
    after: Duration.default('0s').describe('Wait after that, in time of the site.'),
  })
  .meta({ id: 'FaultTrigger' });

const SignedDuration = z
  .string()
  .regex(/^[+-]?\d+(\.\d+)?(ms|s|m|h|d)$/, 'must be a duration, with a sign or none, such as -5m');

const when = {
  id: Id.optional().describe('Name to clear it by; by default its kind and a number.'),
  at: Duration.optional().describe(
    'When it begins, from the start of the lab, in time of the site; without `at` and `on` at the start.',
  ),
  on: Trigger.optional().describe('Begins when this happens, in place of `at`.'),
  for: Span.optional().describe('Taken back after this, in time of the site; else when cleared.'),
};

const objectTarget = z.string().min(1).max(200);
const powerTarget = objectTarget.describe('Power node, or feed for the PDU at its end.');
const meterTarget = objectTarget.describe(
  'PDU or UPS, feed for its PDU, or inlet:FEED for the thermometer of its racks.',
);
const serviceTarget = Id.describe('Service.');
const serverTarget = FoldedId.describe('Server, or folded range of servers.');
const hostTarget = objectTarget.describe(
  'Address of the inventory (host, host:port or URL), or kind:id of what listens there, such as server:a01 (its BMC), pdu:pdu-a, service:login (its check), endpoint:prometheus.',
);

/** Something that goes wrong at a simulated site, when, and for how long. */
export const Fault = z
  .discriminatedUnion('fault', [
    z.strictObject({
      fault: z.literal('feed-lost'),
      target: powerTarget,
      ...when,
      rideThrough: Span.optional().describe(
        'UPSs at or below the node carry their load so long on battery; without it they are empty.',
      ),
    }),
    z.strictObject({ fault: z.literal('breaker-trips'), target: powerTarget, ...when }),
    z.strictObject({
      fault: z.literal('meter-lies'),
      target: meterTarget,
      ...when,
      factor: z.number().min(0).max(100).optional().describe('What it reads over what is so.'),
      value: z
        .union([z.number().min(0), z.enum(['nan', 'absent'])])
        .optional()
        .describe(
          'What it reads in place of what is so, kW or °C; `nan` and `absent` read nothing.',
        ),
    }),
    z.strictObject({
      fault: z.literal('meter-freezes'),
      target: meterTarget,
      ...when,
      keepsTime: z
        .boolean()
        .default(false)
        .describe('Whether the time of its samples goes on while their value stands still.'),
    }),
    z.strictObject({
      fault: z.literal('ups-on-battery'),
      target: objectTarget.describe('UPS, or feed for its UPS.'),
      ...when,
      rideThrough: Span.default('30m').describe('How long its battery lasts; it is dark then.'),
    }),
    z.strictObject({
      fault: z.literal('cooling-lost'),
      target: objectTarget.describe('Cooling equipment, cooling zone or feed.'),
      ...when,
    }),
    z.strictObject({ fault: z.literal('bmc-hangs'), target: serverTarget, ...when }),
    z.strictObject({
      fault: z.literal('bmc-wrong-serial'),
      target: serverTarget,
      ...when,
      as: Id.optional().describe('Server that it answers as; by default the next there is.'),
    }),
    z.strictObject({
      fault: z.literal('restore-policy-wrong'),
      target: serverTarget,
      ...when,
      policy: z
        .enum(['always-on', 'last-state', 'always-off'])
        .default('always-on')
        .describe('What the BMC is set to do when power returns.'),
    }),
    z.strictObject({ fault: z.literal('never-boots'), target: serverTarget, ...when }),
    z.strictObject({
      fault: z.literal('storage-slow'),
      target: objectTarget.describe('Storage equipment, or site.'),
      ...when,
      p95Ms: z.number().min(0).default(80).describe('Added to its p95 latency, ms.'),
    }),
    z.strictObject({
      fault: z.literal('service-flaps'),
      target: serviceTarget,
      ...when,
      period: Span.default('2m').describe('Half of it unhealthy, half of it as it is, in turn.'),
    }),
    z.strictObject({
      fault: z.literal('service-fails'),
      target: serviceTarget,
      ...when,
      atShare: z
        .number()
        .min(0)
        .max(100)
        .optional()
        .describe('Not before its share of traffic reaches this, percent; then until cleared.'),
    }),
    z.strictObject({
      fault: z.literal('reconnect-storm'),
      target: serviceTarget,
      ...when,
      factor: z
        .number()
        .min(1)
        .max(1000)
        .default(5)
        .describe('Load of traffic just regained on what the service needs, over what it becomes.'),
      decay: Span.default('2m').describe('Time constant with which that falls.'),
    }),
    z.strictObject({ fault: z.literal('refused'), target: hostTarget, ...when }),
    z.strictObject({ fault: z.literal('half-open'), target: hostTarget, ...when }),
    z.strictObject({
      fault: z.literal('slow'),
      target: hostTarget,
      ...when,
      delay: Span.default('3s').describe('From the call to its answer, in real time.'),
    }),
    z.strictObject({ fault: z.literal('cut'), target: hostTarget, ...when }),
    z.strictObject({ fault: z.literal('malformed-json'), target: hostTarget, ...when }),
    z.strictObject({ fault: z.literal('html'), target: hostTarget, ...when }),
    z.strictObject({ fault: z.literal('huge'), target: hostTarget, ...when }),
    z.strictObject({
      fault: z.literal('clock-off'),
      target: hostTarget,
      ...when,
      by: SignedDuration.default('-5m').describe(
        'How far its clock is off, in real time; negative is behind.',
      ),
    }),
  ])
  .refine((fault) => fault.at === undefined || fault.on === undefined, {
    path: ['at'],
    message: 'is one way to begin and `on` another: keep one of them',
  })
  .meta({ id: 'Fault' });
export type Fault = z.infer<typeof Fault>;
export type FaultKind = Fault['fault'];
