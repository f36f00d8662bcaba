import { Marks } from './marks';

/** Takes back what a fault did. */
export type Lift = () => void;

/** How a meter reads what it should not. */
export type MeterFault =
  | { readonly kind: 'factor'; readonly factor: number }
  | { readonly kind: 'value'; readonly value: number | 'nan' | 'absent' }
  | {
      readonly kind: 'frozen';
      /** What it read when it froze, W or °C, and when, in lab time. */
      readonly value: number | 'nan' | 'absent';
      readonly at: number;
      readonly keepsTime: boolean;
    };

/** How a host answers, or does not. */
export type WireFault =
  | {
      readonly kind: 'refused' | 'half-open' | 'cut' | 'malformed-json' | 'html' | 'huge';
    }
  | { readonly kind: 'slow'; readonly delayMs: number };

/** Extra load of traffic that a service has just regained. */
export interface Storm {
  readonly factor: number;
  readonly decayMs: number;
  /** Lab time since when it counts. */
  readonly since: number;
}

/** What is wrong at a site by faults; its parts look here for what concerns them. */
export class SiteFaults {
  /** Power nodes without their supply → how long UPSs ride through it, ms; 0 where they do not. */
  readonly lost = new Marks<number>();
  /** Power nodes whose breaker a fault has opened. */
  readonly opened = new Marks<true>();
  readonly meters = new Marks<MeterFault>();
  /** Feeds whose racks are not cooled. */
  readonly uncooled = new Marks<true>();
  /** Equipment that does not work though it has power. */
  readonly failed = new Marks<true>();
  /** Servers whose BMC takes calls and never answers. */
  readonly hung = new Marks<true>();
  /** Servers whose BMC answers as another → which. */
  readonly impostors = new Marks<string>();
  /** Servers that never become ready. */
  readonly stuck = new Marks<true>();
  /** Storage or site → latency on top, ms. */
  readonly slowStorage = new Marks<number>();
  /** Services that are unhealthy whatever their servers do. */
  readonly sick = new Marks<true>();
  readonly storms = new Marks<Storm>();
  /** host:port → how it answers. */
  readonly wires = new Marks<WireFault>();
  /** host:port → how far its clock is off, real ms. */
  readonly clocks = new Marks<number>();
}
