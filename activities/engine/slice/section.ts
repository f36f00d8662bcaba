import { OperationError } from '../../../model/errors';
import { isJsonObject, type JsonObject } from '../../../model/json';
import type { SectionSlice, SliceCall, SliceResult, SliceServer } from '../../../model/plan/plan';
import type { ConnectorCaller } from '../connector-caller';
import type { SliceInput } from '../engine-activities';
import { brief, isTrue } from '../expect';
import { DetailedError } from '../failures';
import type { Pulse } from '../pulse';
import { inLanes } from './lanes';
import type { Progress } from './progress';
import { serverError } from './server-call';
import { MOST_NAMES } from './wave-state';

/** What reads a PDU, and what reads a restore policy. */
const OUTLETS = 'redfish.outlets';
const RESTORE_POLICY = 'redfish.restore-policy';
/** The one policy under which servers wait for their wave. */
const SAFE_POLICY = 'always-off';

/** Longest a PDU may be silent, real ms. */
const PDU_MS = 60_000;
/** Longest BMCs may take to come up: authored ms, and at least so many real ones. */
const BMC_MS = 300_000;
const LEAST_BMC_MS = 15_000;
/** Time between looks at a breaker that a person closes: authored ms. */
const MANUAL_MS = 5000;
const AGAIN_MS = 500;
const LEAST_POLL_MS = 50;
const BMC_LANES = 16;

interface Parts {
  readonly caller: ConnectorCaller;
  readonly input: SliceInput;
  readonly slice: SectionSlice;
  readonly pulse: Pulse;
  readonly progress: Progress;
}

/** Energises one section: closes it, waits, reads its load back, and how the servers behind it are set. */
export async function runSection(parts: Parts): Promise<SliceResult> {
  const section = new Section(parts);
  return await section.run();
}

class Section {
  private readonly counts: Record<string, number | boolean | null>;

  constructor(private readonly parts: Parts) {
    this.counts = { closed: false, loadKw: null, bmcs: parts.slice.servers.length, read: 0 };
  }

  async run(): Promise<SliceResult> {
    const { pulse, slice, input, progress, caller } = this.parts;
    const { closedAt, already } = await this.close();
    this.tell({ closed: true });
    const restMs = closedAt + slice.settleMs / input.run.speed - caller.ports.clock.now();
    if (restMs > 0) await caller.ports.clock.sleep(restMs, pulse.signal);
    const { state, loadKw } = await this.readPdu();
    if (state !== 'on') {
      // A retry closes it again.
      pulse.keep({});
      throw new OperationError(
        'SECTION_NOT_ON',
        `section ${slice.section} of ${slice.feed.pdu} reads ${state} after it was closed`,
      );
    }
    this.tell({ loadKw });
    const result = await this.readPolicies(already, loadKw);
    await progress.flush();
    return result;
  }

  /** Closes the section unless it is on already, or waits until a person has. */
  private async close(): Promise<{ closedAt: number; already: boolean }> {
    const { pulse, slice, input, caller } = this.parts;
    const { clock } = caller.ports;
    const kept = input.checkpoint;
    // Another attempt was asked for by a person: it looks anew.
    if (
      isJsonObject(kept) &&
      kept['attempt'] === input.attempt &&
      typeof kept['closedAt'] === 'number'
    )
      return { closedAt: kept['closedAt'], already: kept['already'] === true };
    let { state } = await this.readPdu();
    const already = isOn(state);
    if (!already && slice.close !== 'manual') await this.callClose(slice.close);
    while (slice.close === 'manual' && !isOn(state)) {
      await clock.sleep(Math.max(MANUAL_MS / input.run.speed, LEAST_POLL_MS), pulse.signal);
      ({ state } = await this.readPdu());
    }
    const closedAt = clock.now();
    pulse.keep({ attempt: input.attempt, closedAt, already });
    return { closedAt, already };
  }

  private async callClose(close: SliceCall): Promise<void> {
    const { caller, pulse, slice } = this.parts;
    const request = { uses: close.uses, with: close.with, phase: 'close', item: slice.section };
    const result = await caller.call(request, pulse.signal);
    if (close.expect !== undefined && !isTrue(close.expect, close.scope, result))
      throw new OperationError('EXPECT_NOT_MET', `${close.expect} is not true of ${brief(result)}`);
  }

  /** State of the section and load of its PDU; a PDU that does not answer is asked again for a minute. */
  private async readPdu(): Promise<{ state: string; loadKw: number }> {
    const { caller, pulse, slice } = this.parts;
    const { clock } = caller.ports;
    const input = { pdu: slice.feed.pdu, ...this.login() };
    const since = clock.now();
    for (;;) {
      try {
        const read = { uses: OUTLETS, with: input, phase: 'read', item: slice.section };
        return this.stateIn(await caller.call(read, pulse.signal));
      } catch (error) {
        pulse.signal.throwIfAborted();
        const passes = error instanceof OperationError && error.retry === 'backoff';
        if (!passes || clock.now() - since >= PDU_MS) throw error;
        await clock.sleep(AGAIN_MS, pulse.signal);
      }
    }
  }

  private stateIn(result: JsonObject): { state: string; loadKw: number } {
    const { section, feed } = this.parts.slice;
    const { outlets, loadKw } = result;
    const list: readonly unknown[] = Array.isArray(outlets) ? outlets : [];
    const outlet = list.find((one) => isJsonObject(one) && one['id'] === section);
    if (!isJsonObject(outlet))
      throw new OperationError('TARGET_MISSING', `${feed.pdu} has no outlet '${section}'`);
    const { state } = outlet;
    if (typeof state === 'string' && typeof loadKw === 'number') return { state, loadKw };
    throw new OperationError('READING_UNKNOWN', `${feed.pdu} reads ${brief(result)}`);
  }

  /** Who may close the section may read it. */
  private login(): JsonObject {
    const { close } = this.parts.slice;
    if (close === 'manual') return {};
    const { user, password } = close.with;
    return {
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password }),
    };
  }

  /** Reads how each server is set; BMCs that have just got power are given time to come up. */
  private async readPolicies(already: boolean, loadKw: number): Promise<SliceResult> {
    const { caller, pulse, slice, input } = this.parts;
    const { clock } = caller.ports;
    const until = clock.now() + Math.max(BMC_MS / input.run.speed, LEAST_BMC_MS);
    const policies = new Map<string, string>();
    const errors = new Map<string, OperationError>();
    let waiting: readonly SliceServer[] = slice.servers;
    while (waiting.length > 0) {
      await inLanes(waiting, BMC_LANES, pulse.signal, async (server, signal) => {
        await this.readPolicy(server, policies, errors, signal);
        this.tell({ read: policies.size });
      });
      waiting = waiting.filter(({ id }) => !policies.has(id) && errors.get(id)?.retry !== 'never');
      if (clock.now() >= until) break;
      if (waiting.length > 0) await clock.sleep(AGAIN_MS, pulse.signal);
    }
    const wrong = [...policies].filter(([, policy]) => policy !== SAFE_POLICY);
    const failed = [
      ...wrong.map(([id, policy]) => ({
        id,
        code: 'RESTORE_POLICY_WRONG',
        message: `its restore policy is ${policy}`,
      })),
      ...[...errors]
        .filter(([id]) => !policies.has(id))
        .map(([id, { code, message }]) => ({ id, code, message })),
    ].slice(0, MOST_NAMES);
    const unread = slice.servers.length - policies.size;
    if (wrong.length > 0) {
      throw new DetailedError(
        'RESTORE_POLICY_WRONG',
        `${String(wrong.length)} servers behind section ${slice.section} would start by themselves: ${wrong
          .slice(0, 5)
          .map(([id, policy]) => `${id} is ${policy}`)
          .join(', ')}`,
        { loadKw, failed },
      );
    }
    return {
      ok: policies.size,
      already: already ? 1 : 0,
      slow: 0,
      failed,
      detail: { loadKw, unread },
    };
  }

  private async readPolicy(
    server: SliceServer,
    policies: Map<string, string>,
    errors: Map<string, OperationError>,
    signal: AbortSignal,
  ): Promise<void> {
    const { caller } = this.parts;
    try {
      const read = { uses: RESTORE_POLICY, with: { server: server.id }, phase: 'policy' };
      const { policy } = await caller.call({ ...read, item: server.id }, signal);
      policies.set(server.id, typeof policy === 'string' ? policy : 'unknown');
    } catch (error) {
      errors.set(server.id, serverError(error, signal));
    }
  }

  private tell(news: Record<string, number | boolean | null>): void {
    Object.assign(this.counts, news);
    this.parts.progress.tell({ ...this.counts });
  }
}

function isOn(state: string): boolean {
  return state === 'on' || state === 'powering-on';
}
