import { RunDriver } from '../../test/support/run-driver';
import { failed } from '../../test/support/tiny-night';
import {
  tinyApproval,
  tinyNodes,
  tinyPlan,
  tinyPolicy,
  type TinyNode,
} from '../../test/support/tiny-plan';

const driverOf = (nodes: readonly TinyNode[]): RunDriver =>
  new RunDriver(tinyPlan(tinyNodes(nodes)), tinyPolicy());

const TROUBLE = { ...failed('TARGET_NO_ANSWER'), retry: true } as const;
const retry = (driver: RunDriver, id: string): string =>
  driver.submit('ann', 'engineer', 'retry', id);

/** Fails every try of a call; gives how many there were. */
function failAll(driver: RunDriver, id: string): number {
  const before = driver.made.length;
  while (driver.status(id) !== 'held') {
    driver.answer(id, TROUBLE);
    driver.wait(10_000);
  }
  return driver.made.length - before;
}

describe('a retry', () => {
  it('is tried as often by itself as the first attempt was', () => {
    const driver = driverOf([{ id: 'bad' }]);
    // The first call went out before.
    expect(failAll(driver, 'bad')).toBe(2);

    expect(retry(driver, 'bad')).toBe('taken');

    expect(failAll(driver, 'bad')).toBe(2);
    expect(driver.made.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('keeps nothing of the error of the attempt before', () => {
    const driver = driverOf([{ id: 'bad' }]);
    failAll(driver, 'bad');

    retry(driver, 'bad');

    expect(driver.run.state.active['0']).not.toHaveProperty('error');
  });

  describe('under an approval for so many servers', () => {
    const gate: TinyNode = {
      id: 'gate',
      kind: 'approval',
      work: tinyApproval({ upToServers: 20 }),
    };
    const wave = (id: string, needs: number, over: Partial<TinyNode> = {}): TinyNode => ({
      id,
      kind: 'restore',
      needs: [needs],
      guards: [0],
      servers: 10,
      ...over,
    });
    const opened = (...nodes: readonly TinyNode[]): RunDriver => {
      const driver = driverOf([gate, ...nodes]);
      driver.submit('bo', 'commander', 'approve', 'gate');
      driver.submit('cy', 'manager', 'approve', 'gate');
      return driver;
    };

    it('counts what it starts once', () => {
      const driver = opened(wave('w1', 0), wave('w2', 1));
      driver.answer('w1', failed());
      retry(driver, 'w1');

      driver.answer('w1');

      expect(driver.flying).toEqual(['w2']);
      expect(driver.status('gate')).toBe('done');
    });

    it('gives nothing back of what was never started', () => {
      const broken = { when: 'steps.nobody.output == 1' };
      const driver = opened(wave('w1', 0), wave('w2', 1), wave('w3', 0, broken), wave('w4', 2));
      driver.answer('w1');
      driver.answer('w2');
      expect(driver.status('w3')).toBe('held');

      retry(driver, 'w3');

      // 20 of 20 were started: the next ten are asked for.
      expect(driver.status('w4')).toBe('pending');
      expect(driver.status('gate')).toBe('waiting');
    });
  });
});
