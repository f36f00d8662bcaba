import type { Manifest, PlanNode } from '../plan/plan';
import type { Policy } from '../plan/policy';
import type { Command } from './command';
import type { EntryBody, LedgerEntry } from './entry';
import { MARKS, type NodeRecord, type NodeStatus, type RunHeader, type RunState } from './state';

/**
 * A run at work: its state, and what is derived from the plan's pages to move it quickly. Only `state` is
 * ever stored; the rest is made anew from it and the plan.
 */
export interface Run {
  readonly state: RunState;
  readonly manifest: Manifest;
  readonly policy: Policy;
  /** Marks as a list, written back into `state.marks` by {@link runState}. */
  readonly marks: string[];
  /** Nodes of the loaded pages. */
  readonly nodes: Map<number, PlanNode>;
  readonly byId: Map<string, number>;
  /** Node → loaded nodes that may start when it has ended. */
  readonly dependants: Map<number, number[]>;
  /** Node → pages to ask for when it has ended. */
  readonly pagesAfter: Map<number, number[]>;
  /** Indices whose needs are met, in order: those that take a slot of `inFlight`, and the others. */
  readonly readyCalls: number[];
  readonly readyOthers: number[];
  /** Service → node that gives it its traffic, of the loaded ones. */
  readonly enableNodes: Map<string, PlanNode>;
  /** Name of a `mutex` → running node that holds it. */
  readonly mutexes: Map<string, number>;
  /** Nodes by status, but pending ones. */
  readonly counts: Record<NodeStatus, number>;
  /** Calls and slices in flight. */
  inFlight: number;
  /** Nodes with a call in flight, also those that were held or ended meanwhile. */
  readonly flying: Map<number, PlanNode>;
  /** Pages asked for and not there yet. */
  loading: number;
  /** Make-safe has been asked for. */
  askedMakeSafe: boolean;
  /** What the watch over services is watching, and as what; empty while there is none. */
  watching: string;
  /** Nodes under way that may have waited for one that ended in this event. */
  readonly woken: number[];
  /** Nodes beside the program that ended in this event. */
  readonly ended: PlanNode[];
  /** Workflow time of the event at work, ms since 1970. */
  now: number;
  over: boolean;
  /** Out-trays, emptied by the driver. */
  commands: Command[];
  entries: LedgerEntry[];
}

const STATUSES: readonly NodeStatus[] = [
  'pending',
  'running',
  'waiting',
  'held',
  'done',
  'skipped',
  'denied',
  'failed',
  'undone',
];
const STATUS_OF_MARK = new Map<string, NodeStatus>(
  STATUSES.map((status) => [MARKS[status], status]),
);

/** Parts of the state that only a bad night fills; states stored before they were there have none of them. */
function calmParts(): Pick<
  RunState,
  | 'goal'
  | 'madeSafe'
  | 'feeds'
  | 'waivers'
  | 'served'
  | 'fallen'
  | 'changes'
  | 'added'
  | 'undos'
  | 'watch'
  | 'attempts'
  | 'rounds'
  | 'turns'
> {
  return {
    goal: 'forward',
    madeSafe: 'no',
    feeds: {},
    waivers: [],
    served: [],
    fallen: [],
    changes: [],
    added: [],
    undos: 0,
    watch: 0,
    attempts: {},
    rounds: {},
    turns: {},
  };
}

/** A run that has not begun. */
export function newRun(header: RunHeader, manifest: Manifest, policy: Policy): Run {
  const state: RunState = {
    v: 1,
    header,
    seq: 0,
    status: 'running',
    paused: false,
    stopped: false,
    rolling: false,
    marks: MARKS.pending.repeat(manifest.nodeCount),
    pages: manifest.pages.map(() => 0),
    active: {},
    outputs: {},
    enabled: [],
    timers: {},
    nonces: {},
    nextToken: 1,
    ...calmParts(),
  };
  return runOf(state, manifest, policy);
}

/** A run around a state that was stored; its pages must be loaded again. */
export function runOf(stored: RunState, manifest: Manifest, policy: Policy): Run {
  const state: RunState = { ...calmParts(), ...stored };
  const run: Run = {
    state,
    manifest,
    policy,
    marks: Array.from(state.marks),
    nodes: new Map(),
    byId: new Map(),
    dependants: new Map(),
    pagesAfter: new Map(),
    readyCalls: [],
    readyOthers: [],
    enableNodes: new Map(),
    mutexes: new Map(),
    counts: {
      pending: 0,
      running: 0,
      waiting: 0,
      held: 0,
      done: 0,
      skipped: 0,
      denied: 0,
      failed: 0,
      undone: 0,
    },
    inFlight: 0,
    flying: new Map(),
    loading: 0,
    askedMakeSafe: false,
    watching: '',
    woken: [],
    ended: [],
    now: state.header.startedAt,
    over: false,
    commands: [],
    entries: [],
  };
  for (const mark of run.marks) run.counts[STATUS_OF_MARK.get(mark) ?? 'pending'] += 1;
  manifest.pages.forEach((page, index) => {
    for (const node of page.loadAfter) push(run.pagesAfter, node, index);
  });
  return run;
}

/** The state as JSON; what continue-as-new hands on. */
export function runState(run: Run): RunState {
  run.state.marks = run.marks.join('');
  return run.state;
}

export function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Status of any node, loaded or not. */
export function statusOf(run: Run, index: number): NodeStatus {
  return STATUS_OF_MARK.get(run.marks[index] ?? MARKS.pending) ?? 'pending';
}

/** Whether a node has ended so that what needs it may go on. */
export function isSatisfied(run: Run, index: number): boolean {
  const mark = run.marks[index];
  return mark === MARKS.done || mark === MARKS.skipped || mark === MARKS.failed;
}

/** Record of a node that has begun; made where it is missing. */
export function recordOf(run: Run, index: number): NodeRecord {
  const found = run.state.active[String(index)];
  if (found !== undefined) return found;
  // What ended and begins again goes on counting.
  const attempt = run.state.attempts[String(index)] ?? (isSatisfied(run, index) ? 1 : 0);
  const made: NodeRecord = { attempt, tries: 0, lost: 0, phase: 0, item: 0, token: 0 };
  run.state.active[String(index)] = made;
  return made;
}

/** Numbers a transition and lays it out for the ledger. */
export function record(run: Run, body: EntryBody): number {
  run.state.seq += 1;
  run.entries.push({ seq: run.state.seq, at: isoTime(run.now), body });
  return run.state.seq;
}

export function setTimer(run: Run, key: string, at: number): void {
  run.state.timers[key] = at;
  run.commands.push({ do: 'timer', key, at });
}

export function clearTimer(run: Run, key: string): void {
  if (!(key in run.state.timers)) return;
  delete run.state.timers[key];
  run.commands.push({ do: 'clear', key });
}

/** Authored milliseconds in real ones, at this run's speed; never under `atLeastMs`. */
export function realMs(run: Run, authoredMs: number, atLeastMs = 0): number {
  return Math.max(Math.round(authoredMs / run.state.header.speed), atLeastMs);
}

/** Time that people at hand are left whatever the speed, ms; a shorter authored time stands as it is. */
const PEOPLE_NEED_MS = 5 * 60_000;

/**
 * Authored milliseconds that people have for something, in real ones. Divided by speed where they are simulated;
 * real people are no faster in a fast drill, and keep up to five minutes of what was authored.
 */
export function peopleMs(run: Run, authoredMs: number, atLeastMs = 0): number {
  const { speed, simulated } = run.state.header;
  const kept = speed === 1 || simulated ? 0 : Math.min(authoredMs, PEOPLE_NEED_MS);
  return Math.max(realMs(run, authoredMs, atLeastMs), kept);
}

/** `maxAge` of a reading by a person in real milliseconds: divided by speed, but never under 15 s (design §6). */
export function realMaxAgeMs(run: Run, authoredMs: number): number {
  return run.state.header.speed === 1 ? authoredMs : peopleMs(run, authoredMs, 15_000);
}

/** ISO 8601 UTC of milliseconds since 1970, without the platform's Date. */
export function isoTime(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  const rest = ms - days * 86_400_000;
  const { year, month, day } = civilDate(days);
  const two = (n: number): string => String(n).padStart(2, '0');
  const time = `${two(Math.floor(rest / 3_600_000))}:${two(Math.floor(rest / 60_000) % 60)}:${two(Math.floor(rest / 1000) % 60)}`;
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${time}.${String(rest % 1000).padStart(3, '0')}Z`;
}

/** Gregorian date of a day count from 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
function civilDate(days: number): { year: number; month: number; day: number } {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

/** Milliseconds since 1970 of an ISO 8601 UTC time as {@link isoTime} writes it; undefined of any other text. */
export function timeOfIso(text: string): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?Z$/.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number);
  if (
    year === undefined ||
    month === undefined ||
    day === undefined ||
    hour === undefined ||
    minute === undefined ||
    second === undefined
  )
    return undefined;
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60)
    return undefined;
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * 146_097 + dayOfEra - 719_468;
  const millis = Number((parts[7] ?? '0').padEnd(3, '0'));
  return days * 86_400_000 + hour * 3_600_000 + minute * 60_000 + second * 1000 + millis;
}
