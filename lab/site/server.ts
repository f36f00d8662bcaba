import type { Server } from '../../model/inventory/site-inventory';
import type { Report } from './events';
import type { Load } from './power-node';
import { randomOf } from './random';
import type { Scheduler } from './scheduler';
import type { SiteFaults } from './site-faults';
import type { RestorePolicy, SiteSettings } from './site-settings';

/** Where a server is; `starting` is the moment after power-on, `stopping` that of a graceful shutdown. */
export type ServerState = 'off' | 'starting' | 'booting' | 'ready' | 'stopping';

/** How its first boots go. */
export type ServerFate = 'good' | 'falls-off-once' | 'dead';

/** Power of its BMC while the server is off, W. */
const STANDBY_W = 10;
/**
 * How long inrush counts, ms. In reality 20 to 50 ms (Legrand, Enova: 3 to 5 times steady); a second stands
 * for that, the fans and the disks together, so that starts in one breath add up.
 */
const INRUSH_MS = 1000;
const STARTING_MS = 2000;
const SHUTDOWN_MS = 20_000;

/** One server: its power, its boot, and what its BMC does when power returns. */
export class LabServer {
  policy: RestorePolicy;
  private now: ServerState = 'off';
  private surging = false;
  private powered = false;
  /** Before the loss of the site it ran. */
  private wasOn = true;
  private boots = 0;
  private readonly timers: (() => void)[] = [];

  constructor(
    readonly model: Server,
    private readonly fate: ServerFate,
    private readonly settings: SiteSettings,
    private readonly scheduler: Scheduler,
    private readonly report: Report,
    private readonly faults: SiteFaults,
    /** Called when its load or its readiness changed. */
    private readonly changed: (server: LabServer) => void,
  ) {
    this.policy = settings.restorePolicy;
  }

  get state(): ServerState {
    return this.now;
  }

  /** Whether its BMC has power. */
  get hasPower(): boolean {
    return this.powered;
  }

  get isReady(): boolean {
    return this.now === 'ready';
  }

  /** The state it has, or is on its way to. */
  get heading(): 'on' | 'off' {
    return this.now === 'off' || this.now === 'stopping' ? 'off' : 'on';
  }

  /** Load it puts on its rack: peak watts whenever it is on, so that the lab is never kinder than the model. */
  get draw(): Load {
    if (!this.powered) return { steadyW: 0, surgeW: 0 };
    if (this.now === 'off') return { steadyW: Math.min(STANDBY_W, this.model.watts), surgeW: 0 };
    const { watts, inrush } = this.model;
    return { steadyW: watts, surgeW: this.surging ? watts * (inrush - 1) : 0 };
  }

  turnOn(): void {
    if (!this.powered || this.heading === 'on') return;
    this.start();
  }

  turnOff(): void {
    if (this.now === 'off') return;
    this.enter('off');
    this.report(this.target, 'power-off');
    this.changed(this);
  }

  shutDown(): void {
    if (this.heading === 'off') return;
    this.enter('stopping');
    this.later(SHUTDOWN_MS, () => this.turnOff());
    this.changed(this);
  }

  restart(): void {
    if (this.powered && this.now !== 'off') this.start();
  }

  /** The last live cord went dark. */
  losePower(): void {
    this.powered = false;
    this.wasOn = this.heading === 'on';
    if (this.now !== 'off') this.report(this.target, 'power-off');
    this.enter('off');
    this.changed(this);
  }

  /** A cord went live again: the BMC wakes and does as its policy says. */
  regainPower(): void {
    this.powered = true;
    if (this.policy === 'always-on' || (this.policy === 'last-state' && this.wasOn)) this.start();
    this.changed(this);
  }

  private start(): void {
    this.enter('starting');
    this.boots += 1;
    const random = randomOf(this.settings.seed, `boot/${this.model.id}/${this.boots}`);
    const { bootMedianMs, bootSpread } = this.settings;
    const bootMs = Math.max(bootMedianMs * Math.exp(bootSpread * random.normal()), STARTING_MS);
    this.surging = true;
    this.report(this.target, 'power-on');
    this.later(INRUSH_MS, () => {
      this.surging = false;
      this.changed(this);
    });
    this.later(STARTING_MS, () => this.boot(bootMs - STARTING_MS, random.next()));
    this.changed(this);
  }

  private boot(ms: number, fallsAt: number): void {
    this.now = 'booting';
    this.report(this.target, 'booting');
    if (this.fate === 'falls-off-once' && this.boots === 1) {
      this.later(ms * fallsAt, () => {
        this.enter('off');
        this.report(this.target, 'fell-off');
        this.changed(this);
      });
    } else if (this.fate !== 'dead') {
      this.later(ms, () => {
        if (this.faults.stuck.has(this.model.id)) return;
        this.now = 'ready';
        this.report(this.target, 'ready');
        this.changed(this);
      });
    }
    this.changed(this);
  }

  private get target(): string {
    return `server:${this.model.id}`;
  }

  /** Takes a new state; what was due in the old one is called off. */
  private enter(state: ServerState): void {
    for (const cancel of this.timers.splice(0)) cancel();
    this.surging = false;
    this.now = state;
  }

  private later(ms: number, run: () => void): void {
    this.timers.push(this.scheduler.after(ms, run));
  }
}
