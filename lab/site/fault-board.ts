import { durationMs } from '../../model/duration';
import { faultTarget, type Struck } from '../../model/inventory/fault-target';
import { triggerMatcher, triggerProblem } from '../../model/inventory/fault-trigger';
import type { Fault } from '../../model/schema/fault';
import type { Site } from './site';
import type { Lift } from './site-faults';
import { strike } from './strike';

/** Where a fault stands. */
export type FaultStatus = 'waiting' | 'on' | 'over';

/** A fault of a lab, as it is told. */
export interface ToldFault {
  readonly id: string;
  readonly fault: Fault;
  readonly status: FaultStatus;
  /** As the journal names what it strikes. */
  readonly targets: readonly string[];
  /** Lab time when it began, ms. */
  readonly beganAt?: number;
  /** Lab time when it was taken back, ms. */
  readonly overAt?: number;
}

/** A fault that this site cannot have. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
}

interface Entry {
  readonly id: string;
  readonly fault: Fault;
  readonly struck: Struck;
  readonly targets: readonly string[];
  status: FaultStatus;
  /** Whether something that happens is what it waits for. */
  readonly isAwaited: (target: string) => boolean;
  /** How often that has happened. */
  seen: number;
  beganAt?: number;
  overAt?: number;
  /** Calls off what is due, and takes back what was done. */
  lift: Lift;
}

/** Every fault of a site: those of its drill, which wait for their time or event, and those made by hand. */
export class FaultBoard {
  private readonly entries = new Map<string, Entry>();
  private readonly counts = new Map<string, number>();
  /** Names that faults of the drill have: none is made up for another. */
  private readonly reserved: ReadonlySet<string>;

  constructor(
    private readonly site: Site,
    faults: readonly Fault[] = [],
    /** Called when any began or was taken back. */
    private readonly changed: () => void = () => undefined,
  ) {
    this.reserved = new Set(faults.flatMap(({ id }) => (id === undefined ? [] : [id])));
    for (const fault of faults) this.add(fault);
  }

  /** Takes a fault in, and begins it unless it waits for something. Throws FaultError. */
  add(fault: Fault): ToldFault {
    const { inventory, scheduler } = this.site;
    const found = faultTarget(fault, inventory);
    if (!found.ok)
      throw new FaultError(
        found.near === undefined
          ? found.problem
          : `${found.problem}; did you mean '${found.near}'?`,
      );
    const trigger = fault.on === undefined ? undefined : triggerProblem(fault.on.target, inventory);
    if (trigger !== undefined) throw new FaultError(trigger);
    if (
      fault.fault === 'bmc-wrong-serial' &&
      fault.as !== undefined &&
      !inventory.servers.has(fault.as)
    )
      throw new FaultError(`there is no server '${fault.as}'`);
    const entry: Entry = {
      id: this.nameOf(fault),
      fault,
      struck: found.struck,
      targets: found.names,
      isAwaited: fault.on === undefined ? () => false : triggerMatcher(fault.on.target, inventory),
      status: 'waiting',
      seen: 0,
      lift: () => undefined,
    };
    this.entries.set(entry.id, entry);
    if (fault.on === undefined) {
      const inMs = fault.at === undefined ? 0 : durationMs(fault.at) - scheduler.now;
      if (inMs <= 0) this.begin(entry);
      else entry.lift = scheduler.after(inMs, () => this.begin(entry));
    }
    return told(entry);
  }

  /** Every fault, in the order in which they came. */
  list(): readonly ToldFault[] {
    return [...this.entries.values()].map(told);
  }

  /** Takes a fault back, or calls it off where it still waits; false where there is none of the name. */
  clear(id: string): boolean {
    const entry = this.entries.get(id);
    if (entry === undefined) return false;
    this.end(entry);
    return true;
  }

  clearAll(): void {
    for (const entry of this.entries.values()) this.end(entry);
  }

  /** Takes note of an event or of a call of the journal; what waits for it is due then. */
  note(target: string, value: unknown): void {
    for (const entry of this.entries.values()) {
      const { on } = entry.fault;
      if (on === undefined || entry.status !== 'waiting' || entry.seen >= on.nth) continue;
      if (String(on.value) !== String(value) || !entry.isAwaited(target)) continue;
      entry.seen += 1;
      if (entry.seen === on.nth)
        entry.lift = this.site.scheduler.after(durationMs(on.after), () => this.begin(entry));
    }
  }

  private begin(entry: Entry): void {
    const { site } = this;
    const { id, fault } = entry;
    entry.status = 'on';
    entry.beganAt = site.scheduler.now;
    for (const target of entry.targets) site.report(target, `fault-${fault.fault}`, id);
    const lift = strike(site, id, fault, entry.struck);
    const callOff =
      fault.for === undefined
        ? (): void => undefined
        : site.scheduler.after(durationMs(fault.for), () => this.end(entry));
    entry.lift = () => {
      callOff();
      lift();
    };
    site.lookAgain();
    this.changed();
  }

  private end(entry: Entry): void {
    const { site } = this;
    const { status } = entry;
    if (status === 'over') return;
    entry.status = 'over';
    entry.overAt = site.scheduler.now;
    entry.lift();
    if (status === 'waiting') return;
    for (const target of entry.targets) site.report(target, 'fault-cleared', entry.id);
    site.lookAgain();
    this.changed();
  }

  private nameOf(fault: Fault): string {
    if (fault.id !== undefined) {
      if (this.entries.has(fault.id))
        throw new FaultError(`there is a fault '${fault.id}' already`);
      return fault.id;
    }
    let number = this.counts.get(fault.fault) ?? 0;
    do number += 1;
    while (this.isTaken(`${fault.fault}-${number}`));
    this.counts.set(fault.fault, number);
    return `${fault.fault}-${number}`;
  }

  private isTaken(name: string): boolean {
    return this.entries.has(name) || this.reserved.has(name);
  }
}

function told({ id, fault, status, targets, beganAt, overAt }: Entry): ToldFault {
  return {
    id,
    fault,
    status,
    targets,
    ...(beganAt === undefined ? {} : { beganAt }),
    ...(overAt === undefined ? {} : { overAt }),
  };
}
