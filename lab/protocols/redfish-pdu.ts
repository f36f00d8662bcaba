import type { Lab } from '../lab';
import { readMeter, type MeterReading } from '../site/meters';
import type { PowerNode, Section } from '../site/power-node';
import { loadOf } from '../site/power-tree';
import { trimmedPath } from './address';
import { chosen, redfishError, resource } from './redfish-answers';
import type { HttpCall, HttpReply, Mount } from './virtual-hosts';

const STATES = ['On', 'Off'] as const;
const CONTROL_PATH = '/Actions/Outlet.PowerControl';

/** A rack PDU (PowerDistribution of Redfish): its outlets, which are its sections, and its load. */
export function redfishPdu(lab: Lab, id: string, address: string): Mount {
  const base = trimmedPath(new URL(address).pathname);
  return (call) =>
    lab.read((site) => {
      const pdu = site.tree.nodes.get(id);
      // Its controller lives on the feed that it measures.
      if (pdu?.lit !== true) return 'drop';
      const [, part, section, ...more] = call.rest.split('/');
      if (part === undefined) return readOnly(call, pduResource(base, pdu));
      if (part === 'Metrics' && section === undefined)
        return readOnly(call, metrics(base, lab, readMeter(site, id), call.clockOffMs));
      if (part !== 'Outlets') return redfishError(404, `${call.rest} is not served.`);
      if (section === undefined) return readOnly(call, outlets(base, pdu));
      const outlet = site.section(id, section);
      if (outlet === undefined) return redfishError(404, `There is no outlet '${section}'.`);
      if (more.length === 0)
        return readOnly(
          call,
          outletResource(base, outlet, lab.isoOf(site.scheduler.now, call.clockOffMs)),
        );
      if (`/${more.join('/')}` === CONTROL_PATH && call.method === 'POST')
        return control(lab, outlet, call);
      return redfishError(404, `${call.method} ${call.rest} is not served.`);
    });
}

function readOnly(call: HttpCall, answer: HttpReply): HttpReply {
  if (call.method === 'GET' || call.method === 'HEAD') return answer;
  return redfishError(405, `${call.method} ${call.rest} is not served.`);
}

function pduResource(base: string, pdu: PowerNode): HttpReply {
  return resource({
    '@odata.id': base,
    '@odata.type': '#PowerDistribution.v1_4_0.PowerDistribution',
    Id: pdu.id,
    Name: pdu.id,
    EquipmentType: 'RackPDU',
    Status: { State: 'Enabled', Health: 'OK' },
    Outlets: { '@odata.id': `${base}/Outlets` },
    Metrics: { '@odata.id': `${base}/Metrics` },
  });
}

function outlets(base: string, pdu: PowerNode): HttpReply {
  return resource({
    '@odata.id': `${base}/Outlets`,
    '@odata.type': '#OutletCollection.OutletCollection',
    Name: 'Outlets',
    'Members@odata.count': pdu.sections.length,
    Members: pdu.sections.map(({ id }) => ({ '@odata.id': `${base}/Outlets/${id}` })),
  });
}

function outletResource(base: string, outlet: Section, at: string): HttpReply {
  const { id, closed } = outlet;
  return resource({
    '@odata.id': `${base}/Outlets/${id}`,
    '@odata.type': '#Outlet.v1_4_4.Outlet',
    Id: id,
    Name: id,
    PowerState: closed ? 'On' : 'Off',
    PowerEnabled: closed,
    PowerWatts: { Reading: rounded(loadOf(outlet).steadyW), ReadingTime: at },
    Actions: {
      '#Outlet.PowerControl': {
        target: `${base}/Outlets/${id}${CONTROL_PATH}`,
        'PowerState@Redfish.AllowableValues': STATES,
      },
    },
  });
}

function metrics(base: string, lab: Lab, reading: MeterReading, clockOffMs: number): HttpReply {
  const { value } = reading;
  const at = lab.isoOf(reading.at, clockOffMs);
  return resource({
    '@odata.id': `${base}/Metrics`,
    '@odata.type': '#PowerDistributionMetrics.v1_3_2.PowerDistributionMetrics',
    Id: 'Metrics',
    Name: 'Metrics',
    ...(value === 'absent'
      ? {}
      : { PowerWatts: { Reading: value === 'nan' ? null : rounded(value), ReadingTime: at } }),
    SampleTime: at,
  });
}

function rounded(watts: number): number {
  return Math.round(watts * 10) / 10;
}

function control(lab: Lab, outlet: Section, call: HttpCall): HttpReply {
  const choice = chosen(call, 'PowerState', STATES);
  if (!choice.ok) return choice.reply;
  const on = choice.value === 'On';
  lab.change(
    {
      target: `pdu:${outlet.pdu.id}/${outlet.id}`,
      action: 'outlet',
      value: on ? 'on' : 'off',
      had: outlet.closed ? 'on' : 'off',
      ...call.caller,
    },
    (site) => site.switchOutlet(outlet, on),
  );
  return { status: 204 };
}
