import { z } from 'zod';
import { defineConnector } from '../../define-connector';
import { channelTarget, forPeople, messageInput } from '../people-message';

/** Writes a message to the log of the worker. */
export const notifyLog = defineConnector({
  uses: 'notify.log',
  summary: 'Writes a message to the log of the worker; needs nothing else to be up.',
  effect: 'idempotent',
  needs: [],
  input: z.strictObject(messageInput),
  output: z.object({ written: z.literal(true).describe('Always true.') }),
  examples: [
    { with: { channel: 'ops-log', message: 'Feed a is safe.' }, gives: { written: true } },
  ],
  targets: channelTarget,
  run(call) {
    call.signal.throwIfAborted();
    const { subject, text } = forPeople(call);
    call.ports.log.write({
      message: subject,
      fields: {
        channel: call.input.channel,
        text,
        messageId: call.idempotencyKey,
        mode: call.mode,
      },
    });
    return Promise.resolve({ written: true as const });
  },
});
