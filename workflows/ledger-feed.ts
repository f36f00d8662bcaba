import {
  ApplicationFailure,
  ActivityFailure,
  type CancellationScope,
  log,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { LedgerEntry } from '../model/run/entry';
import type { LocalCalls } from './local-calls';

/** Wait before a ledger that could not be reached is tried again, ms. */
const RETRY_MS = 500;

/** Longest that entries of steps that follow each other quickly wait to go out together, ms. */
const TOGETHER_MS = 200;

/**
 * Feeds the ledger: what the workflow produced goes out in short local activities, one at a time and in order.
 * Entries that nobody waits for go out together, so that a step of some milliseconds does not pay for one of its
 * own. A ledger that is away does not stop the run; the entries wait for it.
 */
export class LedgerFeed {
  private waiting: LedgerEntry[] = [];
  private sending: Promise<void> | undefined;
  private isTimed = false;
  /** Whether what waits is to go out as soon as what is on its way has arrived. */
  private isDue = false;

  constructor(
    private readonly local: LocalCalls,
    /** Never cancelled: what happened is told, whatever was called off. */
    private readonly scope: CancellationScope,
    private readonly recovery: string,
    private readonly onConflict: (message: string) => void,
  ) {}

  /**
   * Takes entries over; they are sent as soon as those before them are in, or soon where they may wait. Which of
   * the two does not hang on whether something is on its way, since that is not the same in a replay.
   */
  put(entries: readonly LedgerEntry[], mayWait: boolean): void {
    this.waiting.push(...entries);
    if (this.waiting.length === 0) return;
    if (mayWait && this.local.areInTurn) this.flushSoon();
    else this.flush();
  }

  /** Whether entries are on their way or wait. */
  get isBusy(): boolean {
    return this.sending !== undefined || this.waiting.length > 0;
  }

  /** Until everything that was put is in the ledger. */
  async drained(): Promise<void> {
    this.flush();
    while (this.sending !== undefined) await this.sending;
  }

  private flush(): void {
    if (this.waiting.length === 0) return;
    this.isDue = true;
    this.sending ??= this.scope.run(() => this.send());
  }

  private flushSoon(): void {
    if (this.isTimed) return;
    this.isTimed = true;
    void this.scope
      .run(() => sleep(TOGETHER_MS))
      .then(() => {
        this.isTimed = false;
        this.flush();
      });
  }

  private async send(): Promise<void> {
    while (this.isDue && this.waiting.length > 0) {
      this.isDue = false;
      const entries = this.waiting;
      this.waiting = [];
      try {
        const { runId, historyLength } = workflowInfo();
        await this.local.appendLedger({
          recovery: this.recovery,
          entries,
          writer: { run: runId, history: historyLength },
        });
      } catch (error) {
        if (isConflict(error)) {
          const message = error instanceof Error ? error.message : String(error);
          // They are lost to the ledger: the log alone says which.
          log.error('the ledger has something else in it, entries are dropped', {
            recovery: this.recovery,
            first: entries[0]?.seq,
            last: entries.at(-1)?.seq,
            error: message,
          });
          this.onConflict(message);
          break;
        }
        log.warn('ledger not reached, entries wait', {
          entries: entries.length,
          error: String(error),
        });
        this.waiting = [...entries, ...this.waiting];
        this.isDue = true;
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
