import type { CallLog } from '../attempts-log';
import type { CallRecord } from '../call-record';

/** Calls that went well which are logged of each phase of a slice. */
const MOST_GOOD = 3;

/**
 * Logs the calls of a slice, of which there may be thousands: those to servers where they fail otherwise than the time
 * before, and the first few that went well; interlocks where they are not safe, or safe for the first time again.
 */
export class SliceLog {
  private readonly good = new Map<string, number>();
  /** Phase and item → how it failed last. */
  private readonly failed = new Map<string, string>();
  private readonly unsafe = new Map<string, boolean>();

  constructor(private readonly log: Pick<CallLog, 'tell'>) {}

  /** For the hooks of a call to a server. */
  readonly ended = (record: CallRecord): void => {
    const { phase, item = '', error } = record;
    if (error !== undefined) {
      const key = `${phase} ${item}`;
      if (this.failed.get(key) === error.code) return;
      this.failed.set(key, error.code);
    } else {
      const count = this.good.get(phase) ?? 0;
      if (count >= MOST_GOOD) return;
      this.good.set(phase, count + 1);
    }
    this.log.tell(record);
  };

  /** Every call, such as those that change a section. */
  readonly every = (record: CallRecord): void => {
    this.log.tell(record);
  };

  /** One interlock as it was read; `verdict` says why it is not safe. */
  interlock(name: string, record: CallRecord | undefined, verdict: string | undefined): void {
    const isUnsafe = verdict !== undefined;
    if (!isUnsafe && this.unsafe.get(name) === false) return;
    this.unsafe.set(name, isUnsafe);
    if (record !== undefined)
      this.log.tell(
        { ...record, phase: 'interlock', item: name },
        isUnsafe ? `INTERLOCK_UNSAFE: ${verdict}` : undefined,
      );
  }
}
