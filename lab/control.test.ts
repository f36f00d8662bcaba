import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RunningLab } from './__fixtures__/running-lab';

const PDU_A = 'http://pdu-a.small.example/redfish/v1/PowerEquipment/RackPDUs/pdu-a';

let lab: RunningLab;

beforeEach(() => {
  lab = new RunningLab();
});

afterEach(() => lab.stop());

describe('control of the lab', () => {
  it('takes a fault in, lists it and takes it back, each in the journal with its id', async () => {
    await lab.start();

    const { status, json } = await lab.control('POST', '/faults', {
      fault: 'feed-lost',
      target: 'feed-a',
    });
    expect([status, json['id'], json['status']]).toEqual([201, 'feed-lost-1', 'on']);
    expect(await lab.http(PDU_A)).toBeUndefined();
    const listed = await lab.control('GET', '/faults');
    expect(listed.json).toMatchObject({
      lab: 'test',
      faults: [{ id: 'feed-lost-1', fault: 'feed-lost', targets: ['pdu:pdu-a'], status: 'on' }],
    });
    const cleared = await lab.control('DELETE', '/faults/feed-lost-1');

    expect(cleared.json).toEqual({ cleared: ['feed-lost-1'] });
    expect((await lab.http(PDU_A))?.status).toBe(200);
    const told = lab.lines('journal.ndjson').filter(({ fault }) => fault === 'feed-lost-1');
    expect(told.map(({ target, value }) => [target, value])).toEqual([
      ['pdu:pdu-a', 'fault-feed-lost'],
      ['pdu:pdu-a', 'fault-cleared'],
    ]);
  });

  it('takes everything back at once, but for what is over', async () => {
    await lab.start({}, [
      { fault: 'feed-lost', target: 'feed-a', at: '5m', for: '1m', id: 'brief' },
    ]);
    lab.pass(7 * 60_000);
    await lab.fault({ fault: 'feed-lost', target: 'feed-b', id: 'now' });
    await lab.fault({ fault: 'feed-lost', target: 'feed-b', at: '1h', id: 'later' });

    const { json } = await lab.control('DELETE', '/faults/all');

    expect(json).toEqual({ cleared: ['now', 'later'] });
    const { json: listed } = await lab.control('GET', '/faults');
    expect(listed['faults']).toMatchObject([
      { id: 'brief', status: 'over' },
      { id: 'now', status: 'over' },
      { id: 'later', status: 'over' },
    ]);
  });

  it('begins a fault of the drill at an event of the journal, a call included', async () => {
    await lab.start({}, [
      { fault: 'bmc-hangs', target: 'a1', on: { target: 'pdu:pdu-a/s1', value: 'on' } },
    ]);

    await lab.post(`${PDU_A}/Outlets/s1/Actions/Outlet.PowerControl`, { PowerState: 'On' });
    await lab.http(PDU_A);

    const journal = lab.lines('journal.ndjson').map(({ target, value }) => [target, value]);
    expect(journal.slice(-3)).toEqual([
      ['pdu:pdu-a/s1', 'on'],
      ['pdu:pdu-a/s1', 'power-on'],
      ['server:a1', 'fault-bmc-hangs'],
    ]);
  });

  it('has hosts refuse connections from the start where the drill says so', async () => {
    await lab.start({}, [{ fault: 'refused', target: 'pdu:pdu-a', for: '5m' }]);
    expect(await lab.isOpen('pdu-a.small.example:80')).toBe(false);

    lab.pass(5 * 60_000);
    await lab.control('GET', '/faults');

    expect(await lab.isOpen('pdu-a.small.example:80')).toBe(true);
  });

  it('refuses what it cannot make happen, and says why', async () => {
    await lab.start();

    const answers = [
      await lab.control('POST', '/faults', { fault: 'feed-lost', target: 'fed-a' }),
      await lab.control('POST', '/faults', { fault: 'meteor', target: 'feed-a' }),
      await lab.control('POST', '/faults', { fault: 'slow', target: PDU_A, delay: 'soon' }),
      await lab.control('DELETE', '/faults/none'),
      await lab.control('PUT', '/faults'),
      await lab.control('GET', '/nothing'),
      await lab.control('GET', '/faults', undefined, false),
    ];

    expect(answers.map(({ status, json }) => [status, json['error']])).toEqual([
      [400, "there is no power node or feed 'fed-a'; did you mean 'feed-a'?"],
      [400, expect.stringContaining('fault')],
      [400, expect.stringContaining('delay')],
      [404, "there is no fault 'none'"],
      [405, expect.any(String)],
      [404, expect.any(String)],
      [401, expect.any(String)],
    ]);
  });

  it('says where it listens in a file that its owner alone can read, as long as it runs', async () => {
    await lab.start();
    const file = join(lab.folder, 'control.json');

    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ v: 1, id: 'test' });
    await lab.close();

    expect(existsSync(file)).toBe(false);
  });
});
