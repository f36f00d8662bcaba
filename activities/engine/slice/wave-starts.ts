import { OperationError, type ErrorCode } from '../../../model/errors';
import { brief } from '../expect';
import { DetailedError } from '../failures';
import { inLanes } from './lanes';
import { meets, orderFor, serverError } from './server-call';
import { overTolerance } from './tolerance';
import type { WaveParts } from './wave-parts';

/** Servers that are being started at the same time in one wave: each is a few requests to its BMC. */
const START_LANES = 16;
const LEAST_DELAY_MS = 50;
/** Time between looks at how the canaries do, ms. */
const LOOK_MS = 50;

/**
 * Errors by which it is sure that an order which had left was not taken: it did not arrive, or was refused in words
 * (4xx but 408). After any other the power of a server may be on.
 */
const NOT_TAKEN: ReadonlySet<ErrorCode> = new Set([
  'TARGET_NAME_UNKNOWN',
  'TARGET_UNREACHABLE',
  'TARGET_CERTIFICATE_WRONG',
  'TARGET_MISSING',
  'TARGET_DENIED',
  'TARGET_REFUSED',
  'TARGET_BUSY',
  'COMMAND_MISSING',
]);

/** The half of a wave that starts servers. */
export class WaveStarts {
  /** Whether a start that was sent must never be sent again by itself. */
  readonly isOnce: boolean;
  private readonly tries = new Map<number, number>();
  /** Server → when it may be tried again, ms since 1970. */
  private readonly notBefore = new Map<number, number>();

  constructor(private readonly parts: WaveParts) {
    const effect = parts.caller.effectOf(parts.slice.start.uses);
    this.isOnce = effect === 'once' || effect === 'irreversible';
  }

  /** Canaries of every rack, and the rest once these are ready or late; a canary that failed is replaced. */
  async all(signal: AbortSignal): Promise<void> {
    const { state, caller } = this.parts;
    const everyone = [...state.servers.keys()];
    this.checkTolerance();
    for (;;) {
      const canaries = this.canaries();
      await this.start(canaries, signal);
      while (!canaries.every((i) => state.isSettled(i)))
        await caller.ports.clock.sleep(LOOK_MS, signal);
      if (!canaries.some((i) => state.isFailed(i))) break;
    }
    await this.start(everyone, signal);
  }

  /** The first servers of each rack that did not fail. */
  private canaries(): readonly number[] {
    const { slice, state } = this.parts;
    const perRack = new Map<string, number>();
    return [...slice.servers.entries()].flatMap(([i, { rack }]) => {
      const taken = perRack.get(rack) ?? 0;
      if (taken >= slice.canary || state.isFailed(i)) return [];
      perRack.set(rack, taken + 1);
      return [i];
    });
  }

  private async start(members: readonly number[], signal: AbortSignal): Promise<void> {
    const { state } = this.parts;
    for (let rest = state.unstarted(members); rest.length > 0; rest = state.unstarted(members))
      await inLanes(rest, START_LANES, signal, (i, inner) => this.startOne(i, inner));
  }

  /** One try; a server that may be tried again is left as it is, and taken up after its delay. */
  private async startOne(i: number, signal: AbortSignal): Promise<void> {
    const { slice, caller, state, admission, changed, log } = this.parts;
    const { clock } = caller.ports;
    const server = slice.servers[i];
    if (server === undefined) return;
    const waitMs = (this.notBefore.get(i) ?? 0) - clock.now();
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    await admission.admit(i, server, signal);
    changed();
    let hasLeft = false;
    const sent = (): void => {
      hasLeft = true;
      state.sent(i);
      changed();
    };
    try {
      const result = await orderFor(caller, slice.start, server, signal, {
        sent,
        ended: log.ended,
      });
      if (!meets(slice.start, server, result))
        throw new OperationError(
          'EXPECT_NOT_MET',
          `${slice.start.expect ?? ''} is not true of ${brief(result)}`,
        );
      const wasOn = result['was'] === 'on' && result['sent'] === false;
      state.started(i, wasOn, clock.now());
    } catch (error) {
      this.notStarted(i, serverError(error, signal), hasLeft);
    }
    changed();
  }

  private notStarted(i: number, error: OperationError, hasLeft: boolean): void {
    const { slice, state, caller, input } = this.parts;
    const { retry } = slice;
    const tries = (this.tries.get(i) ?? 0) + 1;
    this.tries.set(i, tries);
    const wasTaken = hasLeft && !NOT_TAKEN.has(error.code);
    if (wasTaken) state.unsure(i);
    if (error.retry === 'backoff' && tries < retry.attempts && !this.isOnce) {
      const delayMs = Math.min(retry.delayMs * retry.backoff ** (tries - 1), retry.maxDelayMs);
      const realMs = Math.max(delayMs / input.run.speed, LEAST_DELAY_MS);
      this.notBefore.set(i, caller.ports.clock.now() + realMs);
      if (!wasTaken) state.unsent(i);
      return;
    }
    state.failed(i, error.code, error.message, state.isPerhapsSent(i));
    this.checkTolerance();
  }

  /** Throws WAVE_OVER_TOLERANCE as soon as more failed than the wave bears. */
  private checkTolerance(): void {
    const { slice, state } = this.parts;
    const over = overTolerance(slice.tolerate, slice.servers, state.failureList());
    if (over === undefined) return;
    const counted = state.counted();
    const { failed } = state.result({});
    const first = failed.slice(0, 5).map(({ id, code }) => `${id} ${code}`);
    throw new DetailedError(
      'WAVE_OVER_TOLERANCE',
      `${over}: ${first.join(', ')}${failed.length > first.length ? ' …' : ''}`,
      counted,
    );
  }
}
