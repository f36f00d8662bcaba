import type { ConnectorDefinition } from '../../define-connector';
import { callOf, runConnector } from '../../../test/contract/call-connector';
import { FakeSite } from '../../../test/contract/fake-site';
import { redfishPower } from './redfish-power';

const BMC = 'http://bmc-a001.pangyo.example/redfish/v1/Systems/a001';
const ON = { server: 'a001', state: 'on' };

function siteWith(change: Record<string, unknown>): FakeSite {
  const site = new FakeSite();
  Object.assign(site.systems.get('a001') ?? {}, change);
  return site;
}

function reset(values: unknown): Record<string, unknown> {
  return { Actions: { '#ComputerSystem.Reset': values } };
}

it('names the attempt and a key by which a repeat can be told', async () => {
  const site = new FakeSite();

  await runConnector(redfishPower, site, ON);

  expect(site.requests.at(-1)?.headers).toMatchObject({
    'idempotency-key': 'example-1',
    'x-blackstart-attempt': '1',
  });
});

it('sends nothing to a server that is on its way', async () => {
  const site = siteWith({ PowerState: 'PoweringOn' });

  const result = await runConnector(redfishPower, site, ON);

  expect(result).toEqual({ was: 'powering-on', sent: false });
  expect(site.changes).toEqual([]);
});

it.each([
  ['a serial', { SerialNumber: 'SN-other' }],
  ['a uuid', { UUID: '11111111-0000-4000-8000-00000000a001' }],
  ['neither', { SerialNumber: null, UUID: undefined }],
])('sends nothing to a machine that %s tells to be another', async (_what, change) => {
  const site = siteWith(change);

  await expect(runConnector(redfishPower, site, ON)).rejects.toMatchObject({
    code: 'TARGET_IDENTITY_WRONG',
    retry: 'never',
    message: expect.stringContaining('a001'),
  });
  expect(site.changes).toEqual([]);
});

it('takes one name of two as enough, and a uuid in any case', async () => {
  const site = siteWith({ SerialNumber: undefined, UUID: '00000000-0000-4000-8000-00000000A001' });

  const result = await runConnector(redfishPower, site, ON);

  expect(result.sent).toBe(true);
});

it.each([
  [{ 'ResetType@Redfish.AllowableValues': ['ForceOff', 'ForceOn'] }, 'ForceOn'],
  [{ 'ResetType@Redfish.AllowableValues': ['ForceOn', 'On'] }, 'On'],
  [{}, 'On'],
])('sends what the service offers: %j', async (offer, sent) => {
  const site = siteWith(reset(offer));

  const result = await runConnector(redfishPower, site, ON);

  expect(result.resetType).toBe(sent);
  expect(site.requests.at(-1)?.url).toBe(`${BMC}/Actions/ComputerSystem.Reset`);
});

it('reads the offer from an ActionInfo where the system refers to one', async () => {
  const site = siteWith(reset({ '@Redfish.ActionInfo': '/redfish/v1/Systems/a001/ResetInfo' }));
  site.page(`${BMC}/ResetInfo`, {
    Parameters: [{ Name: 'ResetType', AllowableValues: ['ForceOn'] }],
  });

  const result = await runConnector(redfishPower, site, ON);

  expect(result.resetType).toBe('ForceOn');
});

it('never forces a server off that was to be shut down', async () => {
  const site = siteWith({
    PowerState: 'On',
    ...reset({ 'ResetType@Redfish.AllowableValues': ['ForceOff'] }),
  });

  const off = runConnector(redfishPower, site, { server: 'a001', state: 'off' });

  await expect(off).rejects.toMatchObject({
    code: 'ACTION_NOT_OFFERED',
    message: expect.stringContaining('ForceOff'),
  });
  expect(site.changes).toEqual([]);
});

it.each([
  ['READING_UNKNOWN', { PowerState: 'Unknown' }],
  ['READING_UNKNOWN', { PowerState: null }],
  ['TARGET_BUSY', { PowerState: 'PoweringOff' }],
  ['ACTION_NOT_OFFERED', { Actions: {} }],
  ['ANSWER_MALFORMED', { PowerState: 5 }],
  ['ANSWER_MALFORMED', { Actions: 'none' }],
])('throws %s, having sent nothing, where the system says %j', async (code, change) => {
  const site = siteWith(change);

  await expect(runConnector(redfishPower, site, ON)).rejects.toMatchObject({ code });
  expect(site.changes).toEqual([]);
});

it.each([
  ['ANSWER_MALFORMED', 200, '<html>It works!</html>'],
  ['ANSWER_MALFORMED', 200, '{"PowerState": "Off"'],
  ['ANSWER_MALFORMED', 200, `${'['.repeat(5000)}${']'.repeat(5000)}`],
  ['ANSWER_MALFORMED', 200, 'null'],
  ['TARGET_DENIED', 401, ''],
  ['TARGET_MISSING', 404, ''],
  ['TARGET_BUSY', 409, ''],
  ['TARGET_BUSY', 429, ''],
  ['TARGET_FAILED', 408, ''],
  ['TARGET_FAILED', 503, '<html>starting</html>'],
  ['TARGET_FAILED', 500, ''],
  ['TARGET_REFUSED', 400, '{"error":{"@Message.ExtendedInfo":[{"Message":"Not licensed."}]}}'],
])('throws %s where the BMC answers %i', async (code, status, body) => {
  const site = new FakeSite();
  site.pages.set(BMC, () => ({ status, body }));

  await expect(runConnector(redfishPower, site, ON)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(BMC),
  });
});

it('says what the service says, in its words', async () => {
  const site = new FakeSite();
  site.pages.set(`${BMC}/Actions/ComputerSystem.Reset`, () => ({
    status: 400,
    body: '{"error":{"code":"x","@Message.ExtendedInfo":[{"Message":"Chassis is open."}]}}',
  }));

  await expect(runConnector(redfishPower, site, ON)).rejects.toThrow(
    `POST ${BMC}/Actions/ComputerSystem.Reset answered 400: Chassis is open.`,
  );
});

it('logs in with a resolved secret', async () => {
  const site = new FakeSite();
  site.secrets.set('secret://env/BMC_PASSWORD', 'pass');

  await runConnector(redfishPower, site, {
    ...ON,
    user: 'root',
    password: 'secret://env/BMC_PASSWORD',
  });

  expect(site.requests[0]?.headers?.['authorization']).toBe(`Basic ${btoa('root:pass')}`);
});

it.each([
  ['asks the operating system of a machine that was off', 'On', 'off', ['GracefulShutdown']],
  ['switches on a machine that was on', 'Off', 'on', ['On']],
  ['sends nothing to one that is off again', 'Off', 'off', []],
  ['sends nothing to one that goes off', 'PoweringOff', 'off', []],
])('%s, in an undo', async (_what, PowerState, power, types) => {
  const site = siteWith({ PowerState });
  const definition: ConnectorDefinition = redfishPower;

  await definition.undo?.(callOf(definition, site, ON, { before: { power } }));

  expect(site.changes.map((change) => /"ResetType":"(\w+)"/.exec(change)?.[1])).toEqual(types);
});

it('never forces a machine off in an undo', async () => {
  const site = siteWith({
    PowerState: 'On',
    ...reset({ 'ResetType@Redfish.AllowableValues': ['On', 'ForceOff'] }),
  });
  const definition: ConnectorDefinition = redfishPower;
  const call = callOf(definition, site, ON, { before: { power: 'off' } });

  await expect(definition.undo?.(call)).rejects.toMatchObject({ code: 'ACTION_NOT_OFFERED' });
  expect(site.changes).toEqual([]);
});

it.each([
  ['off', undefined, true],
  ['force-off', undefined, true],
  ['on', undefined, false],
  ['on', { power: 'off' }, true],
  ['off', { power: 'on' }, false],
  ['on', null, false],
])('knows whether %s, or its undo to %j, takes power away', (state, before, cuts) => {
  const definition: ConnectorDefinition = redfishPower;

  expect(definition.powersOff?.({ ...ON, state }, before)).toBe(cuts);
});
