import type { CallLog } from './attempts-log';
import type { CallRecord } from './call-record';

/** Logs of many reads of the same thing the first, the last, and those that say otherwise than the one before. */
export class ChangesOnly {
  private record: CallRecord | undefined;
  private verdict: string | undefined;
  private isFirst: boolean;
  /** Whether the newest read has been logged. */
  private isLogged = true;

  /** With `known`, the verdict before the first read, a first and a last read that say the same are not logged. */
  constructor(
    private readonly log: Pick<CallLog, 'tell'>,
    private readonly known?: { readonly verdict: string | undefined },
  ) {
    this.isFirst = known === undefined;
    this.verdict = known?.verdict;
  }

  /** A read has ended; what it comes to is told by {@link judge}. */
  take(record: CallRecord): void {
    this.record = record;
    this.isLogged = false;
  }

  judge(verdict: string | undefined): void {
    const changed = this.isFirst || kindOf(verdict) !== kindOf(this.verdict);
    this.isFirst = false;
    this.verdict = verdict;
    if (changed && !this.isLogged) this.write();
  }

  /** No more reads: the last is logged where it is not yet. */
  end(): void {
    if (!this.isLogged && this.known === undefined) this.write();
  }

  private write(): void {
    if (this.record !== undefined) this.log.tell(this.record, this.verdict);
    this.isLogged = true;
  }
}

/** Verdicts of one kind begin with the same code. */
function kindOf(verdict: string | undefined): string {
  return verdict?.split(':', 1)[0] ?? '';
}
