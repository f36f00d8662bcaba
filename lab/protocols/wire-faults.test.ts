import { connect } from 'node:net';
import { request } from 'node:http';
import { RunningLab } from '../__fixtures__/running-lab';

const PDU_A = 'http://pdu-a.small.example/redfish/v1/PowerEquipment/RackPDUs/pdu-a';
const OUTLET = `${PDU_A}/Outlets/s1/Actions/Outlet.PowerControl`;
const LB = 'lb.small.example:9999';
/** Long enough for an answer on loopback to have come. */
const QUIET_MS = 150;

let lab: RunningLab;

beforeEach(async () => {
  lab = new RunningLab();
  await lab.start();
});

afterEach(() => lab.stop());

/** What comes on a connection of a URL within a while: the raw bytes, and whether it was ended. */
function raw(url: string, body?: string): Promise<{ text: string; ended: boolean }> {
  const { hostname, pathname } = new URL(url);
  const head = `${body === undefined ? 'GET' : 'POST'} ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\n`;
  const length = body === undefined ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`;
  return exchange(lab.addressOf(`${hostname}:80`), `${head}${length}\r\n${body ?? ''}`);
}

function exchange(
  at: { readonly host: string; readonly port: number },
  said: string,
): Promise<{ text: string; ended: boolean }> {
  return new Promise((done) => {
    let text = '';
    const socket = connect(at);
    const finish = (ended: boolean): void => {
      clearTimeout(quiet);
      socket.destroy();
      done({ text, ended });
    };
    let quiet = setTimeout(() => finish(false), QUIET_MS);
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
      clearTimeout(quiet);
      quiet = setTimeout(() => finish(false), QUIET_MS);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => finish(true));
    socket.write(said);
  });
}

/** `Date` of the answer to a URL. */
function dateOf(url: string): Promise<number> {
  const { hostname, pathname } = new URL(url);
  const at = lab.addressOf(`${hostname}:80`);
  return new Promise((done, failed) => {
    request({ ...at, path: pathname, headers: { host: hostname } }, (response) => {
      response.resume();
      done(Date.parse(response.headers.date ?? ''));
    })
      .on('error', failed)
      .end();
  });
}

describe('connections under faults', () => {
  it('are refused at a host that refuses them, by the file too, while others answer', async () => {
    const before = lab.fileAddress('pdu-a.small.example:80');

    const id = await lab.fault({ fault: 'refused', target: 'pdu:pdu-a' });
    expect(await lab.isOpen('pdu-a.small.example:80')).toBe(false);
    expect(lab.fileAddress('pdu-a.small.example:80')).not.toBe(before);
    expect(await lab.isOpen('pdu-b.small.example:80')).toBe(true);
    await lab.control('DELETE', `/faults/${id}`);

    expect((await lab.http(PDU_A))?.status).toBe(200);
    expect(lab.fileAddress('pdu-a.small.example:80')).toBe(before);
  });

  it('are taken and never answered when half open, and nothing is done', async () => {
    await lab.fault({ fault: 'half-open', target: 'pdu-a.small.example' });
    await lab.fault({ fault: 'half-open', target: LB });

    expect(await raw(OUTLET, '{"PowerState":"On"}')).toEqual({ text: '', ended: false });
    expect(await exchange(lab.addressOf(LB), 'set weight login/small 25%\n')).toEqual({
      text: '',
      ended: false,
    });

    expect(lab.calls()).toEqual([]);
  });

  it('are answered late by a slow host, in real time, and what was asked is done at once', async () => {
    await lab.fault({ fault: 'slow', target: 'pdu:pdu-a', delay: '80ms' });
    await lab.fault({ fault: 'slow', target: LB, delay: '80ms' });
    const began = performance.now();

    const answer = await lab.post(OUTLET, { PowerState: 'On' });
    const weight = await lab.talk(LB, 'get weight login/small\n');

    expect(answer?.status).toBe(204);
    expect(weight).toBe('0 (initial 100)\n\n');
    expect(performance.now() - began).toBeGreaterThanOrEqual(150);
    expect(lab.calls()).toMatchObject([{ target: 'pdu:pdu-a/s1', value: 'on', had: 'off' }]);
  });

  it('are cut in the middle of the answer, after what was asked was done', async () => {
    await lab.fault({ fault: 'cut', target: 'pdu:pdu-a' });
    await lab.fault({ fault: 'cut', target: LB });

    const { text, ended } = await raw(PDU_A);
    const [head = '', body = ''] = text.split('\r\n\r\n');
    const promised = Number(/content-length: (\d+)/i.exec(head)?.[1]);
    expect(ended).toBe(true);
    expect(body).toHaveLength(Math.floor(promised / 2));
    expect(await raw(OUTLET, '{"PowerState":"On"}')).toEqual({ text: '', ended: true });
    expect(await exchange(lab.addressOf(LB), 'set weight login/small 25%\n')).toMatchObject({
      ended: true,
    });

    expect(lab.calls()).toMatchObject([
      { target: 'pdu:pdu-a/s1', value: 'on', had: 'off' },
      { target: 'service:login', value: 25, had: 0 },
    ]);
  });

  it('carry JSON that breaks off, a page for people, or 10 MB', async () => {
    const answers: string[] = [];
    for (const fault of ['malformed-json', 'html', 'huge']) {
      const id = await lab.fault({ fault, target: 'pdu:pdu-a' });
      answers.push((await lab.http(PDU_A))?.body ?? '');
      await lab.control('DELETE', `/faults/${id}`);
    }

    const [broken = '', page = '', huge = ''] = answers;
    expect(() => void JSON.parse(broken)).toThrow(SyntaxError);
    expect(broken).toMatch(/^\{"/);
    expect(page).toContain('<html>');
    expect(huge.length).toBeGreaterThan(10_000_000);
    expect(JSON.parse(huge)).toMatchObject({ Id: 'pdu-a' });
  });

  it('make no change where a page answers in the place of the host', async () => {
    await lab.fault({ fault: 'html', target: 'pdu:pdu-a' });
    await lab.fault({ fault: 'html', target: LB });

    expect((await lab.post(OUTLET, { PowerState: 'On' }))?.status).toBe(200);
    expect(await lab.talk(LB, 'set weight login/small 25%\n')).toContain('<html>');

    expect(lab.calls()).toEqual([]);
  });

  it('show a clock that is off, in `Date` and in every sample', async () => {
    await lab.fault({ fault: 'clock-off', target: 'pdu:pdu-a', by: '-10m' });
    await lab.fault({ fault: 'clock-off', target: 'endpoint:prometheus', by: '90s' });
    lab.pass(100_000);

    const metrics = await lab.http(`${PDU_A}/Metrics`);
    const query = await lab.http(
      'http://prometheus.small.example:9090/api/v1/query?query=timestamp(up)',
    );

    expect(metrics?.json['SampleTime']).toBe('2025-12-31T23:50:10.000Z');
    const at = Date.parse('2026-01-01T00:01:40Z') / 1000;
    expect(query?.json['data']).toMatchObject({ result: [{ value: [at, String(at)] }] });
    expect(Math.abs((await dateOf(PDU_A)) - (Date.now() - 600_000))).toBeLessThan(5000);
  });
});

describe('BMCs and outlets under faults', () => {
  const system = 'http://bmc-a1.small.example/redfish/v1/Systems/a1';

  it('take a call and never answer when hung, and answer as another machine when they are mixed up', async () => {
    await lab.post(OUTLET, { PowerState: 'On' });
    const id = await lab.fault({ fault: 'bmc-hangs', target: 'a1' });
    expect(await raw(system)).toEqual({ text: '', ended: false });

    await lab.control('DELETE', `/faults/${id}`);
    await lab.fault({ fault: 'bmc-wrong-serial', target: 'a1', as: 'a3' });

    expect((await lab.http(system))?.json).toMatchObject({
      Id: 'a1',
      SerialNumber: 'SN-a3',
      UUID: '00000000-0000-4000-8000-0000000000a3',
    });
  });

  it('tell what each outlet carries', async () => {
    await lab.post(OUTLET, { PowerState: 'On' });
    const watts = async (): Promise<unknown> =>
      (await lab.http(`${PDU_A}/Outlets/s1`))?.json['PowerWatts'];
    expect(await watts()).toMatchObject({ Reading: 40 });

    await lab.post(`${system}/Actions/ComputerSystem.Reset`, { ResetType: 'On' });

    expect(await watts()).toMatchObject({ Reading: 430 });
  });

  it('show a meter that is frozen with the time of its sample, and one that says nothing', async () => {
    lab.pass(50_000);
    await lab.fault({ fault: 'meter-freezes', target: 'pdu-a' });
    await lab.fault({ fault: 'meter-lies', target: 'pdu-b', value: 'nan' });
    lab.pass(600_000);

    const frozen = await lab.http(`${PDU_A}/Metrics`);
    const nan = await lab.http(`${PDU_A.replaceAll('pdu-a', 'pdu-b')}/Metrics`);

    expect(frozen?.json['PowerWatts']).toMatchObject({
      Reading: 300,
      ReadingTime: '2026-01-01T00:00:05.000Z',
    });
    expect(nan?.json['PowerWatts']).toMatchObject({ Reading: null });
  });
});
