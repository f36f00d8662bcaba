import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz/fuzz-runs';
import type { MachineCall, RunDriver } from '../../test/support/run-driver';
import type { TinyNode } from '../../test/support/tiny-plan';
import { tinyRun } from '../../test/support/tiny-run';
import { TurnRule } from '../../test/support/turn-rule';

/** Waves on one, two or three feeds of four; each may wait for some that stand before it. */
const programs = fc.array(
  fc.record({
    feeds: fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1, maxLength: 3 }),
    needs: fc.array(fc.nat(), { maxLength: 2 }),
  }),
  { minLength: 2, maxLength: 16 },
);

function runOf(program: typeof programs extends fc.Arbitrary<infer T> ? T : never): RunDriver {
  return tinyRun(
    program.map(({ feeds, needs }, index): TinyNode => ({
      id: `w${String(index)}-${feeds.join('')}`,
      mutex: feeds,
      needs: index === 0 ? [] : [...new Set(needs.map((need) => need % index))],
    })),
  );
}

describe('any waves on any feeds', () => {
  it('start as soon as those have ended that were there before, and no others pass them then', () => {
    fc.assert(
      fc.property(programs, fc.array(fc.nat()), (program, order) => {
        const run = runOf(program);
        const rule = new TurnRule(run);
        const broken = [rule.look()];
        run.afterStep = () => broken.push(rule.look());
        for (let turn = 0; run.calls.size > 0; turn += 1) {
          const calls = [...run.calls.values()];
          const call = calls[(order[turn] ?? 0) % calls.length]!;
          // Now and then another workflow goes on with it.
          if ((order[turn] ?? 0) % 5 === 4) takeOver(run, call);
          else run.answerCall(call, { ok: true, output: null });
        }

        expect(broken.filter((one) => one !== undefined)).toEqual([]);
        expect(run.run.state.status).toBe('done');
        expect(run.run.state.turns).toEqual({});
      }),
      fuzzRuns(400),
    );
  });
});

/** One call ends well, the others are lost and made again by the workflow that takes over. */
function takeOver(run: RunDriver, ended: MachineCall): void {
  const error = { code: 'WORKER_LOST', message: '' };
  run.continueAsNew((call) =>
    call === ended ? { ok: true, output: null } : { ok: false, end: 'lost', retry: true, error },
  );
}
