import { RunDriver } from '../../test/support/run-driver';
import { tinyCall, tinyNodes, tinyPlan, tinyWork, tinyPolicy } from '../../test/support/tiny-plan';
import type { JsonObject } from '../json';
import { failed } from '../../test/support/tiny-night';

const tell = (text: string): ReturnType<typeof tinyWork> =>
  tinyWork({ phases: [tinyCall({ with: { text } })] });

/** Login is enabled, a step is held, and then something is told that names what only the run knows. */
function inputsOf(text: string, speed = 1): JsonObject {
  const nodes = tinyNodes([
    {
      id: 'enable/login',
      kind: 'enable',
      service: 'login',
      needs: [],
      work: tinyWork({ phases: [tinyCall({ share: 100 })] }),
    },
    { id: 'bad', needs: [] },
    { id: 'tell', needs: [0], work: tell(text) },
  ]);
  const plan = tinyPlan(nodes, { services: ['login', 'mail'] });
  const driver = new RunDriver(plan, tinyPolicy(), { speed });
  driver.answer('bad', failed());
  driver.wait(90_000 / speed);
  driver.answer('enable/login');
  return inputOf(driver);
}

function inputOf(driver: RunDriver): JsonObject {
  const call = driver.callOf('tell');
  return call?.do === 'call' ? call.with : {};
}

describe('what expressions may name of the run', () => {
  it('is which services have no traffic yet', () => {
    expect(inputsOf('${{ run.notYetEnabled }}')).toEqual({ text: ['mail'] });
  });

  it('is a line on how far it is, with what is held, by the time of the site', () => {
    const line = 'DRILL Tiny plan: 1 of 2 services enabled 2 min after the loss 1 held';

    expect(inputsOf('${{ run.summary }}')).toEqual({ text: line });
    expect(inputsOf('${{ run.summary }}', 30)).toEqual({ text: line });
  });

  it('is its id, its mode and when it started', () => {
    expect(inputsOf('${{ run.id }} ${{ run.mode }} ${{ run.startedAt }}')).toEqual({
      text: 'tiny-20221015-abcdef drill 2022-10-15T06:27:00.000Z',
    });
  });

  it('is what was put into the plan of site and size', () => {
    expect(inputsOf('${{ site.id }} ${{ plan.serviceCount }} ${{ plan.environment }}')).toEqual({
      text: 'tiny-site 2 lab',
    });
  });

  it('is the site as the plan knows it', () => {
    const nodes = tinyNodes([{ id: 'tell', work: tell('${{ site.title }} ${{ plan.hours }}') }]);
    const plan = tinyPlan(nodes);
    const scope = { site: { id: 'tiny-site', title: 'The mill' }, plan: { hours: 3 } };

    const driver = new RunDriver({ ...plan, manifest: { ...plan.manifest, scope } }, tinyPolicy());

    expect(inputOf(driver)).toEqual({ text: 'The mill 3' });
  });

  it('stands beside what compile resolved, where a call says what it expects', () => {
    const first = tinyCall({ keep: true });
    const next = tinyCall({
      expect: 'result.ok && steps.first.output.n == feed.n && run.mode == "drill"',
      scope: { feed: { n: 4 } },
    });
    const driver = new RunDriver(
      tinyPlan(
        tinyNodes([
          { id: 'first', work: tinyWork({ phases: [first] }) },
          { id: 'next', work: tinyWork({ phases: [next] }) },
        ]),
      ),
      tinyPolicy(),
    );

    driver.answer('first', { ok: true, output: { n: 4 } });

    const call = driver.callOf('next');
    expect(call?.do === 'call' ? call.phase.scope : undefined).toMatchObject({
      feed: { n: 4 },
      steps: { first: { output: { n: 4 } } },
      run: { mode: 'drill' },
    });
  });
});

describe('an input that cannot be worked out', () => {
  const bad = (effect: 'idempotent' | 'once'): RunDriver => {
    const phases = [tinyCall({ effect, with: { to: '${{ steps.none.output }}' } })];
    const nodes = tinyNodes([
      { id: 'one', onFailure: 'continue', work: tinyWork({ phases }) },
      { id: 'two' },
    ]);
    return new RunDriver(tinyPlan(nodes), tinyPolicy());
  };

  it('is a failure like any other: the step says what follows', () => {
    const run = bad('idempotent');

    expect(run.status('one')).toBe('failed');
    expect(run.flying).toEqual(['two']);
  });

  it('is left to people where the call is made only once', () => {
    const run = bad('once');

    expect(run.status('one')).toBe('held');
    expect(run.flying).toEqual([]);
  });
});
