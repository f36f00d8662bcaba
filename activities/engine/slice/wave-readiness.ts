import type { Json } from '../../../model/json';
import type { SliceServer } from '../../../model/plan/plan';
import { inLanes } from './lanes';
import { callFor, meets, orderFor, serverError } from './server-call';
import type { WaveParts } from './wave-parts';

/** Servers that are asked at the same time whether they are ready. */
const READY_LANES = 16;
const LEAST_POLL_MS = 50;
/** Least time to become ready, real ms, however high the speed. */
const LEAST_WITHIN_MS = 1000;
/** Least time between looks at whether a machine that boots has fallen off again, real ms. */
const LEAST_LOOK_MS = 500;
/** Most late servers named in a result. */
const MOST_LATE = 20;

/** The half of a wave that waits for servers to be ready, and starts again those that fell off while they booted. */
export class WaveReadiness {
  /** Checks that failed, which is not the same as saying no. */
  errors = 0;
  private readonly lastError = new Map<string, string>();
  private readonly lookedAt = new Map<number, number>();
  private readonly restarts = new Map<number, number>();

  constructor(private readonly parts: WaveParts) {}

  /** Polls what has been started until nothing more starts and all of it is ready or late. */
  async all(areStartsDone: () => boolean, signal: AbortSignal): Promise<void> {
    const { caller, slice, state, input } = this.parts;
    const { clock } = caller.ports;
    const everyMs = Math.max(slice.ready.everyMs / input.run.speed, LEAST_POLL_MS);
    for (;;) {
      const booting = state.booting();
      if (booting.length === 0 && areStartsDone()) return;
      const began = clock.now();
      await inLanes(booting, READY_LANES, signal, (i, inner) => this.ask(i, inner));
      const restMs = booting.length === 0 ? 0 : everyMs - (clock.now() - began);
      await clock.sleep(Math.max(restMs, LEAST_POLL_MS), signal);
    }
  }

  /** Servers that were not ready in time, with the last error of their check, if it gave one. */
  late(): Json {
    const late = this.parts.state.late().slice(0, MOST_LATE);
    return late.map(({ id }) => ({ id, last: this.lastError.get(id) ?? 'not ready' }));
  }

  private async ask(i: number, signal: AbortSignal): Promise<void> {
    const { slice, input, caller, state } = this.parts;
    const server = slice.servers[i];
    if (server === undefined) return;
    const withinMs = Math.max(slice.ready.withinMs / input.run.speed, LEAST_WITHIN_MS);
    const isLate = caller.ports.clock.now() - state.since(i) >= withinMs;
    if (await this.isReady(server, signal)) state.ready(i);
    else if (isLate) state.slow(i);
    else {
      await this.lookAgain(i, server, signal);
      return;
    }
    this.parts.changed();
  }

  private async isReady(server: SliceServer, signal: AbortSignal): Promise<boolean> {
    const { caller, slice } = this.parts;
    try {
      const result = await callFor(caller, slice.ready, server, 'ready', signal);
      if (slice.ready.expect !== undefined) return meets(slice.ready, server, result);
      return result['ok'] !== false && result['open'] !== false;
    } catch (error) {
      this.note(server, error, signal);
      return false;
    }
  }

  /**
   * Machines that fall off while they boot are started again, as often as `retry` says. The start reads how
   * the machine stands and sends nothing to one that is on; so starts that may be sent only once are not used.
   */
  private async lookAgain(i: number, server: SliceServer, signal: AbortSignal): Promise<void> {
    const { slice, input, caller, state, admission, mayRestart, changed } = this.parts;
    const { clock } = caller.ports;
    const restarts = this.restarts.get(i) ?? 0;
    if (!mayRestart || restarts + 1 >= slice.retry.attempts) return;
    const everyMs = Math.max(slice.retry.delayMs / input.run.speed, LEAST_LOOK_MS);
    if (clock.now() - (this.lookedAt.get(i) ?? state.since(i)) < everyMs) return;
    if (!(await admission.isClear(signal))) return;
    this.lookedAt.set(i, clock.now());
    try {
      const result = await orderFor(caller, slice.start, server, signal);
      if (result['sent'] !== true) return;
      this.restarts.set(i, restarts + 1);
      state.started(i, false, clock.now());
      changed();
    } catch (error) {
      this.note(server, error, signal);
    }
  }

  private note(server: SliceServer, error: unknown, signal: AbortSignal): void {
    const { code, message } = serverError(error, signal);
    this.errors += 1;
    this.lastError.set(server.id, `${code} ${message}`.slice(0, 200));
  }
}
