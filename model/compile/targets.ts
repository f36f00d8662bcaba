import { expandFolded, forMember } from '../inventory/expand';
import type { Json, JsonObject } from '../json';
import type { TargetObject, Targets } from '../plan/plan';
import type { Inventory } from '../schema/inventory';
import type { SiteInventory } from '../inventory/site-inventory';
import type { ScenarioFiles } from './context';

/** Every object of the inventory that a call may aim at, and the hosts that are out of reach. */
export function targetsOf(files: ScenarioFiles, site: SiteInventory): Targets {
  const inventory = files.inventory.value;
  const objects: Record<string, TargetObject> = {};
  const put = (
    kind: TargetObject['kind'],
    id: string,
    addresses: readonly string[],
    record: JsonObject,
  ): void => {
    const site = record['site'];
    objects[`${kind}:${id}`] = {
      kind,
      id,
      ...(typeof site === 'string' && site !== '' ? { site } : {}),
      addresses: [...new Set(addresses.filter((address) => address !== ''))],
      record,
    };
  };
  const on = servicesOn(site);
  for (const server of site.servers.values()) {
    const { id, rack, bmc, serial, uuid, ready, watts, inrush } = server;
    put('server', id, [bmc, ready], {
      id,
      site: server.site,
      rack,
      bmc,
      serial,
      uuid,
      ready,
      watts,
      inrush,
      services: on.servers.get(id) ?? [],
    });
  }
  for (const node of inventory.power) {
    const { id, kind, address = '', sections } = node;
    if (kind === 'pdu')
      put('pdu', id, [address], {
        id,
        site: siteOfNode(site, id),
        address,
        sections,
        services: Object.fromEntries(
          sections.map((section) => [section, on.sections.get(`${id} ${section}`) ?? []]),
        ),
      });
    if (kind === 'ups') put('ups', id, [address], { id, site: siteOfNode(site, id), address });
  }
  for (const service of site.services.values()) {
    const { id, tier, authored } = service;
    const traffic = authored.traffic ?? null;
    const addresses = [
      traffic?.address ?? '',
      ...addressesIn(authored.health.with),
      ...addressesIn(authored.data?.with ?? {}),
      ...addressesIn(authored.saturation?.with ?? {}),
    ];
    put('service', id, addresses, { id, site: service.site, tier, traffic });
  }
  for (const one of inventory.equipment)
    put('equipment', one.id, addressesIn(one.health.with), {
      id: one.id,
      kind: one.kind,
      site: one.site,
    });
  for (const one of inventory.endpoints)
    put('endpoint', one.id, [one.address], {
      id: one.id,
      kind: one.kind,
      site: one.site ?? '',
      address: one.address,
    });
  for (const one of inventory.channels)
    put('channel', one.id, addressesIn(one.with), {
      id: one.id,
      uses: one.uses,
      public: one.public,
      with: one.with,
    });
  return {
    environment: inventory.environment,
    objects,
    foreignHosts: foreignHosts(files, objects),
  };
}

/** Services that run on each server, and behind each section of a PDU (`pdu-a s1`): nothing cuts them off unseen. */
function servicesOn(site: SiteInventory): {
  readonly servers: ReadonlyMap<string, readonly string[]>;
  readonly sections: ReadonlyMap<string, readonly string[]>;
} {
  const servers = new Map<string, string[]>();
  const sections = new Map<string, Set<string>>();
  for (const service of site.services.values()) {
    for (const id of new Set(service.servers)) {
      const list = servers.get(id);
      if (list === undefined) servers.set(id, [service.id]);
      else list.push(service.id);
      for (const key of sectionsAbove(site, id)) {
        const known = sections.get(key);
        if (known === undefined) sections.set(key, new Set([service.id]));
        else known.add(service.id);
      }
    }
  }
  return { servers, sections: new Map([...sections].map(([key, ids]) => [key, [...ids]])) };
}

function sectionsAbove(site: SiteInventory, server: string): readonly string[] {
  const rack = site.racks.get(site.servers.get(server)?.rack ?? '');
  return Object.entries(rack?.feeds ?? {}).flatMap(([feed, section]) => {
    const pdu = site.feeds.get(feed)?.pdu.id;
    return pdu === undefined ? [] : [`${pdu} ${section}`];
  });
}

/** Site of a power node: that of the source above it. */
function siteOfNode(site: SiteInventory, id: string): string {
  let node = site.nodes.get(id);
  for (let depth = 0; node !== undefined && depth < 100; depth += 1) {
    if (node.site !== undefined) return node.site;
    node = site.nodes.get(node.from ?? '');
  }
  return '';
}

/** Every text in a value that is an address. */
export function addressesIn(value: Json): readonly string[] {
  if (typeof value === 'string')
    return /^[a-z][a-z0-9+.-]*:\/\/[^\s]+$/.test(value) && !value.startsWith('secret:')
      ? [value]
      : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((member: Json) => addressesIn(member));
}

function foreignHosts(
  files: ScenarioFiles,
  own: Readonly<Record<string, TargetObject>>,
): readonly string[] {
  const ours = new Set(Object.values(own).flatMap((object) => object.addresses.map(hostOf)));
  const theirs = new Set<string>();
  for (const { value } of files.others) for (const host of hostsOf(value)) theirs.add(host);
  return [...theirs].filter((host) => host !== '' && !ours.has(host)).sort();
}

function hostsOf(inventory: Inventory): readonly string[] {
  const { servers, ...rest } = inventory;
  const members = servers.flatMap((entry) =>
    (expandFolded(entry.id) ?? []).flatMap((id) => [
      forMember(entry.bmc, id),
      forMember(entry.ready ?? '', id),
    ]),
  );
  const others: Json = {
    power: rest.power.map((node) => node.address ?? ''),
    endpoints: rest.endpoints.map((one) => one.address),
    channels: rest.channels.map((one) => one.with),
    equipment: rest.equipment.map((one) => one.health.with),
    services: rest.services.map((one) => [
      one.health.with,
      one.data?.with ?? {},
      one.saturation?.with ?? {},
      one.traffic?.address ?? '',
    ]),
  };
  return [...members, ...addressesIn(others)].map(hostOf);
}

/** Host of a URL, lower case; empty of any other text. */
function hostOf(address: string): string {
  return (
    /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/?#]*)/i.exec(address)?.[1] ?? ''
  ).toLowerCase();
}
