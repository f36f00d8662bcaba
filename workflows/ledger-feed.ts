import { ApplicationFailure, ActivityFailure, log, sleep } from '@temporalio/workflow';
import type { LedgerEntry } from '../model/run/entry';
import { local } from './calls';

/** Wait before a ledger that could not be reached is tried again, ms. */
const RETRY_MS = 500;

/**
 * Feeds the ledger: what one activation of the workflow produced goes out in one short local activity, one
 * at a time and in order. A ledger that is away does not stop the run; the entries wait for it.
 */
export class LedgerFeed {
  private waiting: LedgerEntry[] = [];
  private sending: Promise<void> | undefined;

  constructor(
    private readonly recovery: string,
    private readonly onConflict: (message: string) => void,
  ) {}

  /** Takes entries over; they are sent as soon as those before them are in. */
  put(entries: readonly LedgerEntry[]): void {
    this.waiting.push(...entries);
    if (this.waiting.length > 0) this.sending ??= this.send();
  }

  /** Whether entries are on their way. */
  get isBusy(): boolean {
    return this.sending !== undefined;
  }

  /** Until everything that was put is in the ledger. */
  async drained(): Promise<void> {
    while (this.sending !== undefined) await this.sending;
  }

  private async send(): Promise<void> {
    while (this.waiting.length > 0) {
      const entries = this.waiting;
      this.waiting = [];
      try {
        await local.appendLedger({ recovery: this.recovery, entries });
      } catch (error) {
        if (isConflict(error)) {
          this.onConflict(error instanceof Error ? error.message : String(error));
          break;
        }
        log.warn('ledger not reached, entries wait', {
          entries: entries.length,
          error: String(error),
        });
        this.waiting = [...entries, ...this.waiting];
        await sleep(RETRY_MS);
      }
    }
    this.sending = undefined;
  }
}

function isConflict(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.type === 'LEDGER_CONFLICT';
}
