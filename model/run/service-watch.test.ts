import { NightRun } from '../../test/support/tiny-night';
import { failed } from '../../test/support/tiny-night';

/** Login has all of its traffic, mail is about to ramp. */
function withLogin(): NightRun {
  return NightRun.of().restored().enabled('login');
}

const healthOf = (run: NightRun) =>
  run.watch?.services.map(({ service, healthy }) => [service, healthy]);

describe('the watch over services', () => {
  it('begins with the first service that has all of its traffic, by the reading of its health', () => {
    const run = NightRun.of().restored();
    expect(run.watch).toBeUndefined();

    run.enabled('login');

    expect(run.watch?.services).toMatchObject([
      {
        service: 'login',
        node: 'enable/login',
        healthy: true,
        phase: { id: 'health', uses: 'http.check' },
      },
    ]);
  });

  it('is one for all, begun anew when there are more', () => {
    const run = withLogin();
    const first = run.watch!;

    run.enabled('mail');

    expect(run.cancelled.has(first.token)).toBe(true);
    expect(healthOf(run)).toEqual([
      ['login', true],
      ['mail', true],
    ]);
  });

  it('is left alone by what does not change it', () => {
    const run = withLogin();
    const { token } = run.watch!;

    run.answer('enable/mail');
    run.must('ann', 'engineer', 'pause');
    run.must('ann', 'engineer', 'resume');

    expect(run.watch?.token).toBe(token);
  });

  it('tells of a service that fell, and watches for it to come back', () => {
    const run = withLogin();

    run.watched({ login: false });

    expect(run.bodies('service')).toEqual([
      { type: 'service', service: 'login', health: 'fallen' },
    ]);
    expect(healthOf(run)).toEqual([['login', false]]);
    run.watched({ login: true });
    expect(run.bodies('service').at(-1)?.health).toBe('back');
    expect(healthOf(run)).toEqual([['login', true]]);
  });

  it('holds back the ramps of what needs a fallen service, and lets them go on when it is back', () => {
    const run = withLogin();
    run.watched({ login: false });

    run.answer('enable/mail');
    expect(run.flying).toEqual([]);
    expect(run.status('enable/mail')).toBe('running');
    run.wait(3_600_000);
    expect(run.flying).toEqual([]);
    run.watched({ login: true });

    expect(run.flying).toEqual(['enable/mail']);
    expect(run.made.at(-1)).toMatchObject({ phase: { id: 'ramp-25%' }, attempt: 1 });
  });

  it('holds back the next share of a ramp that is under way', () => {
    const run = withLogin();
    run.answer('enable/mail');
    run.answer('enable/mail', { ok: true, output: null, before: { weight: 0 } });
    run.watched({ login: false });

    run.wait(60_000);
    expect(run.flying).toEqual([]);
    run.watched({ login: true });

    expect(run.made.at(-1)).toMatchObject({ phase: { id: 'ramp-100%' } });
  });

  it('does not send a share twice whose answer is outstanding when the service is back', () => {
    const run = withLogin();
    run.answer('enable/mail');
    run.watched({ login: false });

    run.watched({ login: true });

    expect(run.flying).toEqual(['enable/mail']);
  });

  it('lets traffic be taken back while a service is fallen', () => {
    const run = withLogin();
    run.answer('enable/mail');
    run.watched({ login: false });

    run.answer('enable/mail', failed('HTTP_STATUS', { before: { weight: 0 } }));

    expect(run.flying).toEqual(['undo-1/enable/mail']);
  });

  it('begins again two seconds after it could not be kept up', () => {
    const run = withLogin();

    run.watched({}, true);
    expect(run.watch).toBeUndefined();
    run.wait(1999);
    expect(run.watch).toBeUndefined();
    run.wait(1);

    expect(healthOf(run)).toEqual([['login', true]]);
  });

  it('passes over news of a watch that was given up', () => {
    const run = withLogin();
    const { token } = run.watch!;
    run.enabled('mail');

    run.send({ type: 'watched', token, changed: { login: false } });

    expect(run.bodies('service')).toEqual([]);
    expect(healthOf(run)).toHaveLength(2);
  });

  it('passes over news of a service that it was not asked about', () => {
    const run = withLogin();

    run.watched({ toString: false, mail: false });

    expect(run.bodies('service')).toEqual([]);
    expect(run.run.state.fallen).toEqual([]);
  });

  it('ends with a stop and begins again with the resume', () => {
    const run = withLogin();
    const { token } = run.watch!;

    run.must('ann', 'engineer', 'stop');
    expect(run.cancelled.has(token)).toBe(true);
    expect(run.watch).toBeUndefined();
    run.must('ann', 'engineer', 'resume');

    expect(healthOf(run)).toEqual([['login', true]]);
  });

  it('ends with an abort and with the end of the run', () => {
    const aborted = withLogin();
    aborted.must('ann', 'engineer', 'abort');
    const done = withLogin().enabled('mail');
    done.answer('tell');

    expect(aborted.watch).toBeUndefined();
    expect(done.run.state.status).toBe('done');
    expect(done.watch).toBeUndefined();
  });

  it('goes on after a take-over with what is known to have fallen', () => {
    const run = NightRun.of({}, { perPage: 5 }).restored().enabled('login');
    run.watched({ login: false });

    run.continueAsNew();

    expect(healthOf(run)).toEqual([['login', false]]);
  });

  it('does not count what only a drill pretended to enable', () => {
    const run = NightRun.of({ 'enable/login': { drill: 'simulate' } })
      .restored()
      .enabled('login');

    expect(run.watch).toBeUndefined();
  });

  it('ends for a service that was put back, and begins anew when that has its traffic again', () => {
    const run = withLogin();
    run.answer('enable/mail', failed());
    run.watched({ login: false });

    run.must('ann', 'engineer', 'undo', 'enable/login');
    run.answer('undo-1/enable/login');
    run.answer('undo-1/enable/login');
    expect(run.watch).toBeUndefined();
    run.must('ann', 'engineer', 'retry', 'enable/login');
    run.enabled('login');

    expect(healthOf(run)).toEqual([['login', false]]);
  });

  it('makes nobody wait for a service that fell, was put back, and is gone without', () => {
    const run = withLogin();
    run.answer('enable/mail', failed());
    run.watched({ login: false });
    run.must('ann', 'engineer', 'undo', 'enable/login');
    run.answer('undo-1/enable/login');
    run.answer('undo-1/enable/login');

    run.must('ann', 'engineer', 'retry', 'enable/mail');
    expect(run.flying).toEqual([]);
    run.must('ann', 'engineer', 'skip', 'enable/login');
    run.answer('enable/mail');

    expect(run.made.at(-1)).toMatchObject({ phase: { id: 'ramp-25%' } });
  });
});
