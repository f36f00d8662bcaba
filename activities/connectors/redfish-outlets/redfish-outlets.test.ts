import { runConnector } from '../../../test/contract/call-connector';
import { FakeSite } from '../../../test/contract/fake-site';
import { redfishOutlets } from './redfish-outlets';

const METRICS = 'http://pdu-a.pangyo.example/redfish/v1/PowerEquipment/RackPDUs/pdu-a/Metrics';

async function read(metrics: unknown, headers?: Record<string, string>): Promise<unknown> {
  const site = new FakeSite();
  site.page(METRICS, metrics, headers);
  return await runConnector(redfishOutlets, site, { pdu: 'pdu-a' });
}

it.each([
  ['is absent', {}],
  ['is null', { PowerWatts: { Reading: null } }],
  ['is negative', { PowerWatts: { Reading: -1 } }],
  [
    'comes from a sensor that is off',
    { PowerWatts: { Reading: 5, Status: { State: 'Disabled' } } },
  ],
  ['is a lone zero beside an outlet that is on', { PowerWatts: { Reading: 0 } }],
  ['was taken at no time', { PowerWatts: { Reading: 5 }, SampleTime: 'yesterday' }],
  ['was taken in the future', { PowerWatts: { Reading: 5 }, SampleTime: '2031-01-01T00:00:00Z' }],
])('does not know a load that %s', async (_what, metrics) => {
  await expect(read(metrics)).rejects.toMatchObject({ code: 'READING_UNKNOWN', retry: 'backoff' });
});

it('does not take a text for a number', async () => {
  await expect(read({ PowerWatts: { Reading: '5' } })).rejects.toMatchObject({
    code: 'ANSWER_MALFORMED',
  });
});

it('takes a zero that says when it was measured', async () => {
  const result = await read({ PowerWatts: { Reading: 0, ReadingTime: '2026-01-01T00:00:01Z' } });

  expect(result).toMatchObject({ loadKw: 0, sampledAt: '2026-01-01T00:00:01.000Z' });
});

it('leaves the time out where the PDU gives none', async () => {
  expect(await read({ PowerWatts: { Reading: 700 } })).not.toHaveProperty('sampledAt');
});

it('sees through the clock of a PDU that began anew at 1970', async () => {
  const result = await read(
    { PowerWatts: { Reading: 700 }, SampleTime: '1970-01-01T00:10:00Z' },
    { date: 'Thu, 01 Jan 1970 00:10:30 GMT' },
  );

  // 30 s before now, which is 00:00:05.
  expect(result).toMatchObject({ sampledAt: '2025-12-31T23:59:35.000Z' });
});
