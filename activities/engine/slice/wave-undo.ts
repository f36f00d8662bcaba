import { OperationError } from '../../../model/errors';
import { isJsonObject, type Json, type JsonObject } from '../../../model/json';
import type { SliceResult, SliceServer, WaveSlice } from '../../../model/plan/plan';
import { ownServers } from '../../../model/plan/wave-marks';
import type { PreparedCall } from '../connector-caller';
import { DetailedError } from '../failures';
import { inLanes } from './lanes';
import { requestFor, serverError } from './server-call';
import type { WaveInput } from './wave-parts';
import { MOST_NAMES } from './wave-state';

/** Servers that are being powered off at the same time. */
const LANES = 16;
/** Longest that a server may take to go off: authored ms, and at least so many real ones. */
const OFF_MS = 600_000;
const LEAST_OFF_MS = 30_000;
/** Time between looks at whether it is off, and least time between two tries, real ms. */
const LOOK_MS = 250;
/** What a server was before the wave came to it, as its power connector reads it. */
const OFF = { power: 'off' };

type Failed = SliceResult['failed'][number];

/**
 * Powers off what a wave started, through the operating system, the last one first. What is off already is done, and
 * what serves is left on; that and whatever does not go off is reported once all others are done.
 */
export async function undoWave(
  given: WaveInput,
  before: Json,
  left: (kw: number) => Promise<void>,
): Promise<SliceResult> {
  const { slice, pulse } = given;
  const own = ownServers(before, slice.servers.length) ?? { ours: [], unsure: [], before: [] };
  const undo = new WaveUndo(given, own.ours.length);
  await inLanes(lastFirst(slice, own.ours), LANES, pulse.signal, (i, signal) =>
    undo.off(i, signal),
  );
  await inLanes(own.unsure, LANES, pulse.signal, (i, signal) => undo.look(i, signal));
  await given.progress.flush();
  await left(undo.leftKw(own.before));
  return undo.result();
}

/** Servers in the reverse of the order in which a wave starts them: canaries come first there. */
function lastFirst(slice: WaveSlice, among: readonly number[]): readonly number[] {
  const perRack = new Map<string, number>();
  const canaries = new Set<number>();
  for (const [i, { rack }] of slice.servers.entries()) {
    const taken = perRack.get(rack) ?? 0;
    if (taken >= slice.canary) continue;
    perRack.set(rack, taken + 1);
    canaries.add(i);
  }
  const first = among.filter((i) => canaries.has(i));
  return [...first, ...among.filter((i) => !canaries.has(i))].reverse();
}

class WaveUndo {
  private ok = 0;
  private already = 0;
  private readonly failed: Failed[] = [];

  constructor(
    private readonly given: WaveInput,
    private readonly total: number,
  ) {}

  /** Powers one server off, and waits until it is; tries as often as the wave does. */
  async off(i: number, signal: AbortSignal): Promise<void> {
    const { caller, slice, input } = this.given;
    const server = slice.servers[i];
    if (server === undefined) return;
    const { attempts, delayMs, backoff, maxDelayMs } = slice.retry;
    for (let tries = 1; ; tries += 1) {
      try {
        await this.offOnce(server, signal);
        break;
      } catch (error) {
        const known = serverError(error, signal);
        if (known.retry === 'never' || tries >= attempts) {
          this.note(server, known);
          break;
        }
        const realMs = Math.min(delayMs * backoff ** (tries - 1), maxDelayMs) / input.run.speed;
        await caller.ports.clock.sleep(Math.max(realMs, LOOK_MS), signal);
      }
    }
    this.tell();
  }

  /** A server of which nobody knows who switched it on is not touched; where it is on it is reported. */
  async look(i: number, signal: AbortSignal): Promise<void> {
    const server = this.given.slice.servers[i];
    if (server === undefined) return;
    try {
      const { caller, slice } = this.given;
      const read = caller.prepare(requestFor(slice.start, server, 'undo'));
      if ((await this.powerOf(read, signal)) === 'off') return;
      const why = 'it is on, and the worker that may have started it was lost: it is left as it is';
      this.note(server, new OperationError('OUTCOME_UNKNOWN', why));
    } catch (error) {
      this.note(server, serverError(error, signal));
    }
  }

  /** kW at peak of what stays on: what was on before, and what could not be powered off. */
  leftKw(before: readonly number[]): number {
    const left = new Set(this.failed.map(({ id }) => id));
    const servers = this.given.slice.servers.filter(
      ({ id }, i) => left.has(id) || before.includes(i),
    );
    return servers.reduce((sum, { watts }) => sum + watts, 0) / 1000;
  }

  /** Throws TARGET_SERVES or UNDO_FAILED where something is left on. */
  result(): SliceResult {
    const failed = this.failed.slice(0, MOST_NAMES);
    const counts = { ok: this.ok, already: this.already, slow: 0 };
    const detail: JsonObject = { ...counts, failed: failed.map((one) => ({ ...one })) };
    const serving = this.failed.filter(({ code }) => code === 'TARGET_SERVES');
    const stuck = this.failed.filter(({ code }) => code !== 'OUTCOME_UNKNOWN');
    if (serving.length > 0)
      throw new DetailedError('TARGET_SERVES', `left on: ${named(serving)}`, detail);
    if (stuck.length > 0)
      throw new DetailedError('UNDO_FAILED', `not powered off: ${named(stuck)}`, detail);
    return { ...counts, failed };
  }

  private async offOnce(server: SliceServer, signal: AbortSignal): Promise<void> {
    const { caller, slice, log } = this.given;
    const request = requestFor(slice.start, server, 'undo');
    const read = caller.prepare(request);
    if ((await this.powerOf(read, signal)) === 'off') {
      this.already += 1;
      return;
    }
    const undo = caller.prepare({ ...request, undo: { before: OFF } });
    if (!(await undo.undo(signal, { ended: log.ended })))
      throw new OperationError('ACTION_NOT_OFFERED', `${slice.start.uses} cannot be undone`);
    await this.untilOff(read, server, signal);
    this.ok += 1;
  }

  private async untilOff(
    prepared: PreparedCall,
    server: SliceServer,
    signal: AbortSignal,
  ): Promise<void> {
    const { caller, input } = this.given;
    const { clock } = caller.ports;
    const until = clock.now() + Math.max(OFF_MS / input.run.speed, LEAST_OFF_MS);
    for (;;) {
      const power = await this.powerOf(prepared, signal);
      if (power === 'off') return;
      if (clock.now() >= until)
        throw new OperationError('UNDO_FAILED', `${server.id} was told to go off and is ${power}`);
      await clock.sleep(LOOK_MS, signal);
    }
  }

  private async powerOf(prepared: PreparedCall, signal: AbortSignal): Promise<string> {
    const read = await prepared.readBefore(signal);
    const power = isJsonObject(read) ? read['power'] : undefined;
    return typeof power === 'string' ? power : 'unknown';
  }

  private note(server: SliceServer, { code, message }: OperationError): void {
    this.failed.push({ id: server.id, code, message });
  }

  private tell(): void {
    const { ok, already, total } = this;
    this.given.progress.tell({ total, ok, already, failed: this.failed.length });
  }
}

function named(list: readonly Failed[]): string {
  const first = list.slice(0, 5).map(({ id, message }) => `${id} (${message})`);
  return `${first.join(', ')}${list.length > first.length ? ` and ${String(list.length - first.length)} more` : ''}`;
}
