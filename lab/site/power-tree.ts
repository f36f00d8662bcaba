import type { SiteInventory } from '../../model/inventory/site-inventory';
import { buildNodes, buildRacks } from './build-tree';
import type { Load, PoweredRack, PowerNode, Section } from './power-node';

/*
 * Power of a site, as a pure structure: what is lit, and what load each node carries. Rules:
 * - A node is lit when its own supply is there, its breaker is closed and its parent is lit. A UPS may carry its
 *   load for a while without supply; what it carries then is no load of its parent.
 * - A PDU that goes dark opens its outlets, so that power coming back starts nothing behind it.
 * - A rack shares its load evenly over its live cords; one live cord carries all of it.
 * - Equipment takes its kW from each of its lit feeds, at the PDU.
 */

/** What went live or dark since the tree was looked at last. */
export interface PowerChanges {
  readonly nodes: readonly PowerNode[];
  readonly sections: readonly Section[];
  readonly racks: readonly PoweredRack[];
}

const NO_CHANGES: PowerChanges = { nodes: [], sections: [], racks: [] };
/** What faults and batteries make of the nodes of a tree. */
export interface NodeFaults {
  /** Whether a fault has taken a node's supply. */
  isLost(node: PowerNode): boolean;
  /** Whether a fault has opened its breaker. */
  isOpened(node: PowerNode): boolean;
  /** Whether a UPS that is fed or not carries its load from its battery. */
  isCarried(ups: PowerNode, isFed: boolean): boolean;
}

const NO_FAULTS: NodeFaults = {
  isLost: () => false,
  isOpened: () => false,
  isCarried: () => false,
};

/** Watts that rounding may be off by; no breaker trips over it. */
const SLACK_W = 0.001;

/** Power tree of a site. */
export class PowerTree {
  /** Parents before children. */
  readonly nodes: ReadonlyMap<string, PowerNode>;
  readonly racks: ReadonlyMap<string, PoweredRack>;
  private readonly downwards: readonly PowerNode[];
  private readonly upwards: readonly PowerNode[];
  private readonly unweighed = new Set<PowerNode>();
  private isStale = true;

  constructor(
    site: SiteInventory,
    private readonly faults: NodeFaults = NO_FAULTS,
  ) {
    this.nodes = buildNodes(site);
    this.racks = buildRacks(site, this.nodes);
    this.downwards = [...this.nodes.values()];
    this.upwards = [...this.downwards].sort((a, b) => b.depth - a.depth || (a.id < b.id ? -1 : 1));
  }

  setSupplied(node: PowerNode, supplied: boolean): void {
    node.supplied = supplied;
    this.isStale = true;
  }

  /** Opens the breaker of a node for good. */
  trip(node: PowerNode): void {
    node.tripped = true;
    this.isStale = true;
  }

  /** Has the tree look anew at what faults have changed. */
  lookAgain(): void {
    this.isStale = true;
  }

  setClosed(section: Section, closed: boolean): void {
    section.closed = closed;
    this.isStale = true;
  }

  setDraw(rack: PoweredRack, draw: Load): void {
    rack.draw = draw;
    for (const { pdu } of rack.cords)
      for (let node: PowerNode | undefined = pdu; node !== undefined; node = node.parent)
        this.unweighed.add(node);
  }

  /** Works out anew what is lit, where anything was switched; gives what changed. */
  refresh(now: number): PowerChanges {
    if (!this.isStale) return NO_CHANGES;
    this.isStale = false;
    for (const node of this.downwards) this.unweighed.add(node);
    const nodes = this.downwards.filter((node) => {
      const { faults } = this;
      const isFed = node.supplied && !faults.isLost(node) && (node.parent?.lit ?? true);
      node.onBattery = node.kind === 'ups' && faults.isCarried(node, isFed);
      const isClosed = !node.tripped && !faults.isOpened(node);
      const lit = isClosed && (isFed || node.onBattery);
      const changed = lit !== node.lit;
      node.lit = lit;
      if (changed) node.litSince = now;
      return changed;
    });
    const sections = this.downwards
      .flatMap((node) => node.sections)
      .filter((section) => {
        if (!section.pdu.lit) section.closed = false;
        const changed = section.closed !== section.live;
        section.live = section.closed;
        return changed;
      });
    const racks = sections
      .flatMap((section) => section.racks)
      .filter((rack) => {
        const powered = rack.cords.some((cord) => cord.live);
        const changed = powered !== rack.powered;
        rack.powered = powered;
        return changed;
      });
    return { nodes, sections, racks };
  }

  /** Adds up anew the loads that may have changed, from the racks upwards; no rest of an older sum stays. */
  weigh(): void {
    for (const node of this.upwards) {
      if (!this.unweighed.has(node)) continue;
      const sum = { steadyW: node.lit ? node.equipmentW : 0, surgeW: 0 };
      for (const section of node.sections) addTo(sum, loadOf(section), 1);
      for (const child of node.children) if (!child.onBattery) addTo(sum, child.load, 1);
      node.load = sum;
    }
    this.unweighed.clear();
  }

  /** The node whose breaker trips at once, as its load with inrush is over its rating; nearest to the load first. */
  surging(): PowerNode | undefined {
    return this.upwards.find(
      ({ lit, ratingW, load }) =>
        lit && load.surgeW > 0 && load.steadyW + load.surgeW > ratingW + SLACK_W,
    );
  }

  /** Nodes that carry more than their rating, nearest to the load first. */
  overloaded(): readonly PowerNode[] {
    return this.upwards.filter(({ lit, ratingW, load }) => lit && load.steadyW > ratingW + SLACK_W);
  }
}

/** Load of the racks behind a section, as far as it carries them. */
export function loadOf(section: Section): Load {
  const sum = { steadyW: 0, surgeW: 0 };
  if (!section.live) return sum;
  for (const { cords, draw } of section.racks)
    addTo(sum, draw, 1 / cords.filter((cord) => cord.live).length);
  return sum;
}

function addTo(sum: { steadyW: number; surgeW: number }, load: Load, share: number): void {
  sum.steadyW += load.steadyW * share;
  sum.surgeW += load.surgeW * share;
}
