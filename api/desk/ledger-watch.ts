import type { Reader } from '../../client/read-recoveries';

/** How often the ledger is asked whether anything was written, ms. */
const LOOK_MS = 20;

/** Wakes whoever waits for something to be written to the ledger; it looks only while somebody waits. */
export class LedgerWatch {
  /** Counts the changes that were seen. */
  generation = 0;
  private stamp: number | undefined;
  private readonly waiting = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly reader: Pick<Reader, 'stamp'>) {}

  /** Waits until more changes than `seen` were counted, `ms` have passed, or `signal` is aborted. */
  async after(seen: number, ms: number, signal: AbortSignal): Promise<void> {
    if (this.generation > seen || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(late);
        signal.removeEventListener('abort', wake);
        this.waiting.delete(wake);
        resolve();
      };
      const late = setTimeout(wake, ms);
      signal.addEventListener('abort', wake);
      this.waiting.add(wake);
      this.timer ??= setTimeout(() => void this.look(), LOOK_MS);
    });
  }

  private async look(): Promise<void> {
    // What cannot be read now is asked for again.
    const stamp = await this.reader.stamp().catch(() => this.stamp);
    this.timer = undefined;
    if (stamp !== this.stamp) {
      this.stamp = stamp;
      this.generation += 1;
      for (const wake of [...this.waiting]) wake();
    }
    if (this.waiting.size > 0) this.timer ??= setTimeout(() => void this.look(), LOOK_MS);
  }
}
