import { OperationError } from '../../../model/errors';
import { isJsonObject, type JsonObject } from '../../../model/json';
import type { SectionSlice, SliceCall, SliceResult } from '../../../model/plan/plan';
import type { Trip } from '../../../model/run/command';
import type { ConnectorCaller } from '../connector-caller';
import type { SliceInput } from '../engine-activities';
import { brief, isTrue } from '../expect';
import { DetailedError } from '../failures';
import type { Pulse } from '../pulse';
import { LOAD, SECTION, sectionsIn } from './feed-reader';
import { FeedWatch } from './feed-watch';
import type { Progress } from './progress';
import { stateOf } from './read-sections';
import type { SliceLog } from './slice-log';
import { readPolicies } from './read-policies';
import { underWatch } from './under-watch';

/** Longest a PDU may be silent, real ms. */
const PDU_MS = 60_000;
/** Time between looks at a breaker that a person closes: authored ms. */
const MANUAL_MS = 5000;
const AGAIN_MS = 500;
const LEAST_POLL_MS = 50;

/** What a section is energised with. */
export interface SectionInput {
  readonly caller: ConnectorCaller;
  readonly input: SliceInput;
  readonly slice: SectionSlice;
  readonly pulse: Pulse;
  readonly progress: Progress;
  readonly log: SliceLog;
}

/** How a PDU was read. */
interface PduReading {
  /** Of the section. */
  readonly state: string;
  readonly loadKw: number;
  readonly sections: ReadonlyMap<string, string>;
}

/** Energises one section: closes it, waits, reads its load back, and how the servers behind it are set. */
export async function runSection(parts: SectionInput): Promise<SliceResult> {
  const section = new Section(parts);
  return await section.run();
}

class Section {
  private readonly counts: Record<string, number | boolean | string | null>;
  private readonly watch: FeedWatch;
  /** Whether this node has closed it, in this attempt or an earlier one. */
  private isOurs: boolean;

  constructor(private readonly parts: SectionInput) {
    const { caller, input, slice, log } = parts;
    this.counts = { closed: false, loadKw: null, bmcs: slice.servers.length, read: 0 };
    this.isOurs = isJsonObject(input.checkpoint) && input.checkpoint['closed'] === true;
    this.watch = new FeedWatch(caller, [slice.feed], slice.interlocks ?? [], input.run.speed, {
      shift: input.shift,
      ...(input.waived === undefined ? {} : { waived: input.waived }),
      sectionsOn: new Map(),
      mayBeOpen: true,
      counts: () => ({ ...this.counts }),
      news: () => this.tell({}),
      log,
    });
  }

  async run(): Promise<SliceResult> {
    const { pulse, slice, input, progress } = this.parts;
    const isWatched = slice.interlocks !== undefined;
    // Load has come over: nothing is put on top of it before it is seen to be borne.
    if (isWatched && input.shift !== undefined) await this.watch.safe(pulse.signal);
    const closed = await this.close();
    this.tell({ closed: true });
    const settle = (signal: AbortSignal) => this.settle(closed, isWatched, signal);
    const result = await (isWatched
      ? underWatch(this.watch, pulse.signal, settle)
      : settle(pulse.signal));
    await progress.flush();
    return { ...result, ...(this.isOurs ? { before: { closed: true } } : {}) };
  }

  /** Waits, reads the section back, and how the servers behind it are set. */
  private async settle(
    { closedAt, already }: { readonly closedAt: number; readonly already: boolean },
    isWatched: boolean,
    signal: AbortSignal,
  ): Promise<SliceResult> {
    const { pulse, slice, input, caller, log } = this.parts;
    const restMs = closedAt + slice.settleMs / input.run.speed - caller.ports.clock.now();
    if (restMs > 0) await caller.ports.clock.sleep(restMs, signal);
    const pdu = await this.readPdu(signal);
    if (pdu.state !== 'on') {
      // A retry closes it again.
      pulse.keep({ closed: this.isOurs });
      throw this.open('SECTION_NOT_ON', pdu, 'after it was closed');
    }
    this.tell({ loadKw: pdu.loadKw });
    if (isWatched) await this.watch.safe(signal);
    const read = { caller, log, slice, speed: input.run.speed };
    const { policies, failed, unread } = await readPolicies(read, signal, (count) =>
      this.tell({ read: count }),
    );
    return {
      ok: policies,
      already: already ? 1 : 0,
      slow: 0,
      failed,
      detail: { loadKw: pdu.loadKw, unread },
    };
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
    let pdu = await this.readPdu(pulse.signal);
    const already = isOn(pdu.state);
    if (!already && input.mayClose === false)
      throw this.open('SECTION_OPEN_AGAIN', pdu, 'and no permit covers closing it again');
    if (!already && slice.close !== 'manual') {
      // It may be taken even where no answer comes: undo looks at it in any case.
      this.isOurs = true;
      pulse.keep({ attempt: input.attempt, closed: true });
      await this.callClose(slice.close);
    }
    while (slice.close === 'manual' && !isOn(pdu.state)) {
      await clock.sleep(Math.max(MANUAL_MS / input.run.speed, LEAST_POLL_MS), pulse.signal);
      pdu = await this.readPdu(pulse.signal);
    }
    const closedAt = clock.now();
    pulse.keep({ attempt: input.attempt, closedAt, already, closed: this.isOurs });
    return { closedAt, already };
  }

  /** The failure that a section found open is: its feed has tripped. */
  private open(
    code: 'SECTION_NOT_ON' | 'SECTION_OPEN_AGAIN',
    pdu: PduReading,
    what: string,
  ): DetailedError {
    const { section, feed } = this.parts.slice;
    const reason = `section ${section} of ${feed.pdu} reads ${pdu.state} ${what}`;
    const sections: Record<string, Trip['sections'][string]> = {};
    for (const [name, state] of pdu.sections) sections[name] = stateOf(state);
    const trip: Trip = { feed: feed.id, interlock: SECTION, reason, sections };
    return new DetailedError(code, reason, { ...this.counts, trips: [{ ...trip }] });
  }

  private async callClose(close: SliceCall): Promise<void> {
    const { caller, pulse, slice, log } = this.parts;
    const request = { uses: close.uses, with: close.with, phase: 'close', item: slice.section };
    const result = await caller.call(request, pulse.signal, { ended: log.every });
    if (close.expect !== undefined && !isTrue(close.expect, close.scope, result))
      throw new OperationError('EXPECT_NOT_MET', `${close.expect} is not true of ${brief(result)}`);
  }

  /** State of the section and load of its PDU; a PDU that does not answer is asked again for a minute. */
  private async readPdu(signal: AbortSignal): Promise<PduReading> {
    const { caller, slice, log } = this.parts;
    const { clock } = caller.ports;
    const input = { pdu: slice.feed.pdu, ...this.login() };
    const since = clock.now();
    for (;;) {
      try {
        const read = { uses: LOAD, with: input, phase: 'read', item: slice.section };
        return this.stateIn(await caller.call(read, signal, { ended: log.ended }));
      } catch (error) {
        signal.throwIfAborted();
        const passes = error instanceof OperationError && error.retry === 'backoff';
        if (!passes || clock.now() - since >= PDU_MS) throw error;
        await clock.sleep(AGAIN_MS, signal);
      }
    }
  }

  private stateIn(result: JsonObject): PduReading {
    const { section, feed } = this.parts.slice;
    const { loadKw } = result;
    const sections = sectionsIn(result);
    const state = sections.get(section);
    if (state === undefined)
      throw new OperationError('TARGET_MISSING', `${feed.pdu} has no outlet '${section}'`);
    if (typeof loadKw === 'number') return { state, loadKw, sections };
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

  private tell(news: Record<string, number | boolean | null>): void {
    Object.assign(this.counts, news, { waiting: this.watch.waiting() ?? null });
    this.parts.progress.tell({ ...this.counts });
  }
}

function isOn(state: string): boolean {
  return state === 'on' || state === 'powering-on';
}
