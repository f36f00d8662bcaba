import { runConnector } from '../../../test/contract/call-connector';
import { FakeSite } from '../../../test/contract/fake-site';
import { nutRead } from './nut-read';

async function read(lines: readonly string[]): Promise<unknown> {
  const site = new FakeSite();
  site.lines.set('nut://ups-a.pangyo.example:3493/ups-a', (sent) =>
    sent.startsWith('LIST') ? lines : [],
  );
  return await runConnector(nutRead, site, { ups: 'ups-a' });
}

function variables(...lines: readonly string[]): readonly string[] {
  return [
    'BEGIN LIST VAR ups-a',
    ...lines.map((line) => `VAR ups-a ${line}`),
    'END LIST VAR ups-a',
  ];
}

it.each([
  ['READING_UNKNOWN', 'DATA-STALE'],
  ['READING_UNKNOWN', 'DRIVER-NOT-CONNECTED'],
  ['TARGET_MISSING', 'UNKNOWN-UPS'],
  ['TARGET_DENIED', 'ACCESS-DENIED'],
  ['TARGET_REFUSED', 'UNKNOWN-COMMAND'],
])('throws %s on ERR %s', async (code, err) => {
  await expect(read([`ERR ${err}`])).rejects.toMatchObject({
    code,
    message: expect.stringContaining(err),
  });
});

it('hears an ERR in the middle of a list', async () => {
  const lines = ['BEGIN LIST VAR ups-a', 'VAR ups-a ups.status "OL"', 'ERR DATA-STALE'];

  await expect(read(lines)).rejects.toMatchObject({ code: 'READING_UNKNOWN' });
});

it.each([
  ['another service', ['SSH-2.0-OpenSSH_9.2']],
  ['another UPS', ['BEGIN LIST VAR ups-b']],
  ['a line that was cut', ['BEGIN LIST VAR ups-a', 'VAR ups-a ups.load "4']],
])('does not believe %s', async (_what, lines) => {
  await expect(read(lines)).rejects.toMatchObject({ code: 'ANSWER_MALFORMED' });
});

it('does not take half a list for a whole one', async () => {
  const lines = ['BEGIN LIST VAR ups-a', 'VAR ups-a ups.status "OL"'];

  await expect(read(lines)).rejects.toMatchObject({ code: 'TARGET_NO_ANSWER' });
});

it.each([
  ['absent', []],
  ['empty', ['ups.status ""']],
  ['WAIT', ['ups.status "WAIT"']],
])('does not know a status that is %s', async (_what, lines) => {
  await expect(read(variables(...lines))).rejects.toMatchObject({ code: 'READING_UNKNOWN' });
});

it('leaves out numbers that are none, or that stand as zeroes alone', async () => {
  const none = await read(variables('ups.status "OL OVER"', 'ups.load "NaN"'));
  const zero = await read(variables('ups.status "OL"', 'ups.load "0"'));
  const beside = await read(variables('ups.status "OL"', 'ups.load "0"', 'battery.charge "100"'));

  expect(none).toEqual({ status: ['OL', 'OVER'] });
  expect(zero).toEqual({ status: ['OL'] });
  expect(beside).toEqual({ status: ['OL'], loadPercent: 0, chargePercent: 100 });
});
