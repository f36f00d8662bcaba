import type { SiteInventory } from '../model/inventory/site-inventory';
import type { JsonObject } from '../model/json';
import type { Lab } from './lab';
import { parseAddress } from './protocols/address';
import { equipmentCheck, readiness, serviceCheck } from './protocols/checks';
import { haproxySession } from './protocols/haproxy';
import type { LineSession } from './protocols/line-server';
import { nutSession } from './protocols/nut';
import { prometheus } from './protocols/prometheus';
import { redfishPdu } from './protocols/redfish-pdu';
import { redfishSystem } from './protocols/redfish-system';
import { openEndpoint, webhookSink } from './protocols/sinks';
import { smtpSession } from './protocols/smtp';
import { VirtualHosts, type Mount } from './protocols/virtual-hosts';
import type { Site } from './site/site';

/** Where what people would get is written down. */
export interface Sinks {
  readonly mail: (line: JsonObject) => void;
  readonly webhook: (line: JsonObject) => void;
}

type Authored = SiteInventory['authored'];
type CheckCall = Authored['equipment'][number]['health'];

/** Everything of a site that answers over HTTP. */
export function httpHosts(site: SiteInventory, lab: Lab, sinks: Sinks): VirtualHosts {
  const hosts = new VirtualHosts();
  for (const server of site.servers.values()) {
    hosts.mount(server.bmc, redfishSystem(lab, server.id), { below: true });
    hosts.mount(server.ready, readiness(lab, server.id));
  }
  for (const { id, kind, address } of site.nodes.values())
    if (kind === 'pdu' && address !== undefined)
      hosts.mount(address, redfishPdu(lab, id, address), { below: true });
  for (const { id, authored } of site.services.values())
    for (const check of [authored.data, authored.health])
      mountCheck(hosts, check, serviceCheck(lab, id));
  for (const { id, health } of site.authored.equipment)
    mountCheck(hosts, health, equipmentCheck(lab, id));
  for (const channel of site.authored.channels) {
    const { url } = channel.with;
    if (typeof url === 'string') hosts.mount(url, webhookSink(lab, channel.id, sinks.webhook));
  }
  for (const { id, kind, address } of site.authored.endpoints) {
    if (kind === 'prometheus') hosts.mount(address, prometheus(lab), { below: true });
    if (kind === 'http') hosts.mount(address, openEndpoint(lab, id), { below: true });
  }
  return hosts;
}

function mountCheck(hosts: VirtualHosts, check: CheckCall | undefined, mount: Mount): void {
  const url = check?.with['url'];
  if (typeof url === 'string') hosts.mount(url, mount);
}

/** Opens the session of a new connection. */
export type OpenSession = (connection: string) => LineSession;

/** Everything of a site that speaks in lines, by host:port. */
export function lineHosts(
  site: SiteInventory,
  lab: Lab,
  sinks: Sinks,
): ReadonlyMap<string, OpenSession> {
  const sessions = new Map<string, OpenSession>();
  for (const [host, names] of upsNames(site)) sessions.set(host, () => nutSession(lab, names));
  for (const { authored } of site.services.values()) {
    const host = parseAddress(authored.traffic?.address)?.host;
    if (host !== undefined)
      sessions.set(host, (connection) => haproxySession(lab, host, connection));
  }
  for (const address of mailServers(site.authored)) {
    const host = parseAddress(address)?.host;
    const write = (mail: JsonObject): void => sinks.mail({ at: lab.isoNow(), ...mail });
    if (host !== undefined) sessions.set(host, () => smtpSession(write));
  }
  return sessions;
}

/** host:port of each upsd → name of its UPSs → power node. */
function upsNames(site: SiteInventory): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const servers = new Map<string, Map<string, string>>();
  for (const { id, kind, address } of site.nodes.values()) {
    const parsed = parseAddress(address);
    if (kind !== 'ups' || parsed?.scheme !== 'nut') continue;
    const names = servers.get(parsed.host) ?? new Map<string, string>();
    names.set(parsed.path.slice(1), id);
    servers.set(parsed.host, names);
  }
  return servers;
}

function mailServers(authored: Authored): readonly unknown[] {
  return [
    ...authored.channels
      .filter(({ uses }) => uses === 'notify.mail')
      .map((channel) => channel.with['server']),
    ...authored.endpoints.filter(({ kind }) => kind === 'smtp').map(({ address }) => address),
  ];
}

/** Says of a site whether a port is open. */
export type OpenWhen = (site: Site) => boolean;

/** Everything of a site that is only connected to, by host:port, with when it is open. */
export function tcpHosts(site: SiteInventory): ReadonlyMap<string, OpenWhen> {
  const doors = new Map<string, OpenWhen>();
  const add = (address: unknown, open: OpenWhen): void => {
    const parsed = parseAddress(address);
    if (parsed?.scheme === 'tcp' && !doors.has(parsed.host)) doors.set(parsed.host, open);
  };
  for (const { id, ready } of site.servers.values())
    add(ready, (now) => now.servers.get(id)?.isReady === true);
  for (const { id, authored } of site.services.values())
    for (const check of [authored.data, authored.health])
      add(check?.with['address'], (now) => now.serviceHealth(id)?.healthy === true);
  for (const { id, health } of site.authored.equipment)
    add(health.with['address'], (now) => now.equipmentState(id) === 'healthy');
  for (const { kind, address } of site.authored.endpoints)
    if (kind === 'tcp') add(address, () => true);
  return doors;
}
