import type { ConnectorDefinition } from '../../define-connector';
import { callOf, runConnector } from '../../../test/contract/call-connector';
import { FakeSite } from '../../../test/contract/fake-site';
import { redfishOutlet } from './redfish-outlet';

const INPUT = { pdu: 'pdu-a', section: 's1', state: 'on' };

it('does not cut off in an undo what carries load', async () => {
  const site = new FakeSite();
  site.loads.set('s1', 4200);

  const definition: ConnectorDefinition = redfishOutlet;
  const call = callOf(definition, site, INPUT, { before: { state: 'off' } });

  const undone = definition.undo?.(call);

  await expect(undone).rejects.toMatchObject({
    code: 'OUTLET_CARRIES_LOAD',
    message: expect.stringContaining('4200 W'),
  });
  expect(site.changes).toEqual([]);
});

it('finds no outlet of another name', async () => {
  const missing = runConnector(redfishOutlet, new FakeSite(), { ...INPUT, section: '../../x' });

  await expect(missing).rejects.toMatchObject({
    code: 'TARGET_MISSING',
    message: expect.stringContaining('Outlets/..%2F..%2Fx'),
  });
});

it.each([
  ['what its idle machines take', 80, ['POST']],
  ['more than its idle machines take', 101, []],
  ['less than nothing', -1, []],
])('opens in an undo an outlet that carries %s', async (_what, watts, methods) => {
  const site = new FakeSite();
  site.loads.set('s1', watts);
  const definition: ConnectorDefinition = redfishOutlet;
  const before = { state: 'off', idleWatts: 100 };

  await Promise.allSettled([definition.undo?.(callOf(definition, site, INPUT, { before }))]);

  expect(site.changes.map((change) => change.split(' ')[0])).toEqual(methods);
});

it.each([
  ['off', undefined, true],
  ['on', undefined, false],
  ['on', { state: 'off' }, true],
  ['on', { state: 'powering-off' }, true],
  ['off', { state: 'on' }, false],
  ['on', null, false],
])('knows whether %s, or its undo to %j, takes power away', (state, before, cuts) => {
  const definition: ConnectorDefinition = redfishOutlet;

  expect(definition.powersOff?.({ ...INPUT, state }, before)).toBe(cuts);
});

it.each([
  ['is not there', { Status: { State: 'Absent' } }],
  ['is being tested', { Status: { State: 'InTest' } }],
  ['was read two minutes ago', { ReadingTime: '2025-12-31T23:58:00Z' }],
  ['was read at no known time', { ReadingTime: 'a while ago' }],
])('does not believe in an undo that nothing flows where the meter %s', async (_what, meter) => {
  const site = new FakeSite();
  site.meters.set('s1', meter);
  const definition: ConnectorDefinition = redfishOutlet;

  const undone = definition.undo?.(
    callOf(definition, site, INPUT, { before: { state: 'off', idleWatts: 100 } }),
  );

  await expect(undone).rejects.toMatchObject({ code: 'OUTLET_CARRIES_LOAD' });
  expect(site.changes).toEqual([]);
});

it('believes in an undo a meter that measured just now', async () => {
  const site = new FakeSite();
  const Status = { State: 'Enabled' };
  site.meters.set('s1', { Status, ReadingTime: '2025-12-31T23:59:50Z' });
  const definition: ConnectorDefinition = redfishOutlet;

  await definition.undo?.(callOf(definition, site, INPUT, { before: { state: 'off' } }));

  expect(site.changes).toHaveLength(1);
});
