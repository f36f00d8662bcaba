import { z } from 'zod';
import { defineConnector } from '../../define-connector';
import { requireSuccess } from '../http-answer';
import { channelTarget, forPeople, messageInput } from '../people-message';
import { recordOf } from '../target-record';

const ChannelRecord = z.object({
  id: z.string(),
  with: z.strictObject({ url: z.url({ protocol: /^https?$/ }), secret: z.string().optional() }),
});

/** Posts a message as a CloudEvent. */
export const notifyWebhook = defineConnector({
  uses: 'notify.webhook',
  summary:
    'Posts a message as a CloudEvent (1.0, structured JSON), signed with HMAC-SHA256; repeats carry the same id, so that receivers drop them.',
  effect: 'idempotent',
  needs: [],
  input: z.strictObject(messageInput),
  output: z.object({
    id: z.string().describe('Id of the event.'),
    status: z.int().describe('HTTP status of the answer.'),
  }),
  examples: [
    {
      with: { channel: 'status-page', message: 'Text messages are back.' },
      gives: { id: 'example-1', status: 202 },
    },
  ],
  targets: channelTarget,
  async run(call) {
    const { with: channel } = recordOf(call.targets, 'channel', ChannelRecord);
    const { subject, text } = forPeople(call);
    const body = JSON.stringify({
      specversion: '1.0',
      id: call.idempotencyKey,
      source: 'blackstart',
      type: 'blackstart.message',
      time: new Date(call.ports.clock.now()).toISOString(),
      datacontenttype: 'application/json',
      data: { channel: call.input.channel, mode: call.mode, subject, message: text },
    });
    const answer = await call.ports.http.request(
      {
        url: channel.url,
        method: 'POST',
        headers: {
          'content-type': 'application/cloudevents+json; charset=utf-8',
          'x-blackstart-attempt': String(call.attempt),
          ...(channel.secret === undefined
            ? {}
            : {
                'x-blackstart-signature': `sha256=${await call.ports.secrets.hmacSha256(channel.secret, body)}`,
              }),
        },
        body,
      },
      call.signal,
    );
    requireSuccess(`POST ${channel.url}`, answer);
    return { id: call.idempotencyKey, status: answer.status };
  },
});
