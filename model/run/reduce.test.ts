import { RunDriver } from '../../test/support/run-driver';
import {
  tinyCall,
  tinyNodes,
  tinyPlan,
  tinyPolicy,
  tinyWork,
  type TinyNode,
} from '../../test/support/tiny-plan';

const failed = (code = 'TARGET_TIMEOUT', retry = true) =>
  ({ ok: false, end: 'failed', retry, error: { code, message: 'it failed' } }) as const;

function driverOf(
  list: readonly TinyNode[],
  options: { perPage?: number; inFlight?: number; speed?: number } = {},
) {
  const policy = tinyPolicy();
  const plan = tinyPlan(tinyNodes(list), { policy, ...options });
  return new RunDriver(plan, policy, options.speed === undefined ? {} : { speed: options.speed });
}

describe('the reducer', () => {
  it('runs steps one after another and ends as done', () => {
    const driver = driverOf([{ id: 'one' }, { id: 'two' }]);

    driver.answer('one');
    expect(driver.made.map((call) => call.node.id)).toEqual(['one', 'two']);
    driver.answer('two');

    expect(driver.run.state.status).toBe('done');
    expect(driver.run.over).toBe(true);
  });

  it('numbers its transitions without a gap', () => {
    const driver = driverOf([{ id: 'one' }, { id: 'two' }]);

    driver.answer('one');
    driver.answer('two');

    expect(driver.entries.map((entry) => entry.seq)).toEqual(driver.entries.map((_, i) => i + 1));
  });

  it('keeps no more calls in flight than the runbook allows', () => {
    const driver = driverOf(
      Array.from({ length: 10 }, (_, i) => ({ id: `s${String(i)}`, needs: [] })),
      { inFlight: 3 },
    );

    expect(driver.calls.size).toBe(3);
    driver.answer('s1');

    expect([...driver.calls.values()].map((call) => call.node.id)).toEqual(['s0', 's2', 's3']);
  });

  it('tries again with growing waits, then holds only what depends on it', () => {
    const driver = driverOf([
      { id: 'bad' },
      { id: 'after-bad' },
      { id: 'other', needs: [] },
      { id: 'after-other' },
    ]);

    driver.answer('bad', failed());
    driver.wait(999);
    expect(driver.made.filter((call) => call.node.id === 'bad')).toHaveLength(1);
    driver.wait(1);
    driver.answer('bad', failed());
    driver.wait(2000);
    driver.answer('bad', failed());
    driver.answer('other');
    driver.answer('after-other');

    expect(driver.status('bad')).toBe('held');
    expect(driver.status('after-bad')).toBe('pending');
    expect(driver.status('after-other')).toBe('done');
    expect(driver.run.state.status).toBe('held');
  });

  it('goes on from a held step when a person says retry', () => {
    const driver = driverOf([{ id: 'bad' }, { id: 'next' }]);
    driver.answer('bad', failed('CALL_INPUT_INVALID', false));
    expect(driver.run.state.status).toBe('held');

    driver.say('ann', 'engineer', 'retry', 'bad');
    driver.answer('bad');
    driver.answer('next');

    expect(driver.run.state.status).toBe('done');
  });

  it('passes over a held step when a person says skip', () => {
    const driver = driverOf([{ id: 'bad' }, { id: 'next' }]);
    driver.answer('bad', failed('CALL_INPUT_INVALID', false));

    driver.say('ann', 'engineer', 'skip', 'bad');

    expect(driver.status('bad')).toBe('skipped');
    expect([...driver.calls.values()].map((call) => call.node.id)).toEqual(['next']);
  });

  it('goes past a failure where the step says continue', () => {
    const driver = driverOf([{ id: 'bad', onFailure: 'continue' }, { id: 'next' }]);

    driver.answer('bad', failed('CALL_INPUT_INVALID', false));

    expect(driver.status('bad')).toBe('failed');
    expect(driver.status('next')).toBe('running');
  });

  it('does not count an attempt lost to a dead worker, and hands its checkpoint on', () => {
    const driver = driverOf([{ id: 'one' }]);
    const lost = {
      ok: false,
      end: 'lost',
      retry: true,
      error: { code: 'WORKER_LOST', message: '' },
    } as const;

    for (let i = 0; i < 5; i += 1) driver.answer('one', { ...lost, checkpoint: i });

    const last = driver.made.at(-1);
    expect(last?.attempt).toBe(1);
    expect(last?.checkpoint).toBe(4);
    expect(driver.made).toHaveLength(6);
  });

  it('holds a call that must not be repeated when its worker is lost', () => {
    const work = tinyWork({ phases: [tinyCall({ effect: 'once' })] });
    const driver = driverOf([{ id: 'pay', work }]);

    driver.answer('pay', {
      ok: false,
      end: 'lost',
      retry: true,
      error: { code: 'WORKER_LOST', message: '' },
    });

    expect(driver.status('pay')).toBe('held');
    expect(driver.made).toHaveLength(1);
    expect(driver.entries.at(-2)?.body).toMatchObject({ error: { code: 'OUTCOME_UNKNOWN' } });
  });

  it('never retries a once call by itself', () => {
    const work = tinyWork({ phases: [tinyCall({ effect: 'once' })] });
    const driver = driverOf([{ id: 'pay', work }]);

    driver.answer('pay', failed());

    expect(driver.status('pay')).toBe('held');
  });

  it('waits as long as authored, divided by speed', () => {
    const driver = driverOf([{ id: 'nap', kind: 'wait', work: { type: 'wait', ms: 60_000 } }], {
      speed: 10,
    });

    driver.wait(5999);
    expect(driver.run.over).toBe(false);
    driver.wait(1);

    expect(driver.run.state.status).toBe('done');
  });

  it('loads pages only as they come near', () => {
    const driver = driverOf(
      Array.from({ length: 6 }, (_, i) => ({ id: `s${String(i)}` })),
      { perPage: 2 },
    );
    expect(driver.run.state.pages).toEqual([2, 0, 0]);

    driver.answer('s0');
    driver.answer('s1');

    expect(driver.run.state.pages).toEqual([2, 2, 0]);
    expect(driver.status('s2')).toBe('running');
  });

  it('starts nothing new while paused, and goes on at resume', () => {
    const driver = driverOf([{ id: 'one' }, { id: 'two' }]);

    driver.say('bo', 'commander', 'pause');
    driver.answer('one');
    expect(driver.run.state.status).toBe('paused');
    expect(driver.calls.size).toBe(0);
    driver.say('bo', 'commander', 'resume');

    expect([...driver.calls.values()].map((call) => call.node.id)).toEqual(['two']);
  });

  it('stops what is in flight and takes it up again at resume', () => {
    const driver = driverOf([{ id: 'one' }]);

    driver.say('cy', 'manager', 'stop');
    driver.answer('one', {
      ok: false,
      end: 'cancelled',
      retry: false,
      error: { code: 'WORKER_LOST', message: '' },
    });
    expect(driver.run.state.status).toBe('stopped');
    driver.say('bo', 'commander', 'resume');
    driver.answer('one');

    expect(driver.run.state.status).toBe('done');
  });

  it('takes up again what ends only after the resume', () => {
    const driver = driverOf([{ id: 'one' }]);

    driver.say('cy', 'manager', 'stop');
    driver.say('bo', 'commander', 'resume');
    driver.answer('one', {
      ok: false,
      end: 'cancelled',
      retry: false,
      error: { code: 'WORKER_LOST', message: '' },
    });
    driver.answer('one');

    expect(driver.run.state.status).toBe('done');
  });

  it('skips a step whose condition is false and runs what follows', () => {
    const driver = driverOf([{ id: 'never', when: 'run.mode == "live"' }, { id: 'next' }]);

    expect(driver.status('never')).toBe('skipped');
    expect(driver.status('next')).toBe('running');
  });

  it('repeats phases for each item in order', () => {
    const work = tinyWork({
      forEach: '[1, 2, 3]',
      phases: [tinyCall({ with: { n: '${{ item }}' } })],
    });
    const driver = driverOf([{ id: 'each', work }]);

    for (let i = 0; i < 3; i += 1) driver.answer('each');

    expect(driver.made.map((call) => (call.do === 'call' ? call.with : {}))).toEqual([
      { n: 1 },
      { n: 2 },
      { n: 3 },
    ]);
    expect(driver.run.state.status).toBe('done');
  });

  it('runs nodes of one mutex one at a time', () => {
    const driver = driverOf([
      { id: 'w1', needs: [], mutex: ['feed:a'] },
      { id: 'w2', needs: [], mutex: ['feed:a', 'feed:b'] },
      { id: 'w3', needs: [], mutex: ['feed:b'] },
    ]);

    expect([...driver.calls.values()].map((call) => call.node.id)).toEqual(['w1', 'w3']);
    driver.answer('w1');
    expect(driver.status('w2')).toBe('pending');
    driver.answer('w3');

    expect(driver.status('w2')).toBe('running');
  });
});
