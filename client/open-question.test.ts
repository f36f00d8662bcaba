import { openPowerGate, viewRun } from '../test/support/view-plan';
import { tinyPolicy } from '../test/support/tiny-plan';
import { buildView } from '../model/view/build-view';
import type { RecoveryView } from '../model/view/recovery-view';
import { aimOf, roleFor } from './open-question';

const GATE = 'power-safe/feed-a';

function viewOf({ driver, manifest, outline }: ReturnType<typeof viewRun>): RecoveryView {
  const row = {
    id: 'tiny-20221015-abcdef',
    mode: 'drill' as const,
    simulated: false,
    speed: 1,
    planDigest: 'sha256:00',
    starter: 'ann',
    startedAt: '2022-10-15T06:27:00.000Z',
    endedAt: null,
  };
  return buildView(row, manifest, outline, driver.entries, []);
}

const failed = {
  ok: false,
  end: 'failed',
  retry: false,
  error: { code: 'TARGET_REFUSED', message: 'no' },
} as const;

describe('what a statement is about', () => {
  it('is the open question of the part, or of the one part of the step that asks', () => {
    const run = viewRun();
    const shown = viewOf(run).waiting[0]?.shown;

    const [part, step] = [GATE, 'power-safe'].map((name) => aimOf(viewOf(run), 'sign-off', name));

    expect(part).toMatchObject({ step: GATE, attempt: 1, shown });
    expect(step).toEqual(part);
  });

  it('is left as it was named where nothing waits, so that the run refuses it', () => {
    expect(aimOf(viewOf(viewRun()), 'approve', 'nowhere')).toEqual({
      step: 'nowhere',
      attempt: 0,
      shown: '',
    });
  });

  it('is the whole run for pause, resume and stop', () => {
    expect(aimOf(viewOf(viewRun()), 'pause', 'restore').step).toBe('');
  });

  it('is the run for abort, and what is named as it is typed for undo and note', () => {
    const aims = [aimOf(viewOf(viewRun()), 'abort', 'restore')].concat(
      (['undo', 'note'] as const).map((act) => aimOf(viewOf(viewRun()), act, 'restore')),
    );

    expect(aims.map(({ step }) => step)).toEqual(['', 'restore', 'restore']);
  });

  it('is the gate of the one feed for waive, which who may sign it off may give too', () => {
    const aim = aimOf(viewOf(viewRun()), 'waive', 'power-safe');

    expect(aim.step).toBe(GATE);
    expect(roleFor(tinyPolicy(), 'cy', 'waive', aim)).toBe('manager');
  });

  it('is the held part for done where the outcome of its call is unknown, with its attempt', () => {
    const run = viewRun();
    openPowerGate(run.driver);
    const error = { code: 'OUTCOME_UNKNOWN', message: 'sent, and nothing came back' };
    run.driver.answer('restore/feed-a/w1', { ...failed, error });

    const aim = aimOf(viewOf(run), 'done', 'restore');

    expect(aim).toMatchObject({ step: 'restore/feed-a/w1', attempt: 1, shown: '' });
    expect(roleFor(tinyPolicy(), 'di', 'done', aim)).toBe('commander');
  });

  it('is the held part of a step for retry, with its attempt', () => {
    const run = viewRun();
    openPowerGate(run.driver);
    run.driver.answer('restore/feed-a/w1', failed);

    expect(aimOf(viewOf(run), 'retry', 'restore')).toMatchObject({
      step: 'restore/feed-a/w1',
      attempt: 1,
    });
  });
});

describe('the role that a person acts in', () => {
  const policy = tinyPolicy();

  it('is one that the open question still asks for', () => {
    const run = viewRun();
    run.driver.say('bo', 'commander', 'lock', GATE, {
      answer: { lock: 'lock-1', state: 'released' },
    });
    run.driver.say('cy', 'manager', 'reading', GATE, { answer: { id: 'insulation', value: 40 } });
    run.driver.say('bo', 'commander', 'sign-off', GATE);

    const aim = aimOf(viewOf(run), 'sign-off', GATE);

    // di holds both roles, and commander has signed.
    expect(roleFor(policy, 'di', 'sign-off', aim)).toBe('manager');
  });

  it('is one that may use the verb', () => {
    const aim = aimOf(viewOf(viewRun()), 'pause', '');

    expect(roleFor(policy, 'di', 'pause', aim)).toBe('commander');
    expect(roleFor(policy, 'cy', 'pause', aim)).toBe('manager');
  });

  it('is none of a stranger, whom the run refuses', () => {
    const aim = aimOf(viewOf(viewRun()), 'sign-off', GATE);

    expect(roleFor(policy, 'constructor', 'sign-off', aim)).toBe('none');
  });
});
