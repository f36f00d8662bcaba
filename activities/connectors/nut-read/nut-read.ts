import { z } from 'zod';
import { OperationError } from '../../../model/errors';
import { defineConnector } from '../../define-connector';
import { recordOf } from '../target-record';
import { listVariables } from './upsd-answer';

const TIMEOUT_MS = 5000;

const UpsRecord = z.object({
  id: z.string(),
  address: z.string().regex(/^nut:\/\/[^/]+\/[A-Za-z0-9._-]+$/, 'must be nut://host:port/UPS'),
});

/** Reads a UPS through NUT's upsd. The protocol tells no time of measuring: upsd itself says when data is stale. */
export const nutRead = defineConnector({
  uses: 'nut.read',
  summary: 'Reads status, load, charge and runtime of a UPS through NUT (upsd).',
  effect: 'read',
  needs: [],
  input: z.strictObject({ ups: z.string().describe('UPS of the inventory.') }),
  output: z.object({
    status: z
      .array(z.string())
      .describe('Words of `ups.status`, such as OL (on line), OB (on battery), LB, OVER, BYPASS.'),
    loadPercent: z.number().optional().describe('Load, % of what it can carry.'),
    chargePercent: z.number().optional().describe('Charge of its battery, %.'),
    runtimeSeconds: z.number().optional().describe('How long the battery would last, s.'),
    sampledAt: z
      .string()
      .optional()
      .describe('When it was measured; NUT does not say, so it is left out.'),
  }),
  fills: { ups: 'feed.ups' },
  examples: [
    {
      with: { ups: 'ups-a' },
      gives: { status: ['OL', 'CHRG'], loadPercent: 41.5, chargePercent: 98, runtimeSeconds: 1260 },
    },
  ],
  targets: ({ ups }) => [{ kind: 'ups', id: ups }],
  async run(call) {
    const { address } = recordOf(call.targets, 'ups', UpsRecord);
    const ups = address.slice(address.lastIndexOf('/') + 1);
    const connection = await call.ports.tcp.connect(
      address,
      { timeoutMs: TIMEOUT_MS },
      call.signal,
    );
    let variables: ReadonlyMap<string, string>;
    try {
      variables = await listVariables(connection, ups, call.ports.clock);
      await connection.send('LOGOUT\n');
    } finally {
      connection.close();
    }
    const status = (variables.get('ups.status') ?? '').split(/\s+/).filter((word) => word !== '');
    // WAIT: the driver has not heard from the UPS yet.
    if (status.length === 0 || status.includes('WAIT') || isContradiction(status)) {
      throw new OperationError(
        'READING_UNKNOWN',
        `${address} says its status is '${variables.get('ups.status') ?? ''}'`,
      );
    }
    return { status, ...numbersOf(variables) };
  },
});

/** On line and on battery at once: a driver that keeps both says neither. */
function isContradiction(status: readonly string[]): boolean {
  return status.includes('OL') && status.includes('OB');
}

const NUMBERS = [
  ['loadPercent', 'ups.load'],
  ['chargePercent', 'battery.charge'],
  ['runtimeSeconds', 'battery.runtime'],
] as const;

/** Numbers that can be read. A zero that nothing stands beside is what a dead sensor says, and is left out. */
function numbersOf(
  variables: ReadonlyMap<string, string>,
): Partial<Record<(typeof NUMBERS)[number][0], number>> {
  const found: Partial<Record<(typeof NUMBERS)[number][0], number>> = {};
  for (const [key, name] of NUMBERS) {
    const text = variables.get(name)?.trim() ?? '';
    const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Infinity;
    if (Number.isFinite(number)) found[key] = number;
  }
  return Object.values(found).some((value) => value !== 0) ? found : {};
}
