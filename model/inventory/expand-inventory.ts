import type { Findings } from '../source/findings';
import type { Inventory } from '../schema/inventory';
import type { LoadedFile, SourcePath } from '../source/loaded-file';
import { checkInventory, unknown } from './check-inventory';
import { expandFolded, forMember } from './expand';
import { circleText, findCycle } from './find-cycle';
import { feedPaths } from './power-paths';
import type { Rack, Server, Service, SiteInventory } from './site-inventory';

/** Most servers of one inventory; a choice of ours, three times the largest known loss. */
const MOST_SERVERS = 100_000;

/** Unfolds an inventory and follows its references; what does not hold together is found with its place. */
export function expandInventory(file: LoadedFile<Inventory>, findings: Findings): SiteInventory {
  const authored = file.value;
  const nodes = new Map(authored.power.map((node) => [node.id, node]));
  checkInventory(file, findings);
  const feeds = feedPaths(file, findings);
  const racks = expandRacks(file, feeds, findings);
  const servers = expandServers(file, racks, feeds, findings);
  const services = expandServices(file, servers, findings);
  return { authored, nodes, feeds, racks, servers, services };
}

function members(
  file: LoadedFile<Inventory>,
  path: SourcePath,
  text: string,
  findings: Findings,
): readonly string[] {
  const found = expandFolded(text);
  if (found !== undefined) return found;
  findings.add('RANGE_INVALID', file, path, `'${text}' is no range`);
  return [];
}

function expandRacks(
  file: LoadedFile<Inventory>,
  feeds: SiteInventory['feeds'],
  findings: Findings,
): ReadonlyMap<string, Rack> {
  const racks = new Map<string, Rack>();
  file.value.racks.forEach((entry, i) => {
    for (const [feed, section] of Object.entries(entry.feeds)) {
      const path = feeds.get(feed);
      if (path === undefined) {
        if (!file.value.feeds.some((known) => known.id === feed))
          unknown(findings, file, ['racks', i, 'feeds', feed], 'feed', [feed], feeds.keys(), 'key');
      } else if (!path.pdu.sections.includes(section)) {
        unknown(
          findings,
          file,
          ['racks', i, 'feeds', feed],
          `section of PDU '${path.pdu.id}' named`,
          [section],
          path.pdu.sections,
        );
      }
    }
    const ids = members(file, ['racks', i, 'id'], entry.id, findings);
    twice(
      file,
      ['racks', i, 'id'],
      'rack',
      ids.filter((id) => racks.has(id)),
      findings,
    );
    for (const id of ids)
      racks.set(id, { id, hall: entry.hall ?? '', zone: entry.zone ?? '', feeds: entry.feeds });
  });
  return racks;
}

function expandServers(
  file: LoadedFile<Inventory>,
  racks: ReadonlyMap<string, Rack>,
  feeds: SiteInventory['feeds'],
  findings: Findings,
): ReadonlyMap<string, Server> {
  const servers = new Map<string, Server>();
  const identities = new Map<string, string>();
  file.value.servers.forEach((entry, i) => {
    const ids = members(file, ['servers', i, 'id'], entry.id, findings);
    const rackIds = members(file, ['servers', i, 'rack'], entry.rack, findings);
    const strange = rackIds.filter((rack) => !racks.has(rack));
    unknown(findings, file, ['servers', i, 'rack'], 'rack', strange, racks.keys());
    twice(
      file,
      ['servers', i, 'id'],
      'server',
      ids.filter((id) => servers.has(id)),
      findings,
    );
    if (servers.size + ids.length > MOST_SERVERS) {
      if (servers.size <= MOST_SERVERS)
        findings.add(
          'RANGE_INVALID',
          file,
          ['servers', i, 'id'],
          `with '${entry.id}' there are more than ${String(MOST_SERVERS)} servers`,
          { fix: 'Keep one inventory a site.' },
        );
      return;
    }
    checkIdentity(file, i, entry, ids, identities, findings);
    ids.forEach((id, k) => {
      const rack = racks.get(rackIds[Math.floor((k * rackIds.length) / ids.length)] ?? '');
      const feedIds = Object.keys(rack?.feeds ?? {}).sort();
      servers.set(id, {
        id,
        rack: rack?.id ?? '',
        hall: rack?.hall ?? '',
        zone: rack?.zone ?? '',
        site: feeds.get(feedIds[0] ?? '')?.site ?? '',
        feeds: feedIds,
        role: entry.role,
        watts: entry.watts,
        inrush: entry.inrush,
        serial: forMember(entry.serial ?? '', id),
        uuid: forMember(entry.uuid ?? '', id),
        bmc: forMember(entry.bmc, id),
        ready: forMember(entry.ready ?? '', id),
        labels: entry.labels,
      });
    });
  });
  return servers;
}

/** A machine is known by its BMC and its serial or UUID, so no two may share one. */
function checkIdentity(
  file: LoadedFile<Inventory>,
  i: number,
  entry: Inventory['servers'][number],
  ids: readonly string[],
  seen: Map<string, string>,
  findings: Findings,
): void {
  for (const key of ['bmc', 'serial', 'uuid'] as const) {
    const pattern = entry[key];
    if (pattern === undefined) continue;
    let told = false;
    for (const id of ids) {
      const own = forMember(pattern, id);
      const other = seen.get(`${key} ${own}`);
      seen.set(`${key} ${own}`, id);
      if (other === undefined || other === id || told) continue;
      told = true;
      findings.add(
        'DUPLICATE_ID',
        file,
        ['servers', i, key],
        `servers '${other}' and '${id}' have the same ${key} '${own}'`,
        { fix: "Let each have its own; '{id}' stands for the id of each member." },
      );
    }
  }
}

function twice(
  file: LoadedFile<Inventory>,
  path: SourcePath,
  what: string,
  ids: readonly string[],
  findings: Findings,
): void {
  const [first] = ids;
  if (first === undefined) return;
  const more = ids.length > 1 ? ` (and ${String(ids.length - 1)} more)` : '';
  findings.add('DUPLICATE_ID', file, path, `${what} '${first}' stands twice${more}`);
}

function expandServices(
  file: LoadedFile<Inventory>,
  servers: ReadonlyMap<string, Server>,
  findings: Findings,
): ReadonlyMap<string, Service> {
  const services = new Map<string, Service>();
  const ids = file.value.services.map((service) => service.id);
  file.value.services.forEach((entry, i) => {
    if (services.has(entry.id))
      findings.add(
        'DUPLICATE_ID',
        file,
        ['services', i, 'id'],
        `service '${entry.id}' stands twice`,
      );
    entry.needs.forEach((need, k) => {
      if (!ids.includes(need))
        unknown(findings, file, ['services', i, 'needs', k], 'service', [need], ids);
    });
    const own = entry.servers.flatMap((text, k) => {
      const found = members(file, ['services', i, 'servers', k], text, findings);
      const strange = found.filter((id) => !servers.has(id));
      unknown(findings, file, ['services', i, 'servers', k], 'server', strange, servers.keys());
      return found;
    });
    services.set(entry.id, {
      id: entry.id,
      title: entry.title ?? entry.id,
      site: entry.site ?? servers.get(own[0] ?? '')?.site ?? '',
      tier: entry.tier,
      weight: entry.weight,
      rto: entry.rto,
      needs: entry.needs,
      servers: own,
      capacity: Number(entry.capacity.replace('%', '')) / 100,
      owner: entry.owner ?? '',
      authored: entry,
    });
  });
  const circle = findCycle(ids, (id) => services.get(id)?.needs ?? []);
  if (circle !== undefined) {
    const at = ids.indexOf(circle[0] ?? '');
    findings.add(
      'CYCLE',
      file,
      ['services', at, 'needs'],
      `services need each other in a circle: ${circleText(circle)}`,
    );
  }
  return services;
}
