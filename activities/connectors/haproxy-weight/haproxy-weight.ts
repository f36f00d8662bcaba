import { z } from 'zod';
import { OperationError } from '../../../model/errors';
import { defineConnector, type ConnectorCall } from '../../define-connector';
import { recordOf } from '../target-record';
import { ask, saidError } from './runtime-api';

/** Greatest weight that HAProxy knows. */
const MOST_WEIGHT = 256;

const NAME = /^[A-Za-z0-9_.:-]+$/;

const ServiceRecord = z.object({
  id: z.string(),
  traffic: z.object(
    {
      address: z.string(),
      backend: z.string().regex(NAME, 'is no name of a backend'),
      server: z.string().regex(NAME, 'is no name of a server'),
    },
    'the service has no traffic switch',
  ),
});

interface Weight {
  readonly current: number;
  readonly initial: number;
}

const Before = z.object({ current: z.number(), initial: z.number() });

/** Sets a service's share of traffic at its load balancer. */
export const haproxyWeight = defineConnector({
  uses: 'haproxy.weight',
  summary:
    'Sets the share of traffic that a service gets, as weight of its entry at HAProxy, and reads it back.',
  effect: 'idempotent',
  needs: [],
  input: z.strictObject({
    service: z.string().describe('Service of the inventory; its `traffic` says where.'),
    weight: z
      .number()
      .min(0)
      .max(100)
      .describe(
        'Share, % of the initial weight; HAProxy takes whole percents, a fraction is rounded up.',
      ),
  }),
  output: z.object({
    weight: z.number().describe('Share now, as read back, %.'),
    was: z.number().describe('Share before the call, %.'),
  }),
  fills: { service: 'service.id' },
  examples: [
    { with: { service: 'talk', weight: 25 }, gives: { weight: 25, was: 5 } },
    { with: { service: 'mail', weight: 0 }, gives: { weight: 0, was: 0 } },
  ],
  targets: ({ service }) => [{ kind: 'service', id: service }],
  before: async (call) => ({ ...(await readWeight(call)) }),
  async run(call) {
    const wanted = Math.ceil(call.input.weight);
    const before = await readWeight(call);
    const was = percentOf(before);
    if (was === wanted) return { weight: was, was };
    await setWeight(call, `${wanted}%`);
    const after = await readWeight(call);
    // Small initial weights cannot be divided finely, but a share is never lost to rounding.
    const near = Math.abs(after.current - (after.initial * wanted) / 100) < 1;
    if (!near || (after.current === 0) !== (wanted === 0)) {
      throw new OperationError(
        'WRITE_NOT_TAKEN',
        `weight ${wanted}% of '${call.input.service}' reads back as ${after.current} (initial ${after.initial})`,
      );
    }
    return { weight: percentOf(after), was };
  },
  async undo(call) {
    const before = Before.safeParse(call.before);
    if (!before.success) return;
    const now = await readWeight(call);
    if (now.current === before.data.current) return;
    const share = percentOf(before.data);
    await setWeight(call, Number.isInteger(share) ? `${share}%` : String(before.data.current));
    const after = await readWeight(call);
    if (after.current !== before.data.current) {
      throw new OperationError(
        'WRITE_NOT_TAKEN',
        `weight ${before.data.current} of '${call.input.service}' reads back as ${after.current}`,
      );
    }
  },
});

type Call = Pick<ConnectorCall<unknown>, 'targets' | 'ports' | 'signal'>;

async function readWeight(call: Call): Promise<Weight> {
  const { address, name } = entryOf(call);
  const command = `get weight ${name}`;
  const said = await ask(call, address, command);
  const found = /^(\d{1,3}) \(initial (\d{1,3})\)$/.exec(said);
  const weight = { current: Number(found?.[1]), initial: Number(found?.[2]) };
  if (weight.current <= MOST_WEIGHT && weight.initial <= MOST_WEIGHT) return weight;
  throw saidError(address, command, said);
}

async function setWeight(call: Call, weight: string): Promise<void> {
  const { address, name } = entryOf(call);
  const command = `set weight ${name} ${weight}`;
  const said = await ask(call, address, command);
  if (said !== '') throw saidError(address, command, said);
}

function entryOf(call: Call): { address: string; name: string } {
  const { traffic } = recordOf(call.targets, 'service', ServiceRecord);
  return { address: traffic.address, name: `${traffic.backend}/${traffic.server}` };
}

function percentOf({ current, initial }: Weight): number {
  return initial === 0 ? 0 : Math.round((current / initial) * 10_000) / 100;
}
