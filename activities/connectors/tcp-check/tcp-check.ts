import { z } from 'zod';
import { durationMs } from '../../../model/duration';
import { OperationError } from '../../../model/errors';
import { Duration } from '../../../model/schema/scalars';
import { defineConnector } from '../../define-connector';

/** Says whether a TCP port takes connections. */
export const tcpCheck = defineConnector({
  uses: 'tcp.check',
  summary: 'Says whether a TCP port takes connections; nothing is sent.',
  effect: 'read',
  needs: [],
  input: z.strictObject({
    address: z
      .string()
      .regex(/^tcp:\/\/[^/\s]+:\d{1,5}\/?$/, 'must be tcp://host:port')
      .describe('tcp://host:port, of an object or endpoint of the inventory.'),
    timeout: Duration.default('5s').describe('Time to connect; never divided by speed.'),
  }),
  output: z.object({ open: z.boolean().describe('Whether a connection was taken.') }),
  examples: [
    { with: { address: 'tcp://a001.pangyo.example:22' }, gives: { open: true } },
    { with: { address: 'tcp://a003.pangyo.example:22' }, gives: { open: false } },
  ],
  targets: ({ address }) => [{ kind: 'address', address }],
  async run({ input, ports, signal }) {
    const timeoutMs = durationMs(input.timeout);
    try {
      const connection = await ports.tcp.connect(input.address, { timeoutMs }, signal);
      connection.close();
      return { open: true };
    } catch (error) {
      // A name that does not resolve is no closed port: it is an error, and counted as one.
      if (error instanceof OperationError && error.code === 'TARGET_UNREACHABLE')
        return { open: false };
      throw error;
    }
  },
});
