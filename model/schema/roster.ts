import { z } from 'zod';
import { ApiVersion, Id, Metadata } from './scalars';

/** Verbs that steer a run; a role's `may` lists those its holders can use. */
const SteeringVerb = z.enum([
  'retry',
  'skip',
  'pause',
  'resume',
  'stop',
  'start',
  'undo',
  'abort',
  'waive',
]);

const Person = z.strictObject({
  id: Id,
  name: z.string().max(200).optional(),
  roles: z.array(Id).min(1).describe('Roles this person may play.'),
  contact: z
    .record(z.string(), z.string())
    .default({})
    .describe('How to reach them: mail, phone, radio.'),
  reachedBy: z
    .array(Id)
    .default([])
    .describe('Tools of the inventory that reaching them leans on.'),
  publicKey: z
    .string()
    .regex(/^ed25519:[A-Za-z0-9+/_=-]{43,44}$/, 'must be ed25519: and 32 bytes in base64')
    .optional()
    .describe("The person's own key, for statements signed offline."),
});

const Role = z.strictObject({
  id: Id,
  title: z.string().max(200).optional(),
  qualification: z.string().max(200).optional().describe('What its holders must be trained for.'),
  may: z
    .array(SteeringVerb)
    .default([])
    .describe('Steering verbs; `stop` is open to everyone in the roster.'),
});

/** Who may play which role, and their public keys. */
export const Roster = z
  .strictObject({
    apiVersion: ApiVersion,
    kind: z.literal('Roster'),
    metadata: Metadata,
    roles: z.array(Role).min(1),
    people: z.array(Person).min(1),
  })
  .meta({ id: 'Roster', title: 'Blackstart roster' });
export type Roster = z.infer<typeof Roster>;
