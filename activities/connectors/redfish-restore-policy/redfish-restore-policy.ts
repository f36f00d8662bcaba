import { z } from 'zod';
import { OperationError } from '../../../model/errors';
import { defineConnector } from '../../define-connector';
import { Identity, RedfishClient, redfishLogin, requireIdentity } from '../redfish-client';
import { recordOf, ServerRecord } from '../target-record';

const POLICIES = {
  AlwaysOff: 'always-off',
  AlwaysOn: 'always-on',
  LastState: 'last-state',
} as const;
const Policy = z.enum(['always-off', 'always-on', 'last-state']);
type Policy = z.infer<typeof Policy>;

const ComputerSystem = z.object({
  ...Identity,
  PowerRestorePolicy: z.string().nullish(),
  'PowerRestorePolicy@Redfish.AllowableValues': z.array(z.string()).optional(),
});

const Before = z.object({ policy: Policy });

/** Reads what a server does when its power returns, and sets it where a policy is given. */
export const redfishRestorePolicy = defineConnector({
  uses: 'redfish.restore-policy',
  summary: 'Reads what a server does when its power returns, and sets it where `policy` is given.',
  effect: 'idempotent',
  needs: [],
  input: z.strictObject({
    server: z.string().describe('Server of the inventory.'),
    policy: Policy.optional().describe('Policy wanted; left out, it is only read.'),
    ...redfishLogin,
  }),
  output: z.object({
    policy: Policy.describe('Policy now, read back after a change.'),
    was: Policy.describe('Policy before the call.'),
  }),
  fills: { server: 'server.id' },
  examples: [
    {
      with: { server: 'a001', policy: 'always-off' },
      gives: { policy: 'always-off', was: 'last-state' },
    },
    { with: { server: 'a002' }, gives: { policy: 'always-off', was: 'always-off' } },
  ],
  targets: ({ server }) => [{ kind: 'server', id: server }],
  async before(call) {
    const { policy } = await readPolicy(new RedfishClient(call), serverOf(call.targets));
    return { policy };
  },
  run: (call) => setPolicy(new RedfishClient(call), serverOf(call.targets), call.input.policy),
  async undo(call) {
    const before = Before.safeParse(call.before);
    if (!before.success) return;
    await setPolicy(new RedfishClient(call), serverOf(call.targets), before.data.policy);
  },
});

function serverOf(targets: Parameters<typeof recordOf>[0]): ServerRecord {
  return recordOf(targets, 'server', ServerRecord);
}

async function setPolicy(
  redfish: RedfishClient,
  server: ServerRecord,
  wanted: Policy | undefined,
): Promise<{ policy: Policy; was: Policy }> {
  const { policy: was, etag, allowed } = await readPolicy(redfish, server);
  if (wanted === undefined || wanted === was) return { policy: was, was };
  const name = Object.entries(POLICIES).find(([, policy]) => policy === wanted)?.[0] ?? '';
  if (allowed !== undefined && !allowed.includes(name)) {
    throw new OperationError(
      'ACTION_NOT_OFFERED',
      `${server.bmc} offers the restore policies ${allowed.join(', ')}, not ${name}`,
    );
  }
  await redfish.change('PATCH', server.bmc, { PowerRestorePolicy: name }, etag);
  const { policy } = await readPolicy(redfish, server);
  if (policy === wanted) return { policy, was };
  throw new OperationError(
    'WRITE_NOT_TAKEN',
    `${server.bmc} accepted ${name}, but its restore policy reads back as ${policy}`,
  );
}

async function readPolicy(
  redfish: RedfishClient,
  server: ServerRecord,
): Promise<{ policy: Policy; etag: string | undefined; allowed: readonly string[] | undefined }> {
  const { body, headers } = await redfish.get(server.bmc, ComputerSystem);
  requireIdentity(server, body);
  const policy = Object.entries(POLICIES).find(([name]) => name === body.PowerRestorePolicy)?.[1];
  if (policy === undefined) {
    throw new OperationError(
      'READING_UNKNOWN',
      `${server.bmc} says its PowerRestorePolicy is ${JSON.stringify(body.PowerRestorePolicy ?? null)}`,
    );
  }
  return {
    policy,
    etag: headers['etag'],
    allowed: body['PowerRestorePolicy@Redfish.AllowableValues'],
  };
}
