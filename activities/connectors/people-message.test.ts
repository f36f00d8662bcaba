import { createHmac } from 'node:crypto';
import { runConnector } from '../../test/contract/call-connector';
import { FakeSite } from '../../test/contract/fake-site';
import { notifyLog } from './notify-log/notify-log';
import { notifyMail } from './notify-mail/notify-mail';
import { notifyWebhook } from './notify-webhook/notify-webhook';

const MESSAGE = 'Feed a is safe.\nServers start now.';

it('takes the first line of a message for its headline, and sends the text as it is', async () => {
  const site = new FakeSite();

  await runConnector(notifyMail, site, { channel: 'ops-mail', message: MESSAGE });
  await runConnector(notifyLog, site, { channel: 'ops-log', message: MESSAGE });

  expect(JSON.parse([...site.mails.values()][0] ?? '')).toMatchObject({
    subject: 'Feed a is safe.',
    text: MESSAGE,
  });
  expect([...site.logged.values()]).toEqual([`Feed a is safe.|${MESSAGE}`]);
});

it('lets no message write a second header of a mail', async () => {
  const site = new FakeSite();
  const subject = 'Hello\r\nBcc: everybody@pangyo.example';

  await runConnector(notifyMail, site, { channel: 'ops-mail', message: MESSAGE, subject });

  expect(JSON.parse([...site.mails.values()][0] ?? '')).toMatchObject({
    subject: 'Hello Bcc: everybody@pangyo.example',
  });
});

it('posts a CloudEvent whose signature covers what was sent', async () => {
  const site = new FakeSite();

  await runConnector(notifyWebhook, site, { channel: 'status-page', message: MESSAGE });

  const event = site.events.get('example-1');
  const signature = createHmac('sha256', 'hush')
    .update(event?.body ?? '')
    .digest('hex');
  expect(event?.signature).toBe(`sha256=${signature}`);
  expect(JSON.parse(event?.body ?? '')).toEqual({
    specversion: '1.0',
    id: 'example-1',
    source: 'blackstart',
    type: 'blackstart.message',
    time: '2026-01-01T00:00:05.000Z',
    datacontenttype: 'application/json',
    data: { channel: 'status-page', mode: 'live', subject: 'Feed a is safe.', message: MESSAGE },
  });
  expect(site.requests.at(-1)?.headers?.['content-type']).toBe(
    'application/cloudevents+json; charset=utf-8',
  );
});
