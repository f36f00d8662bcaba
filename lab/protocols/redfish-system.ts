import type { Lab } from '../lab';
import type { LabServer, ServerState } from '../site/server';
import type { RestorePolicy } from '../site/site-settings';
import { trimmedPath } from './address';
import { chosen, redfishError, resource } from './redfish-answers';
import type { HttpCall, HttpReply, Mount } from './virtual-hosts';

const RESET_TYPES = ['On', 'ForceOn', 'ForceOff', 'GracefulShutdown', 'ForceRestart'] as const;
const RESET_PATH = '/Actions/ComputerSystem.Reset';

const POLICIES = {
  AlwaysOff: 'always-off',
  AlwaysOn: 'always-on',
  LastState: 'last-state',
} as const;
const POLICY_NAMES = ['AlwaysOff', 'AlwaysOn', 'LastState'] as const;

const POWER_STATES: Readonly<Record<ServerState, string>> = {
  off: 'Off',
  starting: 'PoweringOn',
  booting: 'On',
  ready: 'On',
  stopping: 'PoweringOff',
};

/** The BMC of one server: its ComputerSystem, Reset, and the policy for when power returns. */
export function redfishSystem(lab: Lab, id: string): Mount {
  return (call) =>
    lab.read((site) => {
      const server = site.servers.get(id);
      if (server?.hasPower !== true) return 'drop';
      if (site.faults.hung.has(id)) return 'hang';
      const shown = site.servers.get(site.faults.impostors.get(id) ?? id)?.model ?? server.model;
      if (call.rest === '' && call.method === 'GET') return system(server, shown);
      if (call.rest === '' && call.method === 'PATCH') return setPolicy(lab, server, shown, call);
      if (call.rest === RESET_PATH && call.method === 'POST') return reset(lab, server, call);
      return redfishError(
        call.rest === '' || call.rest === RESET_PATH ? 405 : 404,
        `${call.method} ${call.rest} is not served.`,
      );
    });
}

/** A system as its BMC shows it: `shown` is the machine that it takes itself for. */
function system({ model, state, policy }: LabServer, shown: LabServer['model']): HttpReply {
  const path = trimmedPath(new URL(model.bmc).pathname);
  return resource({
    '@odata.id': path,
    '@odata.type': '#ComputerSystem.v1_22_0.ComputerSystem',
    Id: model.id,
    Name: model.id,
    ...(shown.serial === '' ? {} : { SerialNumber: shown.serial }),
    ...(shown.uuid === '' ? {} : { UUID: shown.uuid }),
    PowerState: POWER_STATES[state],
    PowerRestorePolicy: nameOf(policy),
    Status: { State: 'Enabled', Health: 'OK' },
    Actions: {
      '#ComputerSystem.Reset': {
        target: `${path}${RESET_PATH}`,
        'ResetType@Redfish.AllowableValues': RESET_TYPES,
      },
    },
  });
}

function nameOf(policy: RestorePolicy): string {
  return POLICY_NAMES.find((name) => POLICIES[name] === policy) ?? 'AlwaysOff';
}

function setPolicy(
  lab: Lab,
  server: LabServer,
  shown: LabServer['model'],
  call: HttpCall,
): HttpReply {
  const choice = chosen(call, 'PowerRestorePolicy', POLICY_NAMES);
  if (!choice.ok) return choice.reply;
  const value = POLICIES[choice.value];
  const target = `server:${server.model.id}`;
  lab.change(
    { target, action: 'restore-policy', value, had: server.policy, ...call.caller },
    () => {
      server.policy = value;
    },
  );
  return system(server, shown);
}

function reset(lab: Lab, server: LabServer, call: HttpCall): HttpReply {
  const choice = chosen(call, 'ResetType', RESET_TYPES);
  if (!choice.ok) return choice.reply;
  const value = valueOf(choice.value);
  const target = `server:${server.model.id}`;
  lab.change({ target, action: 'power', value, had: server.heading, ...call.caller }, () =>
    act(server, choice.value),
  );
  return { status: 204 };
}

function valueOf(type: (typeof RESET_TYPES)[number]): 'on' | 'off' | 'restart' {
  switch (type) {
    case 'On':
    case 'ForceOn':
      return 'on';
    case 'ForceOff':
    case 'GracefulShutdown':
      return 'off';
    case 'ForceRestart':
      return 'restart';
  }
}

function act(server: LabServer, type: (typeof RESET_TYPES)[number]): void {
  switch (type) {
    case 'On':
    case 'ForceOn':
      return server.turnOn();
    case 'ForceOff':
      return server.turnOff();
    case 'GracefulShutdown':
      return server.shutDown();
    case 'ForceRestart':
      return server.restart();
  }
}
