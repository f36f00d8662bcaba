import { openPowerGate, viewRun } from '../../test/support/view-plan';
import { buildView } from './build-view';
import type { RecoveryView, ViewProgress } from './recovery-view';

const LOST = '2022-10-15T06:27:00.000Z';

function seen(
  run: ReturnType<typeof viewRun>,
  progress: readonly ViewProgress[] = [],
  speed = 1,
): RecoveryView {
  return buildView(
    {
      id: 'tiny-20221015-abcdef',
      mode: 'drill',
      simulated: false,
      speed,
      planDigest: 'sha256:00',
      starter: 'ann',
      startedAt: LOST,
      endedAt: null,
    },
    run.manifest,
    run.outline,
    run.driver.entries,
    progress,
  );
}

const step = (view: RecoveryView, id: string) => view.steps.find((one) => one.id === id)!;

describe('the view of a recovery', () => {
  it('shows the question that waits, with who is asked and since when', () => {
    const run = viewRun();

    const view = seen(run);

    expect(view.status).toBe('running');
    expect(view.waiting).toHaveLength(1);
    expect(view.waiting[0]).toMatchObject({
      node: 'power-safe/feed-a',
      step: 'power-safe',
      title: 'Power on feed-a is safe',
      kind: 'power',
      attempt: 1,
      since: LOST,
    });
    expect(step(view, 'power-safe')).toMatchObject({
      status: 'waiting',
      waitingFor: `lock lock-1 held by bo, reading insulation in MOhm, sign-off 1 of 2 by commander or manager since ${LOST}`,
    });
    expect(step(view, 'restore').status).toBe('pending');
  });

  it('names the parts of a step that flows, by feed and by service', () => {
    const view = seen(viewRun());

    expect(step(view, 'restore').parts.map(({ id, feed }) => [id, feed])).toEqual([
      ['restore/feed-a/w1', 'feed-a'],
      ['restore/feed-a/w2', 'feed-a'],
    ]);
    expect(step(view, 'enable').parts[0]).toMatchObject({ service: 'login', feed: null });
  });

  it('forgets the question once it is answered', () => {
    const run = viewRun();

    openPowerGate(run.driver);

    const view = seen(run);
    expect(view.waiting).toEqual([]);
    expect(step(view, 'power-safe')).toMatchObject({ status: 'done', waitingFor: null });
    expect(step(view, 'restore').status).toBe('running');
  });

  it('counts the servers of a wave at work by its progress, and of a wave done by its result', () => {
    const run = viewRun();
    openPowerGate(run.driver);
    run.driver.wait(60_000);

    const atWork = seen(run, [
      { node: 'restore/feed-a/w1', at: LOST, counts: { total: 10, ready: 3, failed: 1, slow: 0 } },
    ]);
    run.driver.answer('restore/feed-a/w1', {
      ok: true,
      output: null,
      detail: { ok: 8, already: 2, slow: 1, failed: [{ id: 'a1', code: 'X', message: '' }] },
    });
    const done = seen(run);

    expect(step(atWork, 'restore').servers).toEqual({ total: 15, up: 3, failed: 1, slow: 0 });
    expect(done.feeds[0]?.servers).toEqual({ total: 15, up: 8, failed: 1, slow: 1 });
    expect(done.feeds[0]?.waves.map(({ status, up }) => [status, up])).toEqual([
      ['done', 8],
      ['running', 0],
    ]);
    expect(step(done, 'restore').status).toBe('running');
  });

  it('follows a service from its start over each share to all of its traffic', () => {
    const run = viewRun();
    const service = () => seen(run).services[0]!;
    openPowerGate(run.driver);
    expect(service()).toMatchObject({ status: 'down', share: 0, met: null });

    run.driver.answer('restore/feed-a/w1');
    expect(service()).toMatchObject({ status: 'starting', share: 0 });
    run.driver.answer('enable/login');
    run.driver.answer('enable/login');
    expect(service()).toMatchObject({ status: 'ramping', share: 25, enabledAt: null });
    run.driver.wait(600_000);
    run.driver.answer('enable/login');

    expect(service()).toMatchObject({
      status: 'enabled',
      share: 100,
      enabledAt: '2022-10-15T06:37:00.000Z',
      rto: 1800,
      recoverySeconds: 600,
      met: true,
    });
  });

  it('counts authored time, which speed divides, against the objective', () => {
    const run = viewRun(10);
    openPowerGate(run.driver);
    run.driver.answer('restore/feed-a/w1');
    for (let i = 0; i < 2; i += 1) run.driver.answer('enable/login');
    run.driver.wait(200_000);
    run.driver.answer('enable/login');

    const view = seen(run, [], 10);

    expect(view.services[0]).toMatchObject({ recoverySeconds: 2000, met: false });
    expect(view.simulatedSeconds).toBe(2000);
  });

  it('says that an objective is missed as soon as its time is over', () => {
    const run = viewRun();
    openPowerGate(run.driver);
    run.driver.wait(2_000_000);

    run.driver.answer('restore/feed-a/w1');

    expect(seen(run).services[0]).toMatchObject({ enabledAt: null, met: false });
  });

  it('shows a service that no step enables as skipped', () => {
    expect(seen(viewRun()).services[1]).toMatchObject({ id: 'map', status: 'skipped' });
  });

  it('shows what is held, why, and who can move it', () => {
    const run = viewRun();
    openPowerGate(run.driver);
    run.driver.answer('restore/feed-a/w1');

    const error = { code: 'TARGET_REFUSED', message: 'the balancer says no' };
    run.driver.answer('enable/login', { ok: false, end: 'failed', retry: false, error });

    const view = seen(run);
    expect(step(view, 'enable')).toMatchObject({ status: 'held', error });
    expect(step(view, 'enable').waitingFor).toBe(`retry or skip since ${LOST}`);
    expect(view.services[0]?.status).toBe('held');
    expect(view.status).toBe('running');
  });

  it('tells the last failure of a call that is tried again, until it has passed', () => {
    const run = viewRun();
    openPowerGate(run.driver);
    run.driver.answer('restore/feed-a/w1');
    const error = { code: 'TARGET_BUSY', message: 'busy' };

    run.driver.answer('enable/login', { ok: false, end: 'failed', retry: true, error });
    const trying = seen(run);
    run.driver.wait(1000);
    run.driver.answer('enable/login');

    expect(step(trying, 'enable')).toMatchObject({ status: 'running', error });
    expect(step(seen(run), 'enable').error).toBeNull();
  });

  it('says why a run is stopped, and forgets it when it goes on', () => {
    const run = viewRun();

    run.driver.say('ann', 'engineer', 'stop', '', { reason: 'smoke in hall 2' });
    const stopped = seen(run);
    run.driver.say('ann', 'engineer', 'resume');

    expect(stopped).toMatchObject({ status: 'stopped', reason: 'smoke in hall 2' });
    expect(seen(run).status).toBe('running');
    expect(seen(run).reason).toBeUndefined();
  });

  it('ends with every step done and the end of the run', () => {
    const run = viewRun();
    openPowerGate(run.driver);
    run.driver.answer('restore/feed-a/w1');
    run.driver.answer('restore/feed-a/w2');
    for (let i = 0; i < 3; i += 1) run.driver.answer('enable/login');
    run.driver.wait(5000);
    run.driver.answer('tell');

    const view = seen(run);

    expect(view.status).toBe('done');
    expect(view.endedAt).toBe('2022-10-15T06:27:05.000Z');
    expect(view.steps.map(({ id, status }) => [id, status])).toEqual(
      ['power-safe', 'restore', 'enable', 'after', 'tell'].map((id) => [id, 'done']),
    );
    expect(step(view, 'after').endedAt).toBe(view.endedAt);
  });
});
