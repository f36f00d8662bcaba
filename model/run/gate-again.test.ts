import { RunDriver } from '../../test/support/run-driver';
import {
  tinyApproval,
  tinyNodes,
  tinyPlan,
  tinyPolicy,
  type TinyNode,
} from '../../test/support/tiny-plan';

const driverOf = (nodes: readonly TinyNode[]): RunDriver =>
  new RunDriver(tinyPlan(tinyNodes(nodes)), tinyPolicy());

/** An approval whose condition cannot be worked out. */
const BROKEN: TinyNode = {
  id: 'gate',
  kind: 'approval',
  when: 'steps.nobody.output == 1',
  work: tinyApproval(),
};

describe('an approval that is tried again', () => {
  it('works out its condition anew where it was never asked, and asks nobody past it', () => {
    const driver = driverOf([BROKEN]);
    expect(driver.status('gate')).toBe('held');

    expect(driver.submit('ann', 'engineer', 'retry', 'gate')).toBe('taken');

    expect(driver.status('gate')).toBe('held');
    expect(driver.bodies('asked')).toEqual([]);
  });

  it('forgets who said to skip it', () => {
    const driver = driverOf([BROKEN]);
    driver.submit('bo', 'commander', 'skip', 'gate');
    driver.submit('ann', 'engineer', 'retry', 'gate');

    driver.submit('cy', 'manager', 'skip', 'gate');

    expect(driver.status('gate')).toBe('held');
    driver.submit('bo', 'commander', 'skip', 'gate');
    expect(driver.status('gate')).toBe('skipped');
  });

  it('keeps why it was denied until it is asked again', () => {
    const driver = driverOf([{ ...BROKEN, when: 'true' }]);
    driver.submit('bo', 'commander', 'deny', 'gate', { reason: 'too early' });

    expect(driver.run.state.active['0']?.error).toEqual({
      code: 'DENIED',
      message: 'bo said no: too early',
    });
    driver.submit('ann', 'engineer', 'retry', 'gate');
    expect(driver.status('gate')).toBe('waiting');
    expect(driver.bodies('asked').at(-1)?.ask.attempt).toBe(2);
  });
});

describe('an approval for so many servers', () => {
  it('is not asked again by what starts none', () => {
    const driver = driverOf([
      { id: 'gate', kind: 'approval', work: tinyApproval({ upToServers: 10 }) },
      { id: 'w1', kind: 'restore', guards: [0], servers: 10 },
      { id: 'section', kind: 'energise', guards: [0] },
    ]);
    driver.submit('bo', 'commander', 'approve', 'gate');
    driver.submit('cy', 'manager', 'approve', 'gate');

    driver.answer('w1');

    expect(driver.flying).toEqual(['section']);
    expect(driver.status('gate')).toBe('done');
  });
});
