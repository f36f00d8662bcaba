import fc from 'fast-check';
import { answeredPorts, objectsAt } from './answered-ports';
import { fuzzRuns } from './fuzz-runs';
import { spoiledJson } from './spoiled-json';
import { jsonOf, told } from './told';
import { WatchedFeed } from './watched-feed';

/* What a BMC and an outlet say of themselves, before anything is sent to them. */

const RESET = '/bmc/Actions/ComputerSystem.Reset';
const SYSTEM = {
  '@odata.id': '/bmc',
  SerialNumber: 'SN-1',
  UUID: '00000000-0000-4000-8000-000000000001',
  PowerState: 'Off',
  PowerRestorePolicy: 'LastState',
  'PowerRestorePolicy@Redfish.AllowableValues': ['AlwaysOff', 'AlwaysOn', 'LastState'],
  Actions: {
    '#ComputerSystem.Reset': {
      target: RESET,
      'ResetType@Redfish.AllowableValues': ['On', 'ForceOff', 'GracefulShutdown'],
    },
  },
};
const OUTLET = {
  Id: 's1',
  PowerState: 'Off',
  Actions: {
    '#Outlet.PowerControl': {
      target: '/pdu/Outlets/s1/Actions/Outlet.PowerControl',
      'PowerState@Redfish.AllowableValues': ['On', 'Off'],
    },
  },
};

/** Calls a connector at a machine that answers everything with a text; gives what was sent and what came of it. */
async function tell(body: string, uses: string, input: Readonly<Record<string, string>>) {
  const sent: string[] = [];
  const ports = answeredPorts(() => ({ body }), undefined, sent);
  const feed = new WatchedFeed(objectsAt('site.example'), () => ports);
  return { called: await feed.call(uses, input), sent };
}

/** Machine answers, spoiled in general or with an address of another machine in them. */
const spoiled = (answer: Parameters<typeof spoiledJson>[0], path: readonly string[]) =>
  fc.oneof(
    { weight: 4, arbitrary: spoiledJson(answer) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(
          'http://bmc-a002.example/x',
          '//bmc-a002.example/x',
          'http://site.example:81/x',
          'https://site.example/x',
          'http://site.example@bmc-a002.example/x',
          '\\\\bmc-a002.example\\x',
          'http://[',
          'javascript:1',
        )
        .map((target) => {
          const copy = structuredClone(answer) as Record<string, unknown>;
          const holder = path.slice(0, -1).reduce((at, key) => at[key] as typeof copy, copy);
          holder[path.at(-1) ?? ''] = target;
          return JSON.stringify(copy);
        }),
    },
  );

/** Whether the answer is of the machine that the inventory names. */
const isOurs = (said: unknown): boolean => {
  const serial = told(said, 'SerialNumber');
  return typeof serial === 'string' && serial.trim() === 'SN-1';
};

const isPower = (said: unknown, ...states: readonly string[]): boolean =>
  states.some((state) => told(said, 'PowerState') === state);

/** Whether one change was sent, and to the machine that answered. */
const isOnce = (sent: readonly string[]): boolean =>
  sent.length === 1 && /^POST site\.example\//.test(sent[0] ?? '');

const POLICIES: Readonly<Record<string, string>> = {
  AlwaysOff: 'always-off',
  AlwaysOn: 'always-on',
  LastState: 'last-state',
};
const policyOf = (said: unknown): unknown =>
  told(POLICIES, String(told(said, 'PowerRestorePolicy')));

const RESET_TARGET = ['Actions', '#ComputerSystem.Reset', 'target'];
const OUTLET_TARGET = ['Actions', '#Outlet.PowerControl', 'target'];

describe('a machine', () => {
  it('is powered on only where it says that it is ours, and off; no answer crashes its reader', async () => {
    const good = await tell(JSON.stringify(SYSTEM), 'redfish.power', {
      server: 'a001',
      state: 'on',
    });
    expect(good.sent).toEqual([`POST site.example${RESET} {"ResetType":"On"}`]);

    await fc.assert(
      fc.asyncProperty(spoiled(SYSTEM, RESET_TARGET), async (body) => {
        const { sent } = await tell(body, 'redfish.power', { server: 'a001', state: 'on' });
        const said = jsonOf(body);

        return sent.length === 0 || (isOnce(sent) && isOurs(said) && isPower(said, 'Off'));
      }),
      fuzzRuns(500),
    );
  });

  it('has its restore policy taken for good only where it says that it is ours and which', async () => {
    const policies = fc.constantFrom(undefined, 'always-off', 'last-state');
    await fc.assert(
      fc.asyncProperty(spoiled(SYSTEM, ['PowerRestorePolicy']), policies, async (body, policy) => {
        const input = { server: 'a001', ...(policy === undefined ? {} : { policy }) };
        const { called, sent } = await tell(body, 'redfish.restore-policy', input);
        const said = jsonOf(body);

        if (sent.length === 0 && !called.ok) return true;
        if (!isOurs(said) || sent.length > 1) return false;
        return !called.ok || called.output['policy'] === policyOf(said);
      }),
      fuzzRuns(500),
    );
  });

  it('that is an outlet is closed only where it says that it is open', async () => {
    const input = { pdu: 'pdu-a', section: 's1', state: 'on' };
    await fc.assert(
      fc.asyncProperty(spoiled(OUTLET, OUTLET_TARGET), async (body) => {
        const { called, sent } = await tell(body, 'redfish.outlet', input);
        const said = jsonOf(body);

        if (sent.length > 0) return isOnce(sent) && isPower(said, 'Off');
        return !called.ok || isPower(said, 'On', 'PoweringOn');
      }),
      fuzzRuns(500),
    );
  });
});
