import type { Site } from './site/site';

/** Longest wait that a timer of Node takes, ms. */
const LONGEST_TIMER_MS = 2_000_000_000;

/** The real time, as the lab's clock needs it. */
export interface RealTime {
  /** Milliseconds that never run backwards. */
  monotonic(): number;
  /** Milliseconds since 1970. */
  wall(): number;
}

/** Drives a site by the real time: lab time is real time since the start, times `speed`. */
export class LabClock {
  /** Undefined until time runs. */
  private startedAt: number | undefined;
  private startedWall: number;
  private timer: NodeJS.Timeout | undefined;
  private isRunning = false;

  constructor(
    private readonly site: Site,
    private readonly speed: number,
    private readonly real: RealTime,
  ) {
    this.startedWall = real.wall();
  }

  /** Lets time run from now on. */
  start(): void {
    this.startedWall = this.real.wall();
    this.startedAt = this.real.monotonic();
    this.arm();
  }

  /** Works on the site as it stands now: all that was due before has happened, and no time passes meanwhile. */
  run<T>(work: (site: Site) => T): T {
    if (this.isRunning) return work(this.site);
    this.isRunning = true;
    try {
      this.site.scheduler.advanceTo(this.labNow());
      return work(this.site);
    } finally {
      this.isRunning = false;
      this.arm();
    }
  }

  /** Real time of a lab time, ISO 8601 UTC, by a clock that is so many real ms off. */
  isoOf(labMs: number, offMs = 0): string {
    return new Date(this.startedWall + labMs / this.speed + offMs).toISOString();
  }

  /** Now, ISO 8601 UTC, by the clock that the events have too. */
  isoNow(): string {
    return this.isoOf(this.isRunning ? this.site.scheduler.now : this.labNow());
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private labNow(): number {
    if (this.startedAt === undefined) return 0;
    return (this.real.monotonic() - this.startedAt) * this.speed;
  }

  private arm(): void {
    clearTimeout(this.timer);
    const next = this.site.scheduler.nextAt;
    if (next === undefined || this.startedAt === undefined) return;
    const delay = Math.max((next - this.labNow()) / this.speed, 0);
    this.timer = setTimeout(() => this.run(() => undefined), Math.min(delay, LONGEST_TIMER_MS));
  }
}
