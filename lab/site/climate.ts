const AMBIENT_CELSIUS = 20;
/** Rise over ambient at full load: with cooling, and without it. */
const RISE = { cooled: 4, uncooled: 100 } as const;
/**
 * Time constants, ms of lab time. Without cooling a rack of 5 kW reaches shutdown in about 3 minutes, denser
 * ones within one (Schneider Electric, white paper 179); these two reproduce that at 60 to 100 % load.
 */
const LAG_MS = { cooled: 180_000, uncooled: 480_000 } as const;

/** Inlet temperature of one feed's racks: a first-order lag behind load and cooling. */
export class Climate {
  private at = 0;
  private celsius = AMBIENT_CELSIUS;
  private share = 0;
  private cooled = false;

  /** Takes a new load (share of the PDU's rating) and state of cooling from now on. */
  follow(now: number, share: number, cooled: boolean): void {
    if (share === this.share && cooled === this.cooled) return;
    this.celsius = this.read(now);
    this.at = now;
    this.share = share;
    this.cooled = cooled;
  }

  /** Temperature now, °C. */
  read(now: number): number {
    const how = this.cooled ? 'cooled' : 'uncooled';
    const target = AMBIENT_CELSIUS + RISE[how] * this.share;
    return target + (this.celsius - target) * Math.exp((this.at - now) / LAG_MS[how]);
  }
}
