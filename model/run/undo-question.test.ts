import { cancelledOutcome, RunDriver } from '../../test/support/run-driver';
import { NightRun } from '../../test/support/tiny-night';
import {
  tinyApproval,
  tinyCall,
  tinyNodes,
  tinyPlan,
  tinyPolicy,
  tinyWork,
} from '../../test/support/tiny-plan';

/** A run whose steps behind one approval have all changed something, and that is to be put back. */
function undone(steps: readonly string[], expiresMs = 600_000): RunDriver {
  const work = tinyWork({ phases: [tinyCall({ with: { to: 1 } })] });
  const nodes = tinyNodes([
    { id: 'gate', kind: 'approval', work: tinyApproval({ expiresMs }) },
    ...steps.map((id) => ({ id, needs: [0], work })),
    { id: 'last', needs: steps.map((_id, i) => i + 1) },
  ]);
  const run = new RunDriver(tinyPlan(nodes), tinyPolicy());
  run.say('bo', 'commander', 'approve', 'gate');
  run.say('cy', 'manager', 'approve', 'gate');
  for (const id of steps) run.answer(id, { ok: true, output: null, before: { to: 0 } });
  run.answer('last', {
    ok: false,
    end: 'failed',
    retry: false,
    error: { code: 'HTTP_STATUS', message: 'no' },
  });
  run.say('bo', 'commander', 'stop');
  run.say('bo', 'commander', 'undo');
  return run;
}

const title = (run: RunDriver): string | undefined =>
  run.bodies('asked').findLast(({ node }) => node === 'undo-1/approval')?.ask.lines[1];

describe('the question of an undo', () => {
  it('names up to three steps, and says how many more there are', () => {
    expect(title(undone(['a', 'b', 'c']))).toContain('c, b, a');
    expect(title(undone(['a', 'b', 'c']))).not.toContain('more');
    expect(title(undone(['a', 'b', 'c', 'd', 'e']))).toMatch(/e, d, c and 2 more/);
  });

  it('is asked of those who approved what is put back, and opens the way from the last to the first', () => {
    const run = undone(['a', 'b']);

    expect(run.flying).toEqual([]);
    run.say('bo', 'commander', 'approve', 'undo-1/approval');
    run.say('cy', 'manager', 'approve', 'undo-1/approval');
    expect(run.flying).toEqual(['undo-1/b']);
    run.answer('undo-1/b');
    expect(run.flying).toEqual(['undo-1/a']);
  });

  it('stands open for half an hour where the approval that was given had no end', () => {
    const late = (expiresMs: number): string | undefined => {
      const run = undone(['a'], expiresMs);
      return run
        .bodies('asked')
        .findLast(({ node }) => node === 'undo-1/approval')
        ?.ask.lines.find((line) => line.startsWith('If late'));
    };

    expect(late(0)).toContain('after 2022-10-15T06:57:00.000Z');
    expect(late(600_000)).toContain('after 2022-10-15T06:37:00.000Z');
  });
});

describe('what an undo may take', () => {
  it('is a day for servers that are taken off again, and for a call what it may take otherwise', () => {
    const run = NightRun.of().restored();
    run.enabled('login');
    run.must('bo', 'commander', 'stop');
    for (const id of run.flying) run.answer(id, cancelledOutcome());
    run.must('bo', 'commander', 'undo');
    const timeouts = new Map<string, number>();
    for (let left = run.flying; left.length > 0; left = run.flying)
      for (const id of left) {
        timeouts.set(id, run.callOf(id)!.timeoutMs);
        run.answer(id);
      }

    expect(timeouts.get('undo-1/enable/login')).toBe(10_000);
    expect(timeouts.get('undo-1/restore/feed-c/w1')).toBe(24 * 3_600_000);
  });
});
