import { OperationError } from '../../../model/errors';
import type { SliceFeed, SliceServer } from '../../../model/plan/plan';
import type { Ports } from '../../ports/ports';
import { FRESH_MS, type FeedWatch } from './feed-watch';
import { Turnstile } from './lanes';
import { inrushWatts, type WaveState } from './wave-state';

/** Longest a server may wait for room on its feeds while nothing is under way, or for Temporal; real ms. */
const WAIT_MS = 60_000;
const AGAIN_MS = 250;
/** Rounding of kW sums is no reason to refuse. */
const EPSILON_KW = 1e-6;

interface Parts {
  readonly feeds: readonly SliceFeed[];
  readonly state: WaveState;
  readonly watch: FeedWatch;
  /** Feed → kW at peak of what earlier waves of the run started on it. */
  readonly baseKw: ReadonlyMap<string, number>;
  readonly clock: Ports['clock'];
  readonly reachedTemporalAt: () => number;
}

/**
 * Lets servers start one by one: interlocks safe, room on every live feed, and a worker that is in touch with
 * Temporal, since one that is not may have been replaced.
 */
export class Admission {
  private readonly turnstile = new Turnstile();

  constructor(private readonly parts: Parts) {}

  /** Until the server may be started now; marks it as being sent. */
  async admit(i: number, server: SliceServer, signal: AbortSignal): Promise<void> {
    await this.turnstile.through(async () => {
      // Either may have to be waited for, and what the other found must not be old by then.
      do {
        await this.inTouch(signal);
        await this.roomFor(i, server, signal);
      } while (!this.isInTouch());
      this.parts.state.sending(i, this.parts.clock.now());
    });
  }

  /** Whether an order might leave at this moment; for looks at what has been started, which never wait. */
  async isClear(signal: AbortSignal): Promise<boolean> {
    return this.isInTouch() && (await this.parts.watch.isSafeNow(signal));
  }

  private isInTouch(): boolean {
    return this.parts.clock.now() - this.parts.reachedTemporalAt() <= FRESH_MS;
  }

  private async inTouch(signal: AbortSignal): Promise<void> {
    const { clock, reachedTemporalAt } = this.parts;
    const since = clock.now();
    while (!this.isInTouch()) {
      if (clock.now() - since >= WAIT_MS) {
        throw new OperationError(
          'TEMPORAL_UNREACHABLE',
          `this worker last reached Temporal ${String(Math.round((clock.now() - reachedTemporalAt()) / 1000))} s ago; it starts nothing`,
        );
      }
      await clock.sleep(AGAIN_MS, signal);
    }
  }

  private async roomFor(i: number, server: SliceServer, signal: AbortSignal): Promise<void> {
    const { state, watch, clock } = this.parts;
    let reading = await watch.safe(signal);
    // What was perhaps sent already is reserved: a second look asks for no more.
    const needKw = state.isSending(i) ? 0 : inrushWatts(server) / 1000;
    let stuckSince = clock.now();
    let reserved = state.reservedKw();
    for (;;) {
      const short = this.shortFeed(needKw, reading.loadKw);
      if (short === undefined) return;
      const underWay = state.reservedKw();
      if (underWay > 0 || underWay !== reserved) stuckSince = clock.now();
      reserved = underWay;
      if (clock.now() - stuckSince >= WAIT_MS) {
        throw new OperationError(
          'POWER_ROOM_SHORT',
          `${short.feed.id} has room for ${kw(short.roomKw)} of ${kw(short.feed.usableKw)}, ${server.id} needs ${kw(needKw)}`,
        );
      }
      await clock.sleep(AGAIN_MS, signal);
      reading = await watch.renew(signal);
    }
  }

  /**
   * A meter alone never makes room: what was started counts at its peak where that is more, and alone where people have
   * waived the meter.
   */
  private shortFeed(
    needKw: number,
    loadKw: ReadonlyMap<string, number>,
  ): { readonly feed: SliceFeed; readonly roomKw: number } | undefined {
    const { feeds, state, baseKw } = this.parts;
    for (const feed of feeds) {
      const modelKw = feed.equipmentKw + (baseKw.get(feed.id) ?? 0) + state.settledKw();
      const nowKw = Math.max(loadKw.get(feed.id) ?? 0, modelKw);
      const roomKw = feed.usableKw - nowKw - state.reservedKw();
      if (needKw > roomKw + EPSILON_KW) return { feed, roomKw };
    }
    return undefined;
  }
}

function kw(value: number): string {
  return `${String(Math.round(value * 100) / 100)} kW`;
}
