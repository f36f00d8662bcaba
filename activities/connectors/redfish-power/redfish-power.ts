import { z } from 'zod';
import { OperationError } from '../../../model/errors';
import type { Json } from '../../../model/json';
import type { TargetObject } from '../../../model/plan/plan';
import { defineConnector } from '../../define-connector';
import {
  Identity,
  isOrBecomes,
  linked,
  PowerState,
  powerStateOf,
  RedfishClient,
  redfishLogin,
  requireIdentity,
} from '../redfish-client';
import { recordOf, ServerRecord } from '../target-record';

const Reset = z.object({
  target: z.string().optional(),
  'ResetType@Redfish.AllowableValues': z.array(z.string()).optional(),
  '@Redfish.ActionInfo': z.string().optional(),
});

const ComputerSystem = z.object({
  ...Identity,
  PowerState: z.string().nullish(),
  Actions: z.object({ '#ComputerSystem.Reset': Reset.optional() }).nullish(),
});
type ComputerSystem = z.infer<typeof ComputerSystem>;

const ActionInfo = z.object({
  Parameters: z.array(
    z.object({ Name: z.string(), AllowableValues: z.array(z.string()).optional() }),
  ),
});

/** Reset types that reach a state, the mildest first; `off` never falls back on force. */
const RESET_TYPES = {
  on: ['On', 'ForceOn'],
  off: ['GracefulShutdown'],
  'force-off': ['ForceOff'],
} as const;

/** Powers a server on or off, having made sure which machine it is and how it stands. */
export const redfishPower = defineConnector({
  uses: 'redfish.power',
  summary:
    'Powers a server on or off through its BMC; checks first which machine it is and how it stands.',
  effect: 'idempotent',
  needs: [],
  input: z.strictObject({
    server: z.string().describe('Server of the inventory.'),
    state: z
      .enum(['on', 'off', 'force-off'])
      .describe('State wanted: `off` asks the operating system, `force-off` cuts the power.'),
    ...redfishLogin,
  }),
  output: z.object({
    was: PowerState.describe('Power state before the call.'),
    sent: z
      .boolean()
      .describe(
        'Whether anything was sent: a server that is in the state, or on its way, is left alone.',
      ),
    resetType: z.string().optional().describe('What was sent.'),
  }),
  fills: { server: 'server.id' },
  examples: [
    { with: { server: 'a001', state: 'on' }, gives: { was: 'off', sent: true, resetType: 'On' } },
    { with: { server: 'a002', state: 'on' }, gives: { was: 'on', sent: false } },
  ],
  targets: ({ server }) => [{ kind: 'server', id: server }],
  async before(call) {
    const { was } = await readSystem(call.targets, new RedfishClient(call));
    return { power: was };
  },
  run: (call) => switchTo(call, call.input.state),
  /** Goes back to the state that was read, by the operating system where that was off: undo never forces. */
  async undo(call) {
    const state = stateBefore(call.before);
    if (state !== undefined) await switchTo(call, state);
  },
  powersOff: ({ state }, before) =>
    (before === undefined ? state : (stateBefore(before) ?? 'on')) !== 'on',
});

const Before = z.object({ power: PowerState });

function stateBefore(before: Json): 'on' | 'off' | undefined {
  const parsed = Before.safeParse(before);
  if (!parsed.success) return undefined;
  return isOrBecomes(parsed.data.power, 'on') ? 'on' : 'off';
}

type State = keyof typeof RESET_TYPES;
type Call = ConstructorParameters<typeof RedfishClient>[0] & {
  readonly targets: readonly TargetObject[];
};

async function switchTo(
  call: Call,
  state: State,
): Promise<{ was: PowerState; sent: boolean; resetType?: string }> {
  const redfish = new RedfishClient(call);
  const { bmc, system, was } = await readSystem(call.targets, redfish);
  const wanted = state === 'on' ? 'on' : 'off';
  const forced = state === 'force-off';
  if (was === wanted || (isOrBecomes(was, wanted) && !forced)) return { was, sent: false };
  if (was !== 'on' && was !== 'off' && !forced)
    throw new OperationError('TARGET_BUSY', `${bmc} is ${was}, ${state} is wanted`);
  const { target, resetType } = await chooseReset(redfish, bmc, system, state);
  await redfish.change('POST', target, { ResetType: resetType });
  return { was, sent: true, resetType };
}

async function readSystem(
  targets: Parameters<typeof recordOf>[0],
  redfish: RedfishClient,
): Promise<{ bmc: string; system: ComputerSystem; was: PowerState }> {
  const server = recordOf(targets, 'server', ServerRecord);
  const { body: system } = await redfish.get(server.bmc, ComputerSystem);
  requireIdentity(server, system);
  return { bmc: server.bmc, system, was: powerStateOf(server.bmc, system.PowerState) };
}

async function chooseReset(
  redfish: RedfishClient,
  bmc: string,
  system: ComputerSystem,
  state: State,
): Promise<{ target: string; resetType: string }> {
  const reset = system.Actions?.['#ComputerSystem.Reset'];
  if (reset === undefined)
    throw new OperationError('ACTION_NOT_OFFERED', `${bmc} offers no ComputerSystem.Reset`);
  const wanted: readonly string[] = RESET_TYPES[state];
  const offered = await allowableValues(redfish, bmc, reset);
  // Without a list the first is tried: the service then says itself what it thinks of it.
  const resetType =
    offered === undefined ? wanted[0] : wanted.find((type) => offered.includes(type));
  if (resetType === undefined) {
    throw new OperationError(
      'ACTION_NOT_OFFERED',
      `${bmc} offers ${offered?.join(', ') ?? 'nothing'}, ${state} needs ${wanted.join(' or ')}`,
    );
  }
  return {
    target: linked(bmc, reset.target ?? `${bmc.replace(/\/$/, '')}/Actions/ComputerSystem.Reset`),
    resetType,
  };
}

async function allowableValues(
  redfish: RedfishClient,
  bmc: string,
  reset: z.infer<typeof Reset>,
): Promise<readonly string[] | undefined> {
  const inline = reset['ResetType@Redfish.AllowableValues'];
  const info = reset['@Redfish.ActionInfo'];
  if (inline !== undefined || info === undefined) return inline;
  const { body } = await redfish.get(linked(bmc, info), ActionInfo);
  return body.Parameters.find(({ Name }) => Name === 'ResetType')?.AllowableValues;
}
