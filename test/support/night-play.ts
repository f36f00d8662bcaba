import fc from 'fast-check';
import type { Json, JsonObject } from '../../model/json';
import type { CallOutcome } from '../../model/run/command';
import { ACTS, type Act } from '../../model/statement';
import { cancelledOutcome, RunDriver, type MachineCall } from './run-driver';
import { NightRules } from './night-rules';
import { FEEDS, planOfNight, type Night } from './night-plan';
import { tripped } from './tiny-night';
import { tinyPolicy } from './tiny-plan';

/*
 * What may happen to the run of a random bad night, in any order. People say what they like; only what the run takes
 * counts.
 */

/** A run of a night, at the end of its calm part, and the rules that watch it from its first page on. */
export function runOfNight(night: Night): {
  readonly run: RunDriver;
  readonly rules: NightRules;
} {
  const run = new RunDriver(planOfNight(night), tinyPolicy());
  const rules = new NightRules(run);
  for (let round = 0; round < night.calm; round += 1) {
    if (round === 1) for (const feed of FEEDS) openGate(run, feed);
    if (round === 2) approveAll(run);
    for (const call of [...run.calls.values()])
      run.answerCall(call, outcomeOf('well', call, round));
    if (round > 5) run.wait(60_000);
  }
  return { run, rules };
}

function approveAll(run: RunDriver): void {
  for (const id of run.run.byId.keys()) {
    if (run.status(id) !== 'waiting') continue;
    run.submit('bo', 'commander', 'approve', id);
    run.submit('cy', 'manager', 'approve', id);
  }
}

const WHAT = [
  ...Array.from({ length: 8 }, () => 'well' as const),
  'fails',
  'fails',
  'lost',
  'trips',
  'trips',
  'ends-cancelled',
  'ends-cancelled',
  'time',
  'time',
  'roll',
  'load',
  'watch',
  ...Array.from({ length: 8 }, () => 'say' as const),
  'open-gate',
  'open-gate',
  'open-gate',
  'cancel',
] as const;

/** One thing that happens: what, and which of the many it could be. */
export const happenings = fc.array(
  fc.record({
    what: fc.constantFrom(...WHAT),
    pick: fc.nat(),
    other: fc.nat(),
    act: fc.constantFrom(...ACTS),
  }),
  { maxLength: 80, size: 'max' },
);
export type Happening = typeof happenings extends fc.Arbitrary<readonly (infer T)[]> ? T : never;

const PEOPLE = [
  ['ann', 'engineer'],
  ['bo', 'commander'],
  ['cy', 'manager'],
  ['di', 'commander'],
  ['di', 'manager'],
] as const;

function pick<T>(list: readonly T[], at: number): T | undefined {
  return list.length === 0 ? undefined : list[at % list.length];
}

/** Lets one thing happen. */
export function play(run: RunDriver, { what, pick: n, other, act }: Happening): void {
  const call = pick([...run.calls.values()], n);
  switch (what) {
    case 'well':
    case 'fails':
    case 'lost':
    case 'trips': {
      if (call === undefined) return;
      // What was told to stop may end well all the same, but no poll does.
      const isCancelled = run.cancelled.has(call.token) && other % 2 === 0;
      run.answerCall(
        call,
        isCancelled ? cancelledOutcome(left(call, other)) : outcomeOf(what, call, other),
      );
      return;
    }
    case 'ends-cancelled':
      return run.endCancelled(other % 2 === 0 ? { marks: 'oo.' } : undefined);
    case 'time':
      return run.wait([100, 500, 2000, 60_000, 60_000, 61_000, 700_000, 5 * 3_600_000][n % 8]!);
    case 'roll':
      if (run.run.over) return;
      run.holdsBack = n % 2 === 0;
      return run.continueAsNew((one) =>
        outcomeOf((['well', 'fails', 'lost', 'trips'] as const)[other % 4]!, one, other),
      );
    case 'load':
      run.holdsBack = false;
      return run.load(1 + (n % 3));
    case 'watch': {
      const service = pick(run.watch?.services ?? [], n);
      if (service !== undefined)
        run.watched({ [service.service]: other % 3 === 0 }, other % 5 === 0);
      return;
    }
    case 'cancel':
      if (n % 4 === 0) run.send({ type: 'cancel' });
      return;
    case 'open-gate':
      return openGate(run, pick(FEEDS, n)!);
    case 'say':
      return sayAnything(run, act, n, other);
  }
}

/** Everything that opens a gate and lets its feed go on, as far as it is taken. */
export function openGate(run: RunDriver, feed: string): void {
  const gate = `safe/${feed}`;
  run.wait(1);
  run.submit('bo', 'commander', 'reading', gate, { answer: { id: 'insulation', value: 40 } });
  for (const [person, role] of PEOPLE) run.submit(person, role, 'sign-off', gate);
  run.submit('bo', 'commander', 'resume', '', { answer: { feed, cause: 'found' } });
}

function sayAnything(run: RunDriver, act: Act, n: number, other: number): void {
  const [person, role] = pick(PEOPLE, n)!;
  const ids = [...run.run.byId.keys()];
  // Mostly about something that people are asked about.
  const asked = ids.filter((id) =>
    ['waiting', 'held', 'denied', 'undone'].includes(run.status(id)),
  );
  const step =
    other % 7 === 0 ? '' : (pick(other % 4 === 0 || asked.length === 0 ? ids : asked, other) ?? '');
  const feed = pick(FEEDS, other)!;
  const answers: Partial<Record<Act, JsonObject>> = {
    reading: { id: 'insulation', value: n % 3 === 0 ? 1 : 40 },
    waive: { feed: step.slice(5), interlock: 'load', forMs: 3_600_000 },
    ...(n % 2 === 0 ? { resume: { feed, cause: 'found' } } : {}),
  };
  run.submit(person, role, act, act === 'resume' || act === 'pause' || act === 'stop' ? '' : step, {
    answer: answers[act] ?? (act === 'done' ? {} : null),
  });
}

function left(call: MachineCall, other: number): JsonObject | undefined {
  if (other % 3 === 0) return undefined;
  return call.do === 'slice' ? { marks: 'oo.'.slice(0, 1 + (other % 3)) } : { before: other };
}

function outcomeOf(
  what: 'well' | 'fails' | 'lost' | 'trips',
  call: MachineCall,
  other: number,
): CallOutcome {
  const checkpoint = left(call, other);
  const kept = checkpoint === undefined ? {} : { checkpoint };
  if (what === 'well') {
    const before: Json = call.do === 'slice' ? { marks: 'ooo' } : { was: other };
    return { ok: true, output: null, ...(other % 3 === 0 ? {} : { before }) };
  }
  const feeds = Object.keys(
    call.node.liveAfter ?? (call.node.feed === undefined ? {} : { [call.node.feed]: 0 }),
  );
  const feed = pick(feeds, other);
  if (what === 'trips' && call.do === 'slice' && feed !== undefined)
    return {
      ...tripped(feed, { sections: { s1: pick(['on', 'on', 'off', 'unknown'] as const, other)! } }),
      ...kept,
    };
  if (what === 'lost')
    return {
      ok: false,
      end: 'lost',
      retry: true,
      error: { code: 'WORKER_LOST', message: '' },
      ...kept,
    };
  return {
    ok: false,
    end: 'failed',
    retry: other % 2 === 0,
    error: { code: 'TARGET_TIMEOUT', message: '' },
    ...kept,
  };
}
