import type { SiteInventory } from '../../model/inventory/site-inventory';
import type { Scheduler } from './scheduler';

/** An entry of a load balancer that stands for this site in a service's traffic. */
export interface TrafficEntry {
  readonly service: string;
  readonly backend: string;
  readonly server: string;
  readonly address: string;
  /** Percent of the initial weight; 0 after the loss of the site, as its traffic went elsewhere. */
  readonly weight: number;
}

/** Traffic that a service has gained at once, and kept since. */
export interface Gain {
  /** Lab time, ms. */
  readonly at: number;
  /** Share of its traffic, 0 to 1. */
  readonly share: number;
}

/** Shares of traffic that load balancers give this site. */
export class TrafficShares {
  readonly entries: readonly TrafficEntry[];
  private readonly open: ReadonlyMap<string, { weight: number }>;
  private readonly gained = new Map<string, readonly Gain[]>();
  private readonly watchers = new Set<(service: string) => void>();

  constructor(
    inventory: SiteInventory,
    private readonly scheduler: Scheduler,
  ) {
    const entries = [...inventory.services.values()].flatMap(({ id, authored }) =>
      authored.traffic === undefined ? [] : [{ service: id, ...authored.traffic, weight: 0 }],
    );
    this.entries = entries;
    this.open = new Map(entries.map((entry) => [entry.service, entry]));
  }

  /** Share of its traffic that a service has here, 0 to 1 and, where a weight is over 100, more. */
  shareOf(service: string): number {
    return (this.open.get(service)?.weight ?? 0) / 100;
  }

  /** Gains of a service, the oldest first; traffic that went away took its part of each with it. */
  gainsOf(service: string): readonly Gain[] {
    return this.gained.get(service) ?? [];
  }

  /** Sets the weight of a service's entry, percent. */
  set(service: string, weight: number): void {
    const entry = this.open.get(service);
    if (entry === undefined || entry.weight === weight) return;
    const before = entry.weight;
    entry.weight = weight;
    const gains = this.gainsOf(service);
    this.gained.set(
      service,
      weight > before
        ? [...gains, { at: this.scheduler.now, share: (weight - before) / 100 }]
        : gains.map(({ at, share }) => ({ at, share: (share * weight) / before })),
    );
    for (const watch of [...this.watchers]) watch(service);
  }

  /** Calls back whenever a share has changed; gives what ends that. */
  watch(changed: (service: string) => void): () => void {
    this.watchers.add(changed);
    return () => this.watchers.delete(changed);
  }
}
