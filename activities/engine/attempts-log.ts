import type { Logger } from 'pino';
import type { AttemptRow, Ledger } from '../../ledger/ledger';
import type { CallRecord } from './call-record';
import type { Redactor } from './redactor';

/** Time between two writes, ms: what was told in it may be lost with the worker. */
const FLUSH_MS = 250;
/** Most rows that wait; beyond it new ones are dropped, which is told, as a log never stops a call. */
const MOST_WAITING = 5000;
/** Most bytes of a request, an answer and an error. */
const MOST_BYTES = 4096;
const MOST_ERROR_BYTES = 800;

/** Calls that the engine made, written to the ledger in batches; see `blackstart logs`. */
export class AttemptsLog {
  private waiting: AttemptRow[] = [];
  /** Since the last write. */
  private dropped = 0;
  private timer: NodeJS.Timeout | undefined;
  private sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly ledger: Pick<Ledger, 'recordAttempts'>,
    private readonly log: Pick<Logger, 'warn'>,
  ) {}

  add(row: AttemptRow): void {
    if (this.waiting.length >= MOST_WAITING) {
      if (this.dropped === 0)
        this.log.warn({ waiting: this.waiting.length }, 'attempts are dropped: too many wait');
      this.dropped += 1;
      return;
    }
    this.waiting.push(row);
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Writes what waits; a ledger that is away costs the log these rows, and nothing else. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.sending = this.sending.then(() => this.send());
    await this.sending;
  }

  private async send(): Promise<void> {
    const rows = this.waiting;
    if (rows.length === 0) return;
    this.waiting = [];
    if (this.dropped > 0) this.log.warn({ rows: this.dropped }, 'attempts were dropped');
    this.dropped = 0;
    try {
      await this.ledger.recordAttempts(rows);
    } catch (error) {
      this.log.warn({ err: error, rows: rows.length }, 'attempts not recorded');
    }
  }
}

/** The log of one activity: it knows whose calls these are, and takes their secrets out. */
export class CallLog {
  constructor(
    private readonly log: AttemptsLog,
    private readonly redactor: Redactor,
    private readonly of: Pick<AttemptRow, 'recovery' | 'node' | 'attempt'>,
  ) {}

  /** `verdict` says why what was read is not good, where the call itself went well. */
  tell(record: CallRecord, verdict?: string): void {
    const { output, error } = record;
    const answer = record.answers.length > 0 ? record.answers.join('\n\n') : json(output);
    const said = error === undefined ? verdict : `${error.code}: ${error.message}`;
    const sampledAt = output?.['sampledAt'];
    this.log.add({
      ...this.of,
      phase: record.phase,
      item: record.item ?? null,
      at: new Date(record.at).toISOString(),
      endedAt: new Date(record.endedAt).toISOString(),
      uses: record.uses,
      request: this.clean(JSON.stringify(record.with), MOST_BYTES),
      answer: answer === undefined ? null : this.clean(answer, MOST_BYTES),
      error: said === undefined ? null : this.clean(said, MOST_ERROR_BYTES),
      sampledAt: typeof sampledAt === 'string' ? sampledAt : null,
    });
  }

  private clean(text: string, most: number): string {
    const clean = Buffer.from(this.redactor.text(text), 'utf8');
    if (clean.length <= most) return clean.toString('utf8');
    return `${clean.subarray(0, most - 6).toString('utf8')}…`;
  }
}

function json(output: CallRecord['output']): string | undefined {
  return output === undefined ? undefined : JSON.stringify(output);
}
