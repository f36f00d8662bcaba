import { runConnector } from '../../../test/contract/call-connector';
import { FakeSite } from '../../../test/contract/fake-site';
import { haproxyWeight } from './haproxy-weight';

const LB = 'tcp://lb.pangyo.example:9999';

function siteThatSays(get: string, set: string): FakeSite {
  const site = new FakeSite();
  site.lines.set(LB, (sent) => [sent.startsWith('get') ? get : set, '']);
  return site;
}

it('sends nothing where the weight is right already', async () => {
  const site = new FakeSite();

  await runConnector(haproxyWeight, site, { service: 'talk', weight: 5 });

  expect(site.changes).toEqual([]);
});

it('does not believe silence: a weight that reads back otherwise is not taken', async () => {
  const site = siteThatSays('5 (initial 100)', '');

  await expect(
    runConnector(haproxyWeight, site, { service: 'talk', weight: 25 }),
  ).rejects.toMatchObject({
    code: 'WRITE_NOT_TAKEN',
    message: "weight 25% of 'talk' reads back as 5 (initial 100)",
  });
});

it.each([
  ['TARGET_MISSING', 'No such server.'],
  ['TARGET_DENIED', 'Permission denied'],
  ['TARGET_REFUSED', 'Unknown command.'],
  ['ANSWER_MALFORMED', ''],
])('throws %s where HAProxy says "%s"', async (code, said) => {
  const site = siteThatSays(said, '');

  await expect(
    runConnector(haproxyWeight, site, { service: 'talk', weight: 25 }),
  ).rejects.toMatchObject({ code });
});

it('passes on why a change was refused', async () => {
  const why = 'Backend is using a static LB algorithm and only accepts weights "0%" and "100%".';
  const site = siteThatSays('5 (initial 100)', why);

  await expect(
    runConnector(haproxyWeight, site, { service: 'talk', weight: 25 }),
  ).rejects.toMatchObject({ code: 'TARGET_REFUSED', message: expect.stringContaining(why) });
});

it('does not lose a small share to a small initial weight', async () => {
  const site = new FakeSite();
  let weight = 1;
  site.lines.set(LB, (sent) => {
    if (sent.startsWith('set')) weight = 0;
    return [sent.startsWith('set') ? '' : `${weight} (initial 1)`, ''];
  });

  await expect(
    runConnector(haproxyWeight, site, { service: 'talk', weight: 25 }),
  ).rejects.toMatchObject({ code: 'WRITE_NOT_TAKEN' });
});
