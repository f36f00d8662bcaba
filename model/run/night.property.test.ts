import fc from 'fast-check';
import { fuzzRuns } from '../../test/fuzz/fuzz-runs';
import { endByAbort, endByPeople } from '../../test/support/night-ends';
import { nights } from '../../test/support/night-plan';
import { happenings, play, runOfNight } from '../../test/support/night-play';
import type { RunDriver } from '../../test/support/run-driver';
import { failed } from '../../test/support/tiny-night';
import { runState } from './run';

/** State of a run as the next workflow gets it. */
const jsonOf = (run: RunDriver): unknown => JSON.parse(JSON.stringify(runState(run.run)));

describe('any bad night', () => {
  it('breaks no rule, and ends by abort from wherever it has come to', () => {
    fc.assert(
      fc.property(nights, happenings, fc.array(fc.boolean()), (night, list, well) => {
        const { run, rules } = runOfNight(night);
        for (const one of list) play(run, one);
        expect(jsonOf(run)).toEqual(runState(run.run));
        const wasOver = run.run.over;
        const ends: boolean[] = [];

        endByAbort(run, () => {
          const isWell = well[ends.length] !== false;
          ends.push(isWell);
          return isWell ? { ok: true, output: null } : failed();
        });

        expect(rules.broken).toBeUndefined();
        expect(run.run.over).toBe(true);
        const isUnsafe = run.run.state.status === 'unsafe';
        expect(wasOver || isUnsafe || !ends.includes(false)).toBe(true);
      }),
      fuzzRuns(150),
    );
  });

  it('ends by what people say and calls that go well, from wherever it has come to', () => {
    fc.assert(
      fc.property(nights, happenings, (night, list) => {
        const { run, rules } = runOfNight(night);
        for (const one of list) if (one.what !== 'say' || one.act !== 'abort') play(run, one);

        endByPeople(run);

        expect(rules.broken).toBeUndefined();
        expect(run.run.state.status).toBe('done');
      }),
      fuzzRuns(150),
    );
  });
});
