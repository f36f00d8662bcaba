import type { Report } from './events';
import type { PowerNode } from './power-node';
import type { Scheduler } from './scheduler';

/**
 * Charge of a battery when power comes back after the loss of a site, and what a minute on line adds, percent.
 */
const CHARGE = { start: 40, perMinute: 0.25 } as const;

interface Battery {
  mode: 'line' | 'battery' | 'empty';
  /** Charge at `since`, percent. */
  charge: number;
  since: number;
  /** Lab time from `since` to empty, while on battery. */
  lastsMs: number;
  callOff: () => void;
}

/** Batteries of the UPSs of a site: empty after its loss but for what a fault says they ride through. */
export class Batteries {
  private readonly byUps = new Map<string, Battery>();

  constructor(
    private readonly scheduler: Scheduler,
    /** How long a UPS carries its load without supply, ms; 0 where it does not. */
    private readonly rideMs: (ups: PowerNode) => number,
    private readonly report: Report,
    /** Called when one is empty. */
    private readonly ranOut: () => void,
  ) {}

  /** Whether a UPS without supply carries its load; `isFed` ends that and charges it again. */
  follow(ups: PowerNode, isFed: boolean): boolean {
    const battery = this.of(ups.id);
    const { now } = this.scheduler;
    if (isFed) {
      if (battery.mode === 'battery') this.report(`ups:${ups.id}`, 'on-line');
      if (battery.mode !== 'line') this.enter(battery, 'line', this.charge(ups));
      else if (!ups.lit) battery.since = now;
      return false;
    }
    if (battery.mode !== 'line') return battery.mode === 'battery';
    const lastsMs = this.rideMs(ups);
    const charge = this.charge(ups);
    if (!ups.lit || lastsMs === 0 || charge <= 0) {
      // Dark, it neither charges nor carries.
      battery.charge = charge;
      battery.since = now;
      return false;
    }
    this.enter(battery, 'battery', charge);
    this.report(`ups:${ups.id}`, 'on-battery');
    battery.lastsMs = lastsMs;
    battery.callOff = this.scheduler.after(lastsMs, () => {
      this.enter(battery, 'empty', 0);
      this.ranOut();
    });
    return true;
  }

  /** Charge now, percent. */
  charge(ups: PowerNode): number {
    const { mode, charge, since, lastsMs } = this.of(ups.id);
    const passed = this.scheduler.now - since;
    switch (mode) {
      case 'line':
        return ups.lit ? Math.min(charge + (CHARGE.perMinute * passed) / 60_000, 100) : charge;
      case 'battery':
        return Math.max(charge * (1 - passed / lastsMs), 0);
      case 'empty':
        return 0;
    }
  }

  /** Lab time until it is empty, ms; undefined unless it is on battery. */
  remainingMs(ups: string): number | undefined {
    const { mode, since, lastsMs } = this.of(ups);
    return mode === 'battery' ? since + lastsMs - this.scheduler.now : undefined;
  }

  private of(ups: string): Battery {
    const known = this.byUps.get(ups);
    if (known !== undefined) return known;
    const battery: Battery = {
      mode: 'line',
      charge: CHARGE.start,
      since: this.scheduler.now,
      lastsMs: 0,
      callOff: () => undefined,
    };
    this.byUps.set(ups, battery);
    return battery;
  }

  private enter(battery: Battery, mode: Battery['mode'], charge: number): void {
    battery.callOff();
    battery.mode = mode;
    battery.charge = charge;
    battery.since = this.scheduler.now;
  }
}
