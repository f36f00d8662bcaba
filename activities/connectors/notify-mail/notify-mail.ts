import { z } from 'zod';
import { OperationError } from '../../../model/errors';
import { defineConnector } from '../../define-connector';
import { channelTarget, forPeople, messageInput } from '../people-message';
import { recordOf } from '../target-record';

const ChannelRecord = z.object({
  id: z.string(),
  with: z.strictObject({
    server: z.string(),
    from: z.string(),
    to: z.array(z.string()).min(1),
    user: z.string().optional(),
    password: z.string().optional(),
  }),
});

/** Sends a mail. */
export const notifyMail = defineConnector({
  uses: 'notify.mail',
  summary: 'Sends a mail by SMTP; repeats carry the same Message-ID, so that receivers drop them.',
  effect: 'idempotent',
  needs: ['mail'],
  input: z.strictObject(messageInput),
  output: z.object({
    messageId: z.string().describe('Message-ID of the mail.'),
    accepted: z.array(z.string()).describe('Addresses that the server took it for.'),
    rejected: z.array(z.string()).describe('Addresses that it refused.'),
  }),
  examples: [
    {
      with: { channel: 'ops-mail', message: 'Feed a is safe.' },
      gives: {
        messageId: '<example-1@pangyo.example>',
        accepted: ['ops@pangyo.example'],
        rejected: [],
      },
    },
  ],
  targets: channelTarget,
  async run(call) {
    const { with: channel } = recordOf(call.targets, 'channel', ChannelRecord);
    const { secrets } = call.ports;
    const messageId = messageIdOf(call.idempotencyKey, channel.from);
    const login =
      channel.user === undefined
        ? {}
        : {
            user: await secrets.resolve(channel.user),
            password: await secrets.resolve(channel.password ?? ''),
          };
    const { accepted, rejected } = await call.ports.mail.send(
      {
        server: channel.server,
        from: channel.from,
        to: channel.to,
        ...forPeople(call),
        messageId,
        ...login,
      },
      call.signal,
    );
    if (accepted.length === 0)
      throw new OperationError(
        'TARGET_REFUSED',
        `${channel.server} took the mail for none of ${channel.to.join(', ')}`,
      );
    return { messageId, accepted: [...accepted], rejected: [...rejected] };
  },
});

function messageIdOf(key: string, from: string): string {
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'blackstart.invalid';
  return `<${key.replaceAll(/[^A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]/g, '-')}@${domain}>`;
}
