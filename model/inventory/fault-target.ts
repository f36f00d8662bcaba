import { closest } from '../closest';
import type { Fault } from '../schema/fault';
import { expandFolded } from './expand';
import { faultHosts, hostsIn } from './fault-hosts';
import type { SiteInventory } from './site-inventory';

/** What a fault strikes. */
export type Struck =
  | { readonly kind: 'nodes' | 'servers' | 'services' | 'hosts'; readonly ids: readonly string[] }
  /** Equipment that fails, and feeds whose racks are not cooled. */
  | {
      readonly kind: 'cooling';
      readonly equipment: readonly string[];
      readonly feeds: readonly string[];
    }
  /** Storage equipment, and sites that have none. */
  | { readonly kind: 'storage'; readonly ids: readonly string[] };

export type FoundTarget =
  | {
      readonly ok: true;
      readonly struck: Struck;
      /** As the journal names them. */
      readonly names: readonly string[];
    }
  | { readonly ok: false; readonly problem: string; readonly near?: string };

/** What of an inventory a fault strikes, or what is wrong with its target. */
export function faultTarget(
  fault: Pick<Fault, 'fault' | 'target'>,
  site: SiteInventory,
): FoundTarget {
  const { target } = fault;
  switch (fault.fault) {
    case 'feed-lost':
    case 'breaker-trips':
      return node(target, site, ['source', 'generator', 'ups', 'board', 'pdu']);
    case 'meter-lies':
    case 'meter-freezes':
      return meter(target, site);
    case 'ups-on-battery':
      return node(site.feeds.get(bare(target, 'feed'))?.ups ?? target, site, ['ups']);
    case 'cooling-lost':
      return cooling(target, site);
    case 'storage-slow':
      return storage(target, site);
    case 'bmc-hangs':
    case 'bmc-wrong-serial':
    case 'restore-policy-wrong':
    case 'never-boots':
      return servers(target, site);
    case 'service-flaps':
    case 'service-fails':
    case 'reconnect-storm': {
      const id = bare(target, 'service');
      if (!site.services.has(id)) return missing('service', id, [...site.services.keys()]);
      return { ok: true, struck: { kind: 'services', ids: [id] }, names: [`service:${id}`] };
    }
    case 'refused':
    case 'half-open':
    case 'slow':
    case 'cut':
    case 'malformed-json':
    case 'html':
    case 'huge':
    case 'clock-off':
      return hosts(target, site);
  }
}

type NodeKind = 'source' | 'generator' | 'ups' | 'board' | 'pdu';

function node(target: string, site: SiteInventory, kinds: readonly NodeKind[]): FoundTarget {
  const at = target.indexOf(':');
  const prefix = target.slice(0, Math.max(at, 0));
  const text = target.slice(at + 1);
  const feed = at < 0 || prefix === 'feed' ? site.feeds.get(text) : undefined;
  const found = feed?.pdu ?? site.nodes.get(text);
  const isMeant = at < 0 || prefix === 'feed' || found?.kind === prefix;
  if (found !== undefined && isMeant && kinds.includes(found.kind))
    return {
      ok: true,
      struck: { kind: 'nodes', ids: [found.id] },
      names: [`${found.kind}:${found.id}`],
    };
  const known = [...site.nodes.values()].filter(({ kind }) => kinds.includes(kind));
  return missing(
    kinds.length > 2 ? 'power node or feed' : `${kinds.join(' or ')} or feed`,
    target,
    [...known.map(({ id }) => id), ...site.feeds.keys()],
  );
}

function meter(target: string, site: SiteInventory): FoundTarget {
  if (!target.startsWith('inlet:')) return node(target, site, ['pdu', 'ups']);
  const feed = bare(target, 'inlet');
  if (!site.feeds.has(feed)) return missing('feed', feed, [...site.feeds.keys()]);
  return { ok: true, struck: { kind: 'nodes', ids: [target] }, names: [target] };
}

function servers(target: string, site: SiteInventory): FoundTarget {
  const text = bare(target, 'server');
  const ids = expandFolded(text) ?? [text];
  const unknown = ids.find((id) => !site.servers.has(id));
  if (unknown !== undefined) return missing('server', unknown, [...site.servers.keys()]);
  return { ok: true, struck: { kind: 'servers', ids }, names: ids.map((id) => `server:${id}`) };
}

function cooling(target: string, site: SiteInventory): FoundTarget {
  const units = site.authored.equipment.filter(({ kind }) => kind === 'cooling');
  const one = units.find(({ id }) => id === bare(target, 'equipment'));
  if (one !== undefined)
    return {
      ok: true,
      struck: { kind: 'cooling', equipment: [one.id], feeds: [] },
      names: [`equipment:${one.id}`],
    };
  const homes = homeZones(site);
  const zone = bare(target, 'zone');
  const feed = bare(target, 'feed');
  const isZone = [...homes.values()].includes(zone);
  const feeds = isZone
    ? [...homes].flatMap(([id, home]) => (home === zone ? [id] : []))
    : [...site.feeds.keys()].filter((id) => id === feed);
  if (feeds.length === 0)
    return missing('cooling equipment, zone or feed', target, [
      ...units.map(({ id }) => id),
      ...new Set(homes.values()),
      ...site.feeds.keys(),
    ]);
  const equipment = units.filter((unit) => unit.feeds.every((id) => feeds.includes(id)));
  return {
    ok: true,
    struck: { kind: 'cooling', equipment: equipment.map(({ id }) => id), feeds },
    names: [isZone ? `zone:${zone}` : `feed:${feed}`],
  };
}

/** Feed → cooling zone that most of its racks stand in. */
function homeZones(site: SiteInventory): ReadonlyMap<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const { zone, feeds } of site.racks.values()) {
    if (zone === '') continue;
    for (const feed of Object.keys(feeds)) {
      const zones = counts.get(feed) ?? new Map<string, number>();
      zones.set(zone, (zones.get(zone) ?? 0) + 1);
      counts.set(feed, zones);
    }
  }
  return new Map(
    [...counts].map(([feed, zones]) => {
      const [most = ['', 0]] = [...zones].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
      return [feed, most[0]];
    }),
  );
}

function storage(target: string, site: SiteInventory): FoundTarget {
  const all = site.authored.equipment.filter(({ kind }) => kind === 'storage');
  const place = bare(target, 'site');
  const ids = all.filter((one) => one.site === place).map(({ id }) => id);
  const one = all.find(({ id }) => id === bare(target, 'equipment'));
  if (one !== undefined)
    return { ok: true, struck: { kind: 'storage', ids: [one.id] }, names: [`equipment:${one.id}`] };
  const sites = site.authored.sites.map(({ id }) => id);
  if (!sites.includes(place))
    return missing('storage equipment or site', target, [...all.map(({ id }) => id), ...sites]);
  return { ok: true, struck: { kind: 'storage', ids: [...ids, place] }, names: [`site:${place}`] };
}

function hosts(target: string, site: SiteInventory): FoundTarget {
  const known = faultHosts(site);
  const [asUrl] = hostsIn(target);
  const name = asUrl ?? target.toLowerCase();
  const ids = known.get(name);
  if (ids === undefined) return missing('host of the inventory', target, [...known.keys()]);
  return {
    ok: true,
    struck: { kind: 'hosts', ids },
    names: [name.includes('.') ? `host:${name}` : name],
  };
}

function bare(target: string, kind: string): string {
  return target.startsWith(`${kind}:`) ? target.slice(kind.length + 1) : target;
}

/** What is wrong with a name that is not there, with the one that was probably meant. */
export function missing(what: string, name: string, known: readonly string[]): FoundTarget {
  const near = closest(name, known);
  return {
    ok: false,
    problem: `there is no ${what} '${name}'`,
    ...(near === undefined ? {} : { near }),
  };
}
