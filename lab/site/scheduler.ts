interface Entry {
  readonly at: number;
  readonly order: number;
  /** Undefined once it was called off. */
  run: (() => void) | undefined;
}

/** The one clock of a site: milliseconds of lab time since its start, and what is due when. */
export class Scheduler {
  private time = 0;
  private order = 0;
  /** Latest first, so that the next one is taken off the end. */
  private readonly queue: Entry[] = [];

  get now(): number {
    return this.time;
  }

  /** When something is due next; undefined where nothing is. */
  get nextAt(): number | undefined {
    while (this.queue.at(-1)?.run === undefined && this.queue.length > 0) this.queue.pop();
    return this.queue.at(-1)?.at;
  }

  /** Runs something after `ms` of lab time; gives what calls it off. Of what is due together, the first set runs first. */
  after(ms: number, run: () => void): () => void {
    const entry: Entry = { at: this.time + Math.max(ms, 0), order: this.order, run };
    this.order += 1;
    let low = 0;
    let high = this.queue.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.queue[middle];
      if (other !== undefined && isLater(other, entry)) low = middle + 1;
      else high = middle;
    }
    this.queue.splice(low, 0, entry);
    return () => {
      entry.run = undefined;
    };
  }

  /** Lets time pass, running what falls due on the way at its own time. */
  advanceTo(time: number): void {
    for (
      let next = this.queue.at(-1);
      next !== undefined && next.at <= time;
      next = this.queue.at(-1)
    ) {
      this.queue.pop();
      this.time = next.at;
      next.run?.();
    }
    this.time = Math.max(this.time, time);
  }
}

function isLater(a: Entry, b: Entry): boolean {
  return a.at === b.at ? a.order > b.order : a.at > b.at;
}
