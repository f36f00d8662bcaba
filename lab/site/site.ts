import type { SiteInventory } from '../../model/inventory/site-inventory';
import { Batteries } from './batteries';
import { Climate } from './climate';
import { EquipmentRoom, type EquipmentState } from './equipment';
import type { SiteEvent, SiteEventKind } from './events';
import type { PowerNode, Section } from './power-node';
import { PowerTree } from './power-tree';
import { drawShare } from './random';
import { Scheduler } from './scheduler';
import { LabServer, type ServerFate } from './server';
import { SiteFaults } from './site-faults';
import { healthOf, ReadyCounts, type ServiceHealth } from './service-health';
import type { SiteSettings } from './site-settings';
import { TrafficShares } from './traffic';

/**
 * How long a breaker bears more than its rating, ms of lab time. Stricter than a real thermal-magnetic one
 * (IEC 60898: minutes at 1.45 times), as is the instantaneous trip of any load with inrush over the rating:
 * what passes here passes there.
 */
const OVERLOAD_MS = 5000;

/**
 * A site after total loss, made from an inventory: every outlet open, every server off. It does no I/O and
 * knows no time but its scheduler's: the same seed and the same calls at the same lab times give the same site.
 */
export class Site {
  readonly scheduler = new Scheduler();
  readonly faults = new SiteFaults();
  readonly batteries: Batteries;
  readonly tree: PowerTree;
  readonly servers: ReadonlyMap<string, LabServer>;
  readonly equipment: EquipmentRoom;
  readonly traffic: TrafficShares;
  private readonly climates = new Map<string, Climate>();
  private readonly inRack = new Map<string, LabServer[]>();
  private readonly bearing = new Map<PowerNode, () => void>();
  private readonly stirred = new Set<LabServer>();
  private readonly ready: ReadyCounts;
  private health: ReadonlyMap<string, ServiceHealth>;
  private settling = false;
  private followsFaults = false;
  private onEvent: ((event: SiteEvent) => void) | undefined;
  /** Events that came before anybody followed them. */
  private readonly untold: SiteEvent[] = [];

  constructor(
    readonly inventory: SiteInventory,
    settings: SiteSettings,
  ) {
    const report = this.report.bind(this);
    const { scheduler, faults } = this;
    this.batteries = new Batteries(
      scheduler,
      (ups) => rideOf(ups, faults),
      report,
      () => this.lookAgain(),
    );
    this.tree = new PowerTree(inventory, {
      isLost: ({ id }) => faults.lost.has(id),
      isOpened: ({ id }) => faults.opened.has(id),
      isCarried: (ups, isFed) => this.batteries.follow(ups, isFed),
    });
    this.traffic = new TrafficShares(inventory, scheduler);
    this.equipment = new EquipmentRoom(inventory, this.tree, scheduler, faults, report, () =>
      this.settle(),
    );
    const fates = drawFates(inventory, settings);
    const stir = (server: LabServer): void => {
      this.stirred.add(server);
      this.settle();
    };
    this.servers = new Map(
      [...inventory.servers.values()].map((model) => {
        const fate = fates.get(model.id) ?? 'good';
        const server = new LabServer(model, fate, settings, scheduler, report, faults, stir);
        this.inRack.set(model.rack, [...(this.inRack.get(model.rack) ?? []), server]);
        return [model.id, server];
      }),
    );
    for (const feed of inventory.feeds.keys()) this.climates.set(feed, new Climate());
    this.ready = new ReadyCounts(inventory.services);
    this.health = this.readHealth();
    for (const node of this.tree.nodes.values()) this.awaitSupply(node, settings);
    this.settle();
  }

  /** Hands over every event, those of the past first. `onEvent` must not act on the site. */
  follow(onEvent: (event: SiteEvent) => void): void {
    this.onEvent = onEvent;
    for (const event of this.untold.splice(0)) onEvent(event);
  }

  serviceHealth(id: string): ServiceHealth | undefined {
    return this.health.get(id);
  }

  equipmentState(id: string): EquipmentState {
    return this.equipment.stateOf(id);
  }

  isLit(node: string): boolean {
    return this.tree.nodes.get(node)?.lit ?? false;
  }

  /** Steady load of a node, W. */
  loadW(node: string): number {
    return this.tree.nodes.get(node)?.load.steadyW ?? 0;
  }

  /** Inlet temperature of a feed's racks, °C. */
  inletCelsius(feed: string): number {
    return this.climates.get(feed)?.read(this.scheduler.now) ?? 0;
  }

  section(pdu: string, id: string): Section | undefined {
    return this.tree.nodes.get(pdu)?.sections.find((section) => section.id === id);
  }

  /** Closes or opens an outlet of a lit PDU. */
  switchOutlet(section: Section, on: boolean): void {
    this.tree.setClosed(section, on);
    this.settle();
  }

  /** Gives a node its own supply, or takes it away. */
  supply(node: PowerNode, supplied: boolean): void {
    this.tree.setSupplied(node, supplied);
    this.settle();
  }

  /** Lets the site follow what faults have changed. */
  lookAgain(): void {
    this.tree.lookAgain();
    this.followsFaults = true;
    this.settle();
  }

  /** Tells whoever follows that something happened. */
  report(target: string, value: SiteEventKind, fault?: string): void {
    const event = {
      at: this.scheduler.now,
      target,
      value,
      ...(fault === undefined ? {} : { fault }),
    };
    if (this.onEvent === undefined) this.untold.push(event);
    else this.onEvent(event);
  }

  private awaitSupply(node: PowerNode, settings: SiteSettings): void {
    const after = settings.supplyMs.get(node.id) ?? 0;
    if (after === 0) this.tree.setSupplied(node, true);
    else this.scheduler.after(after, () => this.supply(node, true));
  }

  /** Lets every consequence of a change happen at once: light, restore policies, loads, trips and what they darken. */
  private settle(): void {
    if (this.settling) return;
    this.settling = true;
    let tripping: PowerNode | undefined;
    do {
      this.followPower();
      this.tree.weigh();
      tripping = this.tree.surging();
      if (tripping !== undefined) this.trip(tripping);
    } while (tripping !== undefined);
    this.settling = false;
    this.watchOverloads();
    this.equipment.settle();
    this.followHealth();
    for (const [feed, climate] of this.climates) {
      const pdu = this.tree.nodes.get(this.inventory.feeds.get(feed)?.pdu.id ?? '');
      if (pdu === undefined) continue;
      const share = pdu.load.steadyW / pdu.ratingW;
      climate.follow(this.scheduler.now, share, this.equipment.isCooled(feed));
    }
  }

  private followPower(): void {
    const { nodes, sections, racks } = this.tree.refresh(this.scheduler.now);
    for (const node of nodes)
      this.report(`${node.kind}:${node.id}`, node.lit ? 'power-on' : 'power-off');
    for (const { pdu, id, live } of sections)
      this.report(`pdu:${pdu.id}/${id}`, live ? 'power-on' : 'power-off');
    for (const rack of racks) {
      for (const server of this.inRack.get(rack.id) ?? []) {
        if (rack.powered) server.regainPower();
        else server.losePower();
      }
    }
    for (const id of new Set([...this.stirred].map((server) => server.model.rack))) {
      const rack = this.tree.racks.get(id);
      const draws = (this.inRack.get(id) ?? []).map((server) => server.draw);
      if (rack === undefined) continue;
      this.tree.setDraw(rack, {
        steadyW: draws.reduce((sum, { steadyW }) => sum + steadyW, 0),
        surgeW: draws.reduce((sum, { surgeW }) => sum + surgeW, 0),
      });
    }
  }

  private trip(node: PowerNode): void {
    this.tree.trip(node);
    this.report(`${node.kind}:${node.id}`, 'breaker-tripped');
  }

  private watchOverloads(): void {
    const over = new Set(this.tree.overloaded());
    for (const [node, cancel] of this.bearing) {
      if (over.has(node)) continue;
      cancel();
      this.bearing.delete(node);
    }
    for (const node of over) {
      if (this.bearing.has(node)) continue;
      const cancel = this.scheduler.after(OVERLOAD_MS, () => {
        this.bearing.delete(node);
        this.trip(node);
        this.settle();
      });
      this.bearing.set(node, cancel);
    }
  }

  private readHealth(): ReadonlyMap<string, ServiceHealth> {
    return healthOf(
      this.inventory.services,
      (id) => this.ready.of(id),
      (id) => this.faults.sick.has(id),
    );
  }

  private followHealth(): void {
    const changed = [...this.stirred].filter(({ model, isReady }) =>
      this.ready.note(model.id, isReady),
    );
    this.stirred.clear();
    if (changed.length === 0 && !this.followsFaults) return;
    this.followsFaults = false;
    const before = this.health;
    this.health = this.readHealth();
    for (const [id, { healthy }] of this.health) {
      if (healthy === before.get(id)?.healthy) continue;
      this.report(`service:${id}`, healthy ? 'ready' : 'fell-off');
    }
  }
}

/** How long a UPS rides through what took its supply: the longest that any fault of it or above it allows. */
function rideOf(ups: PowerNode, faults: SiteFaults): number {
  let most = 0;
  for (let node: PowerNode | undefined = ups; node !== undefined; node = node.parent)
    most = Math.max(most, ...faults.lost.all(node.id));
  return most;
}

function drawFates(
  inventory: SiteInventory,
  settings: SiteSettings,
): ReadonlyMap<string, ServerFate> {
  const ids = [...inventory.servers.keys()];
  const count = (share: number): number => Math.round(share * ids.length);
  const dead = drawShare(settings.seed, 'dead', ids, count(settings.dead));
  const others = ids.filter((id) => !dead.has(id));
  const falls = drawShare(settings.seed, 'falls-off', others, count(settings.firstBootFails));
  const fates = new Map<string, ServerFate>();
  for (const id of dead) fates.set(id, 'dead');
  for (const id of falls) fates.set(id, 'falls-off-once');
  return fates;
}
