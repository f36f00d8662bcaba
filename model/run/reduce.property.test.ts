import fc from 'fast-check';
import type { CallOutcome } from './command';
import type { PlanNode } from '../plan/plan';
import { isSatisfied } from './run';
import { judge } from './check-statement';
import { RunDriver } from '../../test/support/run-driver';
import {
  tinyApproval,
  tinyCall,
  tinyNodes,
  tinyPlan,
  tinyPolicy,
  tinyWork,
  type TinyNode,
} from '../../test/support/tiny-plan';

/** Random programs: calls of every effect, polls, gates, waits and joins over a random graph. */
const programs = fc
  .array(
    fc.record({
      kind: fc.constantFrom('call', 'once', 'phases', 'poll', 'approval', 'wait', 'join', 'each'),
      needs: fc.array(fc.nat(), { maxLength: 3 }),
      any: fc.option(fc.array(fc.nat(), { minLength: 1, maxLength: 2 }), { nil: undefined }),
      mutex: fc.option(fc.constantFrom('feed:a', 'feed:b'), { nil: undefined }),
      onFailure: fc.constantFrom('hold', 'continue', 'undo'),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((list) =>
    tinyNodes(
      list.map((one, index): TinyNode => {
        const earlier = (numbers: readonly number[]) => [
          ...new Set(numbers.map((n) => n % Math.max(index, 1))),
        ];
        const work = {
          call: tinyWork(),
          once: tinyWork({ phases: [tinyCall({ effect: 'once' })] }),
          phases: tinyWork({
            phases: [
              tinyCall({ id: 'p1' }),
              { type: 'pause', id: 'p2', ms: 500 },
              tinyCall({ id: 'p3' }),
            ],
          }),
          poll: tinyWork({
            phases: [tinyCall({ poll: { everyMs: 100, withinMs: 5000, forMs: 0 } })],
          }),
          approval: tinyApproval(),
          wait: { type: 'wait', ms: 700 } as const,
          join: { type: 'join' } as const,
          each: tinyWork({ forEach: '[1, 2]' }),
        }[one.kind];
        return {
          id: `n${String(index)}`,
          needs: index === 0 ? [] : earlier(one.needs),
          ...(index === 0 || one.any === undefined ? {} : { needsAny: [earlier(one.any)] }),
          ...(one.mutex === undefined || work.type !== 'phases' ? {} : { mutex: [one.mutex] }),
          onFailure: one.onFailure,
          work,
        };
      }),
    ),
  );

const OUTCOMES: readonly CallOutcome[] = [
  { ok: true, output: null },
  { ok: true, output: null },
  { ok: false, end: 'failed', retry: true, error: { code: 'TARGET_TIMEOUT', message: '' } },
  { ok: false, end: 'failed', retry: false, error: { code: 'HTTP_STATUS', message: '' } },
  { ok: false, end: 'lost', retry: true, error: { code: 'WORKER_LOST', message: '' } },
];

const events = fc.array(
  fc.record({
    what: fc.constantFrom(
      'answer',
      'answer',
      'answer',
      'answer',
      'wait',
      'approve',
      'deny',
      'retry',
      'skip',
      'pause',
      'resume',
      'stop',
      'take-over',
    ),
    pick: fc.nat(),
    outcome: fc.constantFrom(...OUTCOMES),
  }),
  { maxLength: 60 },
);

type Step = { what: string; pick: number; outcome: CallOutcome };

/** Applies one random event as a driver would: statements are judged first, as the workflow's validator does. */
function play(driver: RunDriver, step: Step, nodes: readonly PlanNode[]): void {
  const inFlight = [...driver.calls.values()];
  switch (step.what) {
    case 'answer': {
      const call = inFlight[step.pick % Math.max(inFlight.length, 1)];
      if (call !== undefined)
        driver.answer(call.node.id, driver.cancelled.has(call.token) ? cancelled : step.outcome);
      return;
    }
    case 'wait':
      return driver.wait((step.pick % 20) * 500);
    case 'take-over':
      if (!driver.run.over) driver.takeOver();
      return;
    default: {
      const person = (['bo', 'cy', 'ann'] as const)[step.pick % 3]!;
      const role = { bo: 'commander', cy: 'manager', ann: 'engineer' }[person];
      const node = nodes[step.pick % nodes.length]!.id;
      const act = step.what as 'approve';
      const target = ['pause', 'resume', 'stop'].includes(act) ? '' : node;
      const signed = driver.statement(person, role, act, target);
      const judged = judge(driver.run, { ...signed, signature: 'none' }, driver.now);
      // Unsigned here: only what the signature check says is passed over.
      expect(judged.ok).toBe(false);
      if (allowed(driver, act, target)) driver.send({ type: 'said', signed });
    }
  }
}

const cancelled: CallOutcome = {
  ok: false,
  end: 'cancelled',
  retry: false,
  error: { code: 'WORKER_LOST', message: '' },
};

function allowed(driver: RunDriver, act: string, id: string): boolean {
  if (driver.run.over) return false;
  if (act === 'pause') return !driver.run.state.paused && !driver.run.state.stopped;
  if (act === 'stop') return !driver.run.state.stopped;
  if (act === 'resume') return driver.run.state.paused || driver.run.state.stopped;
  const status = driver.status(id);
  const index = driver.run.byId.get(id);
  const gate = index !== undefined && driver.run.nodes.get(index)?.work.type === 'approval';
  if (act === 'approve' || act === 'deny') return gate && status === 'waiting';
  return status === 'held' || status === 'denied';
}

describe('any run', () => {
  it('never starts a step before what it needs, and never one behind a closed gate', () => {
    fc.assert(
      fc.property(programs, events, fc.integer({ min: 1, max: 14 }), (nodes, steps, perPage) => {
        const policy = tinyPolicy();
        const driver = new RunDriver(tinyPlan(nodes, { policy, perPage }), policy);
        let seen = driver.made.length;
        const check = (from: number) => {
          for (const call of driver.made.slice(from)) {
            expect(call.node.needs.every((need) => isSatisfied(driver.run, need))).toBe(true);
            for (const group of call.node.needsAny ?? []) {
              expect(group.some((need) => isSatisfied(driver.run, need))).toBe(true);
            }
          }
        };
        check(0);
        for (const step of steps) {
          play(driver, step, nodes);
          check(seen);
          seen = driver.made.length;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never makes a once call twice without a person saying retry', () => {
    fc.assert(
      fc.property(programs, events, (nodes, steps) => {
        const policy = tinyPolicy();
        const driver = new RunDriver(tinyPlan(nodes, { policy }), policy);
        const withoutTakeOver = steps.filter((step) => step.what !== 'take-over');
        for (const step of withoutTakeOver) play(driver, step, nodes);

        for (const node of nodes) {
          const once =
            node.work.type === 'phases' &&
            node.work.phases.some((p) => p.type === 'call' && p.effect === 'once');
          if (!once) continue;
          const made = driver.made.filter((call) => call.node.id === node.id).length;
          const retries = driver.entries.filter(
            (entry) =>
              entry.body.type === 'said' &&
              entry.body.signed.statement.act === 'retry' &&
              entry.body.signed.statement.step === node.id,
          ).length;
          expect(made).toBeLessThanOrEqual(1 + retries);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never repeats a call that succeeded', () => {
    fc.assert(
      fc.property(programs, events, (nodes, steps) => {
        const policy = tinyPolicy();
        const driver = new RunDriver(tinyPlan(nodes, { policy }), policy);
        const good = new Map<string, number>();
        for (const step of steps) {
          const before = driver.entries.length;
          play(driver, step, nodes);
          for (const entry of driver.entries.slice(before)) {
            if (entry.body.type !== 'node' || entry.body.status !== 'done') continue;
            good.set(entry.body.node, (good.get(entry.body.node) ?? 0) + 1);
          }
        }
        for (const [id, times] of good) {
          expect({ id, times }).toEqual({ id, times: 1 });
          const after = driver.entries.findIndex(
            (e) => e.body.type === 'node' && e.body.node === id && e.body.status === 'done',
          );
          const later = driver.entries
            .slice(after + 1)
            .some((e) => e.body.type === 'node' && e.body.node === id);
          expect(later).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('can be taken up from its JSON at any moment, and ends the same', () => {
    fc.assert(
      fc.property(programs, events, fc.nat(), (nodes, steps, cut) => {
        const policy = tinyPolicy();
        const driver = new RunDriver(tinyPlan(nodes, { policy }), policy);
        steps.forEach((step, i) => {
          if (i === cut % Math.max(steps.length, 1) && !driver.run.over) driver.takeOver();
          play(driver, step, nodes);
        });

        finish(driver, nodes);

        expect(driver.run.state.status).toBe('done');
      }),
      { numRuns: 300 },
    );
  });
});

/** Brings a run to its end by good answers and statements alone. */
function finish(driver: RunDriver, nodes: readonly PlanNode[]): void {
  for (let turn = 0; turn < 500 && !driver.run.over; turn += 1) {
    if (driver.run.state.paused || driver.run.state.stopped)
      driver.say('bo', 'commander', 'resume');
    for (const call of [...driver.calls.values()]) {
      if (driver.calls.has(call.token)) driver.answer(call.node.id);
    }
    for (const node of nodes) {
      const status = driver.status(node.id);
      if (status === 'held' || status === 'denied') driver.say('bo', 'commander', 'retry', node.id);
      if (status !== 'waiting') continue;
      const votes = driver.run.state.active[String(node.index)]?.gate?.votes ?? [];
      if (!votes.some((vote) => vote.role === 'commander'))
        driver.say('bo', 'commander', 'approve', node.id);
      else driver.say('cy', 'manager', 'approve', node.id);
    }
    driver.wait(60_000);
  }
}
