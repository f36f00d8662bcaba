import type { Json } from '../../../model/json';
import type { SliceServer } from '../../../model/plan/plan';
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
  private readonly asking = new Set<number>();
  /** Server → when it is asked again, ms since 1970. */
  private readonly nextAt = new Map<number, number>();

  constructor(private readonly parts: WaveParts) {}

  /** Polls what has been started until nothing more starts and all of it is ready or late. */
  async all(areStartsDone: () => boolean, signal: AbortSignal): Promise<void> {
    const { caller, state } = this.parts;
    const { clock } = caller.ports;
    const asks = new Set<Promise<void>>();
    const errors: unknown[] = [];
    while (errors.length === 0) {
      const booting = state.booting();
      if (booting.length === 0 && areStartsDone()) break;
      // One that does not answer holds up nobody but itself.
      for (const i of this.due(booting, READY_LANES - asks.size)) {
        const ask = this.askInTurn(i, signal)
          .catch((error: unknown) => void errors.push(error))
          .finally(() => asks.delete(ask));
        asks.add(ask);
      }
      const restMs = this.untilDue(booting);
      await clock.sleep(restMs, signal).catch((error: unknown) => void errors.push(error));
    }
    await Promise.all(asks);
    signal.throwIfAborted();
    if (errors.length > 0) throw errors[0];
  }

  /** Those of them that are to be asked now, at most so many. */
  private due(booting: readonly number[], room: number): readonly number[] {
    const now = this.parts.caller.ports.clock.now();
    const due = booting.filter((i) => !this.asking.has(i) && now >= (this.nextAt.get(i) ?? 0));
    return due.slice(0, Math.max(room, 0));
  }

  /** Ms until the next of them is to be asked; at least those of a poll, also while there is none. */
  private untilDue(booting: readonly number[]): number {
    const idle = booting.filter((i) => !this.asking.has(i));
    if (idle.length === 0) return LEAST_POLL_MS;
    const next = Math.min(...idle.map((i) => this.nextAt.get(i) ?? 0));
    return Math.max(next - this.parts.caller.ports.clock.now(), LEAST_POLL_MS);
  }

  private async askInTurn(i: number, signal: AbortSignal): Promise<void> {
    const { caller, slice, input } = this.parts;
    const everyMs = Math.max(slice.ready.everyMs / input.run.speed, LEAST_POLL_MS);
    this.asking.add(i);
    this.nextAt.set(i, caller.ports.clock.now() + everyMs);
    try {
      await this.ask(i, signal);
    } finally {
      this.asking.delete(i);
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
    const { caller, slice, log } = this.parts;
    try {
      const hooks = { ended: log.ended };
      const result = await callFor(caller, slice.ready, server, 'ready', signal, hooks);
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
    const { slice, input, caller, state, admission, mayRestart, changed, log } = this.parts;
    const { clock } = caller.ports;
    const restarts = this.restarts.get(i) ?? 0;
    if (!mayRestart || restarts + 1 >= slice.retry.attempts) return;
    const everyMs = Math.max(slice.retry.delayMs / input.run.speed, LEAST_LOOK_MS);
    if (clock.now() - (this.lookedAt.get(i) ?? state.since(i)) < everyMs) return;
    if (!(await admission.isClear(signal))) return;
    this.lookedAt.set(i, clock.now());
    try {
      const hooks = { ended: log.ended };
      const result = await orderFor(caller, slice.start, server, signal, hooks);
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
