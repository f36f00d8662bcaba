import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RunningLab } from './__fixtures__/running-lab';

const PDU_A = 'http://pdu-a.small.example/redfish/v1/PowerEquipment/RackPDUs/pdu-a';
const PDU_B = 'http://pdu-b.small.example/redfish/v1/PowerEquipment/RackPDUs/pdu-b';
const BOOTED_MS = 3_600_000;

let lab: RunningLab;

beforeEach(async () => {
  lab = new RunningLab();
  await lab.start();
});

afterEach(() => lab.stop());

function system(id: string): string {
  return `http://bmc-${id}.small.example/redfish/v1/Systems/${id}`;
}

function outlet(pdu: string, section: string, state: string): ReturnType<RunningLab['post']> {
  return lab.post(`${pdu}/Outlets/${section}/Actions/Outlet.PowerControl`, { PowerState: state });
}

function reset(id: string, type: string): ReturnType<RunningLab['post']> {
  return lab.post(`${system(id)}/Actions/ComputerSystem.Reset`, { ResetType: type });
}

async function energise(): Promise<void> {
  await outlet(PDU_A, 's1', 'On');
  await outlet(PDU_A, 's2', 'On');
  await outlet(PDU_B, 's1', 'On');
}

async function bringUp(...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await reset(id, 'On');
    lab.pass(3000);
  }
  lab.pass(BOOTED_MS);
}

/** Polls until something is so; the test's own time limit ends it. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((done) => setImmediate(done));
}

describe('Redfish of the lab', () => {
  it('answers for a BMC once its rack has power, and not a word before', async () => {
    expect(await lab.http(system('a1'))).toBeUndefined();

    expect((await outlet(PDU_A, 's1', 'On'))?.status).toBe(204);

    const answer = await lab.http(system('a1'));
    expect(answer?.json).toMatchObject({
      Id: 'a1',
      SerialNumber: 'SN-a1',
      UUID: '00000000-0000-4000-8000-0000000000a1',
      PowerState: 'Off',
      PowerRestorePolicy: 'AlwaysOff',
    });
    expect(await lab.http(system('d1'))).toBeUndefined();
  });

  it('powers a server on through the action that its system names, and shows it coming up', async () => {
    await energise();

    expect((await reset('a1', 'On'))?.status).toBe(204);
    expect((await lab.http(system('a1')))?.json['PowerState']).toBe('PoweringOn');
    expect(await lab.http('http://a1.small.example:8080/ready')).toBeUndefined();
    lab.pass(BOOTED_MS);

    expect((await lab.http(system('a1')))?.json['PowerState']).toBe('On');
    expect((await lab.http('http://a1.small.example:8080/ready'))?.status).toBe(200);
  });

  it('refuses a reset type that it does not allow, and a body that is no JSON', async () => {
    await energise();

    const answer = await reset('a1', 'Nmi');
    const malformed = await lab.http(`${system('a1')}/Actions/ComputerSystem.Reset`, {
      method: 'POST',
    });

    expect(answer?.status).toBe(400);
    expect(answer?.body).toContain('ResetType is \\"Nmi\\"');
    expect(malformed?.status).toBe(400);
    expect(lab.calls().filter(({ action }) => action === 'power')).toEqual([]);
  });

  it('lists outlets, switches them one by one and reports the load with its time', async () => {
    const before = await lab.http(`${PDU_A}/Metrics`);
    expect(before?.json['PowerWatts']).toMatchObject({ Reading: 300 });

    await outlet(PDU_A, 's1', 'On');

    const list = await lab.http(`${PDU_A}/Outlets`);
    expect(list?.json['Members@odata.count']).toBe(2);
    expect((await lab.http(`${PDU_A}/Outlets/s1`))?.json['PowerState']).toBe('On');
    expect((await lab.http(`${PDU_A}/Outlets/s2`))?.json['PowerState']).toBe('Off');
    lab.pass(5000);
    const metrics = await lab.http(`${PDU_A}/Metrics`);
    expect(metrics?.json['PowerWatts']).toMatchObject({ Reading: 340 });
    expect(metrics?.json['SampleTime']).toBe('2026-01-01T00:00:00.500Z');
  });

  it('writes every changing call down with what its target had, and what followed after it', async () => {
    await lab.post(
      `${PDU_A}/Outlets/s1/Actions/Outlet.PowerControl`,
      { PowerState: 'On' },
      { 'x-blackstart-attempt': '2' },
    );
    await reset('a1', 'On');
    await reset('a1', 'On');
    await lab.http(system('a1'), { method: 'PATCH', body: { PowerRestorePolicy: 'LastState' } });

    expect(lab.calls()).toEqual([
      {
        at: expect.stringMatching(/^2026-01-01T/),
        target: 'pdu:pdu-a/s1',
        action: 'outlet',
        value: 'on',
        had: 'off',
        connection: 'c1',
        attempt: 2,
      },
      expect.objectContaining({ target: 'server:a1', action: 'power', value: 'on', had: 'off' }),
      expect.objectContaining({ target: 'server:a1', action: 'power', value: 'on', had: 'on' }),
      expect.objectContaining({ action: 'restore-policy', value: 'last-state', had: 'always-off' }),
    ]);
    const journal = lab.lines('journal.ndjson');
    const call = journal.findIndex(({ action }) => action === 'power');
    expect(journal[call + 1]).toMatchObject({
      target: 'server:a1',
      action: 'event',
      value: 'power-on',
    });
  });

  it('goes silent when a breaker trips, and the journal says so', async () => {
    await energise();

    for (const id of ['a1', 'a2', 'a3', 'a4']) await reset(id, 'On');

    expect(await lab.http(PDU_A)).toBeUndefined();
    expect(await lab.http(system('a1'))).toBeUndefined();
    expect((await lab.http(system('d1')))?.status).toBe(200);
    const tripped = lab.lines('journal.ndjson').filter(({ value }) => value === 'breaker-tripped');
    expect(tripped.map(({ target }) => target)).toEqual(['pdu:pdu-a']);
  });
});

describe('checks of the lab', () => {
  it('answers data and health checks by servers and needs', async () => {
    await energise();
    await bringUp('a1', 'a2', 'a3');
    expect((await lab.http('http://shop.small.example/health'))?.status).toBe(503);

    await bringUp('d1', 'd2');

    expect((await lab.http('http://login.small.example/data'))?.status).toBe(200);
    expect((await lab.http('http://shop.small.example/health'))?.status).toBe(200);
  });

  it('refuses connections to a tcp address until its server is ready, and again when it is not', async () => {
    await energise();
    expect(await lab.isOpen('d1.small.example:22')).toBe(false);

    await bringUp('d1');
    await lab.http(PDU_A);
    await until(() => lab.isOpen('d1.small.example:22'));
    await reset('d1', 'ForceOff');

    await until(async () => !(await lab.isOpen('d1.small.example:22')));
    expect(await lab.isOpen('d2.small.example:22')).toBe(false);
  });

  it('gives 404 for what no inventory names', async () => {
    expect((await lab.http('http://pdu-a.small.example/other'))?.status).toBe(404);
    expect((await lab.http(`${PDU_A}/Nothing`))?.status).toBe(404);
  });
});

describe('Prometheus of the lab', () => {
  async function query(text: string): Promise<unknown> {
    const url = `http://prometheus.small.example:9090/api/v1/query?query=${encodeURIComponent(text)}`;
    return (await lab.http(url))?.json['data'];
  }

  it('answers selectors and aggregations with the time of the sample', async () => {
    await energise();
    await bringUp('a1', 'd1');
    const at = Date.parse('2026-01-01T00:00:00Z') / 1000 + (BOOTED_MS + 6000) / 10_000;

    expect(await query('server_up{server="a1"}')).toEqual({
      resultType: 'vector',
      result: [
        {
          metric: { __name__: 'server_up', server: 'a1', site: 'small', rack: 'r1', role: 'app' },
          value: [at, '1'],
        },
      ],
    });
    expect(await query("sum by (role) (server_up{role=~'app|db'})")).toMatchObject({
      result: [
        { metric: { role: 'app' }, value: [at, '1'] },
        { metric: { role: 'db' }, value: [at, '1'] },
      ],
    });
    expect(await query('max(inlet_celsius{feed="feed-a"})')).toMatchObject({
      result: [{ metric: {}, value: [at, expect.stringMatching(/^2[0-3]\./)] }],
    });
    expect(await query('storage_p95_ms')).toMatchObject({ result: [{ value: [at, '3'] }] });
  });

  it('has no sample of what is dark or unknown, and says what it cannot read', async () => {
    expect(await query('storage_p95_ms')).toEqual({ resultType: 'vector', result: [] });
    expect(await query('nobody_knows')).toEqual({ resultType: 'vector', result: [] });
    expect(await query('feed_load_kw{feed="feed-x"}')).toMatchObject({ result: [] });

    const bad = await lab.http('http://prometheus.small.example:9090/api/v1/query?query=max(');

    expect(bad?.status).toBe(400);
    expect(bad?.json).toMatchObject({ status: 'error', errorType: 'bad_data' });
  });
});

describe('line protocols of the lab', () => {
  it('reads UPSs as upsd does', async () => {
    const said = await lab.talk(
      'ups.small.example:3493',
      'LIST UPS\nGET VAR ups-a ups.status\nGET VAR ups-a no.such\nGET VAR ups-x ups.status\nLIST VAR ups-b\nLOGOUT\n',
    );

    expect(said.split('\n')).toEqual(
      expect.arrayContaining([
        'UPS ups-a "Simulated UPS ups-a"',
        'VAR ups-a ups.status "OL CHRG"',
        'ERR VAR-NOT-SUPPORTED',
        'ERR UNKNOWN-UPS',
        'VAR ups-b ups.load "2"',
        'OK Goodbye',
      ]),
    );
  });

  it('sets weights as HAProxy does, one line a connection, and reads them back', async () => {
    const lb = 'lb.small.example:9999';
    expect(await lab.talk(lb, 'get weight login/small\n')).toBe('0 (initial 100)\n\n');

    expect(await lab.talk(lb, 'set weight login/small 25%\n')).toBe('\n');

    expect(await lab.talk(lb, 'get weight login/small\n')).toBe('25 (initial 100)\n\n');
    expect(await lab.talk(lb, 'set weight login/other 25%\n')).toBe('No such server.\n\n');
    expect(await lab.talk(lb, 'set weight login/small 101%\n')).toMatch(/^Relative weight/);
    expect(lab.calls()).toEqual([
      expect.objectContaining({ target: 'service:login', action: 'weight', value: 25, had: 0 }),
    ]);
  });

  it('takes mail, unfolds its headers, and writes it down', async () => {
    const said = await lab.talk(
      'mail.small.example:25',
      [
        'EHLO me',
        'MAIL FROM:<blackstart@small.example>',
        'RCPT TO:<ops@small.example>',
        'DATA',
        'Subject: DRILL',
        ' approve',
        '',
        'first',
        '..second',
        '.',
        'QUIT',
        '',
      ].join('\r\n'),
    );

    expect(said).toContain('250 2.0.0 Ok: written down');
    expect(lab.lines('mail.ndjson')).toMatchObject([
      {
        from: 'blackstart@small.example',
        to: ['ops@small.example'],
        headers: { subject: 'DRILL approve' },
        body: 'first\n.second',
      },
    ]);
  });
});

describe('sinks and files of the lab', () => {
  it('writes webhooks down as they came', async () => {
    const answer = await lab.post(
      'http://hooks.small.example/blackstart',
      { type: 'x' },
      { 'ce-id': '1' },
    );

    expect(answer?.status).toBe(202);
    expect(lab.lines('webhooks.ndjson')).toMatchObject([
      { channel: 'hook', headers: { 'ce-id': '1' }, body: '{"type":"x"}' },
    ]);
  });

  it('takes its hosts file away when it ends', async () => {
    const file = join(lab.folder, 'hosts.json');
    expect(existsSync(file)).toBe(true);

    await lab.close();

    expect(existsSync(file)).toBe(false);
  });
});
