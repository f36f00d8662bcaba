import type { Ledger } from '../../../ledger/ledger';
import type { JsonObject } from '../../../model/json';
import type { EngineDeps } from '../engine-deps';

/** Least time between two records of one slice, ms. */
const LEAST_MS = 500;

/** Tells the ledger how far a slice has come; a ledger that is away never stops the slice. */
export class Progress {
  private waiting: JsonObject | undefined;
  private sending: Promise<void> = Promise.resolve();
  private isBusy = false;
  private lastAt = 0;

  constructor(
    private readonly deps: Pick<EngineDeps, 'log' | 'now'> & {
      readonly ledger: Pick<Ledger, 'recordProgress'>;
    },
    private readonly recovery: string,
    private readonly node: string,
  ) {}

  /** Takes new counts; they are recorded at once, or with the next after half a second. */
  tell(counts: JsonObject): void {
    this.waiting = counts;
    if (this.isBusy || this.deps.now() - this.lastAt < LEAST_MS) return;
    this.sending = this.send();
  }

  /** Records what was told last. */
  async flush(): Promise<void> {
    await this.sending;
    await this.send();
  }

  private async send(): Promise<void> {
    const counts = this.waiting;
    if (counts === undefined) return;
    this.waiting = undefined;
    this.isBusy = true;
    this.lastAt = this.deps.now();
    const { recovery, node } = this;
    try {
      const at = new Date(this.lastAt).toISOString();
      await this.deps.ledger.recordProgress({ recovery, node, at, counts });
    } catch (error) {
      this.deps.log.warn({ err: error, recovery, node }, 'progress not recorded');
      // Later waves count on it: it goes out with the next, or with the flush.
      this.waiting ??= counts;
    } finally {
      this.isBusy = false;
    }
  }
}
