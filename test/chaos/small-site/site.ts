import { join } from 'node:path';
import { readInventory } from '../../../lab/spec';

/** Folder of the scenario that rounds are drills of. */
export const SCENARIO = join(__dirname, 'scenario');

const inventory = readInventory(join(SCENARIO, 'inventory.lab.yaml'));

/** Every server of the site. */
export const SERVERS: readonly string[] = [...inventory.servers.keys()];

/** Service → servers that it runs on. */
export const SERVERS_OF: ReadonlyMap<string, readonly string[]> = new Map(
  [...inventory.services.values()].map(({ id, servers }) => [id, servers]),
);

/** Feeds that bring power to what the journal names: a server, or a section of a PDU; none for anything else. */
export function feedsOf(target: string): readonly string[] {
  const [kind = '', id = ''] = target.split(/[:/]/);
  if (kind === 'server') return inventory.servers.get(id)?.feeds ?? [];
  return [...inventory.feeds.values()].filter(({ pdu }) => pdu.id === id).map((feed) => feed.id);
}

/** Servers behind a target of the journal. */
export function serversBehind(target: string): readonly string[] {
  const [kind = '', id = '', section = ''] = target.split(/[:/]/);
  if (kind === 'server') return [id];
  const [feed] = feedsOf(target);
  if (feed === undefined) return [];
  return [...inventory.servers.values()]
    .filter(({ rack }) => inventory.racks.get(rack)?.feeds[feed] === section)
    .map((server) => server.id);
}
