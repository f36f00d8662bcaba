import type { SiteInventory } from '../../model/inventory/site-inventory';

/** An entry of a load balancer that stands for this site in a service's traffic. */
export interface TrafficEntry {
  readonly service: string;
  readonly backend: string;
  readonly server: string;
  readonly address: string;
  /** Percent of the initial weight; 0 after the loss of the site, as its traffic went elsewhere. */
  weight: number;
}

/** Shares of traffic that load balancers give this site. */
export class TrafficShares {
  readonly entries: readonly TrafficEntry[];

  constructor(inventory: SiteInventory) {
    this.entries = [...inventory.services.values()].flatMap(({ id, authored }) =>
      authored.traffic === undefined ? [] : [{ service: id, ...authored.traffic, weight: 0 }],
    );
  }
}
