import type { SiteInventory } from '../../model/inventory/site-inventory';
import type { Report } from './events';
import type { PowerTree } from './power-tree';
import type { Scheduler } from './scheduler';
import type { SiteFaults } from './site-faults';

export type EquipmentState = 'dark' | 'starting' | 'healthy';

type Authored = SiteInventory['authored']['equipment'][number];

/**
 * Lab time from power (and healthy needs) to healthy, ms. Cooling is back 2 to 3 minutes after power
 * (Schneider Electric, white paper 179); the other two are of that order.
 */
const WARM_UP_MS: Readonly<Record<Authored['kind'], number>> = {
  cooling: 150_000,
  storage: 90_000,
  network: 60_000,
};

/** Cooling, storage and network of a site: healthy some time after one of their feeds is live. */
export class EquipmentRoom {
  private readonly states = new Map<string, EquipmentState>();
  private readonly timers = new Map<string, () => void>();

  constructor(
    private readonly site: SiteInventory,
    private readonly tree: PowerTree,
    private readonly scheduler: Scheduler,
    private readonly faults: SiteFaults,
    private readonly report: Report,
    /** Called when the health of one changed by itself. */
    private readonly changed: () => void,
  ) {
    for (const { id } of site.authored.equipment) this.states.set(id, 'dark');
  }

  stateOf(id: string): EquipmentState {
    return this.states.get(id) ?? 'dark';
  }

  /** Whether a feed's racks are cooled; where the inventory has no cooling for it, they are. */
  isCooled(feed: string): boolean {
    if (this.faults.uncooled.has(feed)) return false;
    const cooling = this.site.authored.equipment.filter(
      ({ kind, feeds }) => kind === 'cooling' && feeds.includes(feed),
    );
    return cooling.length === 0 || cooling.some(({ id }) => this.stateOf(id) === 'healthy');
  }

  /** Follows power and needs; goes on until nothing changes, as one may need another. */
  settle(): void {
    const all = this.site.authored.equipment;
    while (all.map((one) => this.settleOne(one)).includes(true));
  }

  private settleOne(one: Authored): boolean {
    const before = this.stateOf(one.id);
    const powered = one.feeds.some(
      (feed) => this.tree.nodes.get(this.site.feeds.get(feed)?.pdu.id ?? '')?.lit === true,
    );
    const served =
      !this.faults.failed.has(one.id) &&
      one.needs.every((need) => this.stateOf(need) === 'healthy');
    const state = powered ? (served && before === 'healthy' ? 'healthy' : 'starting') : 'dark';
    if (state === 'starting' && served) this.warmUp(one);
    else if (state !== 'healthy') this.callOff(one.id);
    if (state === before) return false;
    this.states.set(one.id, state);
    if (before === 'dark') this.report(`equipment:${one.id}`, 'power-on');
    else this.report(`equipment:${one.id}`, state === 'dark' ? 'power-off' : 'fell-off');
    return true;
  }

  private warmUp(one: Authored): void {
    if (this.timers.has(one.id)) return;
    const cancel = this.scheduler.after(WARM_UP_MS[one.kind], () => {
      this.timers.delete(one.id);
      this.states.set(one.id, 'healthy');
      this.report(`equipment:${one.id}`, 'ready');
      this.changed();
    });
    this.timers.set(one.id, cancel);
  }

  private callOff(id: string): void {
    this.timers.get(id)?.();
    this.timers.delete(id);
  }
}
