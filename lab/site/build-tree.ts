import type { SiteInventory } from '../../model/inventory/site-inventory';
import { NOTHING, type PoweredRack, type PowerNode, type Section } from './power-node';

/** Power nodes of a site, parents before children; nothing is lit yet. */
export function buildNodes(site: SiteInventory): ReadonlyMap<string, PowerNode> {
  const equipmentW = new Map<string, number>();
  for (const one of site.authored.equipment) {
    for (const feed of one.feeds) {
      const pdu = site.feeds.get(feed)?.pdu.id ?? '';
      equipmentW.set(pdu, (equipmentW.get(pdu) ?? 0) + one.kw * 1000);
    }
  }
  const built = new Map<string, PowerNode>();
  const build = (id: string): PowerNode | undefined => {
    const known = built.get(id);
    const authored = site.nodes.get(id);
    if (known !== undefined || authored === undefined) return known;
    const parent = authored.from === undefined ? undefined : build(authored.from);
    const sections: Section[] = [];
    const node: PowerNode = {
      id,
      kind: authored.kind,
      ratingW: authored.ratingKw * 1000,
      parent,
      depth: (parent?.depth ?? -1) + 1,
      children: [],
      sections,
      equipmentW: equipmentW.get(id) ?? 0,
      supplied: false,
      tripped: false,
      onBattery: false,
      lit: false,
      litSince: 0,
      load: NOTHING,
    };
    for (const section of authored.sections)
      sections.push({ id: section, pdu: node, racks: [], closed: false, live: false });
    parent?.children.push(node);
    built.set(id, node);
    return node;
  };
  for (const id of site.nodes.keys()) build(id);
  return built;
}

/** Racks of a site, each with its cords. */
export function buildRacks(
  site: SiteInventory,
  nodes: ReadonlyMap<string, PowerNode>,
): ReadonlyMap<string, PoweredRack> {
  const racks = new Map<string, PoweredRack>();
  for (const rack of site.racks.values()) {
    const cords = Object.entries(rack.feeds).flatMap(([feed, section]) => {
      const pdu = nodes.get(site.feeds.get(feed)?.pdu.id ?? '');
      return pdu?.sections.filter(({ id }) => id === section) ?? [];
    });
    const powered = { id: rack.id, cords, powered: false, draw: NOTHING };
    for (const cord of cords) cord.racks.push(powered);
    racks.set(rack.id, powered);
  }
  return racks;
}
