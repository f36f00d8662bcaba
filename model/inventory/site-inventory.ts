import type { JsonObject } from '../json';
import type { Inventory } from '../schema/inventory';

type Node = Inventory['power'][number];

/** A power path to racks, with what its way up to the source allows. */
export interface FeedPath {
  readonly id: string;
  readonly title: string;
  readonly site: string;
  readonly pdu: Node;
  /** From the PDU up to the source. */
  readonly chain: readonly Node[];
  /** Id of the nearest UPS, empty where there is none. */
  readonly ups: string;
  readonly source: 'utility' | 'generator' | 'battery' | 'bypass';
  /** Least of rating x derating on the way, kW; a node shared by k feeds counts 1/k of it. */
  readonly usableKw: number;
}

export interface Rack {
  readonly id: string;
  readonly hall: string;
  readonly zone: string;
  /** Feed → section of its PDU. */
  readonly feeds: Readonly<Record<string, string>>;
}

export interface Server {
  readonly id: string;
  readonly rack: string;
  readonly hall: string;
  readonly zone: string;
  readonly site: string;
  /** Feeds of its rack, sorted. */
  readonly feeds: readonly string[];
  readonly role: string;
  readonly watts: number;
  readonly inrush: number;
  readonly serial: string;
  readonly uuid: string;
  readonly bmc: string;
  readonly ready: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Service {
  readonly id: string;
  readonly title: string;
  readonly site: string;
  readonly tier: number;
  readonly weight: number;
  readonly rto: string;
  readonly needs: readonly string[];
  readonly servers: readonly string[];
  /** Share of its servers that must be up, 0 to 1. */
  readonly capacity: number;
  readonly owner: string;
  readonly authored: Inventory['services'][number];
}

/** An inventory with its ranges unfolded and its power paths followed. */
export interface SiteInventory {
  readonly authored: Inventory;
  readonly nodes: ReadonlyMap<string, Node>;
  readonly feeds: ReadonlyMap<string, FeedPath>;
  readonly racks: ReadonlyMap<string, Rack>;
  readonly servers: ReadonlyMap<string, Server>;
  readonly services: ReadonlyMap<string, Service>;
}

/** What expressions see of a feed. */
export function feedScope(feed: FeedPath, section = ''): JsonObject {
  return {
    id: feed.id,
    title: feed.title,
    site: feed.site,
    pdu: feed.pdu.id,
    ups: feed.ups,
    source: feed.source,
    usableKw: feed.usableKw,
    section,
  };
}

/** What expressions see of a server. */
export function serverScope(server: Server): JsonObject {
  const { id, site, rack, hall, zone, role, watts, serial, uuid, bmc, ready, feeds, labels } =
    server;
  return { id, site, rack, hall, zone, role, watts, serial, uuid, bmc, ready, feeds, labels };
}

/** What expressions see of a service. */
export function serviceScope(service: Service): JsonObject {
  const { id, title, site, tier, weight, owner } = service;
  return { id, title, site, tier, weight, owner };
}
