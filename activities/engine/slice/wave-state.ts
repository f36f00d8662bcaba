import type { ErrorCode } from '../../../model/errors';
import { isJsonObject, type Json, type JsonObject } from '../../../model/json';
import type { SliceResult, SliceServer } from '../../../model/plan/plan';
import { BEFORE, isMark, MARKS_TEXT, OURS, type Mark } from '../../../model/plan/wave-marks';

const SENDING = new Set<Mark>(['?', '!']);
const BOOTING = new Set<Mark>(['s', 'S']);
const READY = new Set<Mark>(['r', 'R']);
const SLOW = new Set<Mark>(['l', 'L']);
const FAILED = new Set<Mark>(['f', 'F']);

/** Most names in a result. */
export const MOST_NAMES = 200;

interface Failure {
  readonly code: string;
  readonly message: string;
}

/** The servers of a wave and what became of each. Servers are named by their place in the slice. */
export class WaveState {
  private readonly marks: Mark[];
  private readonly startedAt: number[];
  private readonly failures = new Map<number, Failure>();
  /** Servers to which an order may have left in an earlier attempt: where such a one is on, the wave started it. */
  private readonly perhapsSent = new Set<number>();

  constructor(readonly servers: readonly SliceServer[]) {
    this.marks = servers.map(() => '.');
    this.startedAt = servers.map(() => 0);
  }

  /**
   * Takes up what an attempt before left. In a later attempt, which a person asked for, servers that failed
   * are tried again and late ones are waited for again; what was being sent is read before anything is sent.
   */
  resume(checkpoint: Json | undefined, attempt: number, now: number): void {
    if (!isJsonObject(checkpoint)) return;
    const { marks, times, codes } = checkpoint;
    if (typeof marks !== 'string' || marks.length !== this.marks.length || !MARKS_TEXT.test(marks))
      return;
    const isLater = checkpoint['attempt'] !== attempt;
    const seconds = typeof times === 'string' ? times.split(',') : [];
    const base = typeof checkpoint['base'] === 'number' ? checkpoint['base'] : now;
    for (const [i, mark] of Array.from(marks).entries()) {
      if (!isMark(mark)) continue;
      this.marks[i] = isLater ? anew(mark) : mark;
      if (SENDING.has(this.marks[i])) this.perhapsSent.add(i);
      const kept = parseInt(seconds[i] ?? '', 36);
      const wasLate = isLater && SLOW.has(mark);
      this.startedAt[i] = Number.isNaN(kept) || wasLate ? now : base + kept * 100;
      if (!FAILED.has(this.marks[i])) continue;
      const code: unknown = isJsonObject(codes) ? codes[String(i)] : undefined;
      this.failures.set(i, {
        code: typeof code === 'string' ? code : 'WORKER_LOST',
        message: 'it failed before this worker took over',
      });
    }
  }

  /** What a successor goes on from: marks, start times in tenths of a second in base 36, codes of failures. */
  checkpoint(attempt: number): JsonObject {
    const known = this.startedAt.filter((at) => at > 0);
    const base = known.length === 0 ? 0 : Math.min(...known);
    const times = this.marks.map((mark, i) =>
      SENDING.has(mark) || BOOTING.has(mark)
        ? Math.round(((this.startedAt[i] ?? base) - base) / 100).toString(36)
        : '',
    );
    const failed = [...this.failures].slice(0, MOST_NAMES);
    return {
      attempt,
      marks: this.marks.join(''),
      base,
      times: times.join(',').replace(/,+$/, ''),
      codes: Object.fromEntries(failed.map(([i, { code }]) => [String(i), code])),
    };
  }

  /** It may be sent now. */
  sending(i: number, now: number): void {
    if (this.marks[i] !== '!') this.marks[i] = '?';
    this.startedAt[i] = now;
  }

  /** Its order is leaving: it was read as off. */
  sent(i: number): void {
    this.marks[i] = '!';
  }

  /** This try took nothing to it; an earlier one may have. */
  unsent(i: number): void {
    this.marks[i] = this.perhapsSent.has(i) ? '!' : '.';
  }

  /** What became of its order is not known: should it read as on, the wave started it. */
  unsure(i: number): void {
    this.perhapsSent.add(i);
  }

  isPerhapsSent(i: number): boolean {
    return this.perhapsSent.has(i);
  }

  /** The slice ends: what no order has left for is as it was. */
  letGo(): void {
    for (const [i, mark] of this.marks.entries()) if (mark === '?') this.unsent(i);
  }

  started(i: number, wasOn: boolean, now: number): void {
    this.marks[i] = wasOn && !this.perhapsSent.has(i) ? 'S' : 's';
    this.startedAt[i] = now;
  }

  ready(i: number): void {
    this.marks[i] = this.marks[i] === 'S' ? 'R' : 'r';
  }

  slow(i: number): void {
    this.marks[i] = this.marks[i] === 'S' ? 'L' : 'l';
  }

  failed(i: number, code: ErrorCode, message: string, mayBeOn: boolean): void {
    this.marks[i] = mayBeOn ? 'F' : 'f';
    this.failures.set(i, { code, message });
  }

  since(i: number): number {
    return this.startedAt[i] ?? 0;
  }

  isSending(i: number): boolean {
    return SENDING.has(this.marks[i] ?? '.');
  }

  /** Not yet started, or not surely. */
  unstarted(among: readonly number[]): readonly number[] {
    return among.filter((i) => this.marks[i] === '.' || this.isSending(i));
  }

  /** A start that was on its way when its worker was lost, and that must not be sent twice, is left to people. */
  leaveUnknown(): void {
    for (const i of this.marks.keys())
      if (this.isSending(i))
        this.failed(
          i,
          'OUTCOME_UNKNOWN',
          'the order was on its way when its worker was lost',
          true,
        );
  }

  late(): readonly SliceServer[] {
    return this.servers.filter((_, i) => SLOW.has(this.marks[i] ?? '.'));
  }

  booting(): readonly number[] {
    return this.places(BOOTING);
  }

  /** Neither waited for nor to be started any more. */
  isSettled(i: number): boolean {
    const mark = this.marks[i] ?? '.';
    return READY.has(mark) || SLOW.has(mark) || FAILED.has(mark);
  }

  isFailed(i: number): boolean {
    return FAILED.has(this.marks[i] ?? '.');
  }

  failureList(): readonly {
    readonly i: number;
    readonly code: string;
    readonly message: string;
  }[] {
    return [...this.failures].map(([i, failure]) => ({ i, ...failure }));
  }

  /** kW that were commanded and are not settled: they count at their inrush. */
  reservedKw(): number {
    return this.sum((mark) => SENDING.has(mark) || mark === 's', inrushWatts);
  }

  /** kW of the servers that are on at their peak, and of those that may be, which nobody saw settle, at their inrush. */
  settledKw(): number {
    return (
      this.sum(
        (mark) => READY.has(mark) || SLOW.has(mark) || mark === 'S',
        ({ watts }) => watts,
      ) + this.sum((mark) => mark === 'F', inrushWatts)
    );
  }

  /** Whether any server is up by what the wave has seen. */
  isUp(): boolean {
    return this.marks.some((mark) => READY.has(mark));
  }

  counts(): { total: number; started: number; ready: number; failed: number; slow: number } {
    const failed = this.places(FAILED).length;
    const idle = this.marks.filter((mark) => mark === '.' || SENDING.has(mark)).length;
    return {
      total: this.marks.length,
      started: this.marks.length - idle - failed,
      ready: this.places(READY).length,
      failed,
      slow: this.places(SLOW).length,
    };
  }

  result(detail: JsonObject): SliceResult {
    const failed = this.failureList().slice(0, MOST_NAMES);
    return {
      ok: this.places(READY).length,
      already: this.places(BEFORE).length,
      slow: this.places(SLOW).length,
      failed: failed.map(({ i, code, message }) => ({
        id: this.servers[i]?.id ?? '',
        code,
        message,
      })),
      detail,
      ...(this.marks.some((mark) => OURS.has(mark))
        ? { before: { marks: this.marks.join('') } }
        : {}),
    };
  }

  /** The result so far, as the detail of a failure. */
  counted(): JsonObject {
    const { ok, already, slow, failed } = this.result({});
    return { ok, already, slow, failed: failed.map((one) => ({ ...one })) };
  }

  private places(marks: ReadonlySet<Mark>): readonly number[] {
    return this.marks.flatMap((mark, i) => (marks.has(mark) ? [i] : []));
  }

  private sum(counts: (mark: Mark) => boolean, watts: (server: SliceServer) => number): number {
    let sum = 0;
    for (const [i, server] of this.servers.entries())
      if (counts(this.marks[i] ?? '.')) sum += watts(server);
    return sum / 1000;
  }
}

/** Watts of a server while it starts: never under those at its peak. */
export function inrushWatts({ watts, inrush }: SliceServer): number {
  return watts * Math.max(inrush, 1);
}

function anew(mark: Mark): Mark {
  if (mark === 'f') return '.';
  if (mark === 'F') return '!';
  if (mark === 'l') return 's';
  return mark === 'L' ? 'S' : mark;
}
