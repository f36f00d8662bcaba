import { RunDriver } from '../../test/support/run-driver';
import {
  tinyApproval,
  tinyNodes,
  tinyPlan,
  tinyPolicy,
  type TinyNode,
} from '../../test/support/tiny-plan';

function driverOf(
  list: readonly TinyNode[],
  options: { perPage?: number; inFlight?: number; speed?: number } = {},
) {
  const policy = tinyPolicy();
  const plan = tinyPlan(tinyNodes(list), { policy, ...options });
  return new RunDriver(plan, policy, options.speed === undefined ? {} : { speed: options.speed });
}

describe('an approval', () => {
  const gate = (over = {}): readonly TinyNode[] => [
    { id: 'gate', kind: 'approval', work: tinyApproval(over) },
    { id: 'behind' },
  ];

  it('opens with its quorum of distinct roles', () => {
    const driver = driverOf(gate());

    driver.say('bo', 'commander', 'approve', 'gate');
    expect(driver.status('gate')).toBe('waiting');
    driver.say('cy', 'manager', 'approve', 'gate');

    expect(driver.status('gate')).toBe('done');
    expect(driver.status('behind')).toBe('running');
  });

  it('tells who may not answer: those who have signed, and the starter where that is so', () => {
    const approvers = {
      roles: ['commander', 'manager'],
      quorum: 2,
      distinctRoles: false,
      notStarter: true,
    };
    const barred = (driver: RunDriver) => driver.bodies('asked').map(({ ask }) => ask.open[0]?.not);
    const strict = driverOf(gate({ approvers }));
    const lenient = driverOf(gate({ approvers: { ...approvers, notStarter: false } }));

    strict.say('bo', 'commander', 'approve', 'gate');
    lenient.say('bo', 'commander', 'approve', 'gate');

    expect(barred(strict)).toEqual([['ann'], ['bo', 'ann']]);
    expect(barred(lenient)).toEqual([undefined, ['bo']]);
  });

  it('is held when nobody answers, and asked again by retry', () => {
    const driver = driverOf(gate());

    driver.wait(600_000);
    expect(driver.status('gate')).toBe('held');
    expect(driver.run.state.status).toBe('held');
    driver.say('bo', 'commander', 'retry', 'gate');

    expect(driver.status('gate')).toBe('waiting');
  });

  it('is skipped by its quorum alone, though its condition failed before it was asked', () => {
    const [approval, behind] = gate();
    const driver = driverOf([{ ...approval!, when: 'steps.none.output.x' }, behind!]);
    expect(driver.status('gate')).toBe('held');

    driver.say('bo', 'commander', 'skip', 'gate');
    expect(driver.status('gate')).toBe('held');
    driver.say('cy', 'manager', 'skip', 'gate');

    expect(driver.status('gate')).toBe('skipped');
  });

  it('asks the roles of its ladder before it is held', () => {
    const driver = driverOf(gate({ escalateTo: ['engineer'] }));

    driver.wait(600_000);
    expect(driver.status('gate')).toBe('waiting');
    driver.wait(600_000);

    expect(driver.status('gate')).toBe('held');
  });

  it('lets nothing through that waits behind it after a denial', () => {
    const driver = driverOf(gate());

    driver.say('bo', 'commander', 'deny', 'gate');

    expect(driver.status('gate')).toBe('denied');
    expect(driver.status('behind')).toBe('pending');
    expect(driver.run.state.status).toBe('held');
  });

  it('is asked again when what it allowed would be passed', () => {
    const driver = driverOf([
      { id: 'gate', kind: 'approval', work: tinyApproval({ upToServers: 10 }) },
      { id: 'w1', servers: 6, guards: [0] },
      { id: 'w2', servers: 6, guards: [0] },
    ]);
    driver.say('bo', 'commander', 'approve', 'gate');
    driver.say('cy', 'manager', 'approve', 'gate');

    driver.answer('w1');
    expect(driver.status('gate')).toBe('waiting');
    expect(driver.status('w2')).toBe('pending');
    driver.say('bo', 'commander', 'approve', 'gate');
    driver.say('cy', 'manager', 'approve', 'gate');

    expect(driver.status('w2')).toBe('running');
  });

  it('is asked again when its time is over', () => {
    const driver = driverOf([
      { id: 'gate', kind: 'approval', work: tinyApproval({ validForMs: 1000 }) },
      { id: 'w1', guards: [0] },
      { id: 'w2', guards: [0] },
    ]);
    driver.say('bo', 'commander', 'approve', 'gate');
    driver.say('cy', 'manager', 'approve', 'gate');

    driver.wait(2000);
    driver.answer('w1');

    expect(driver.status('gate')).toBe('waiting');
    expect(driver.status('w2')).toBe('pending');
  });
});

describe('a power gate', () => {
  const power: TinyNode = {
    id: 'safe/feed-a',
    kind: 'power',
    work: {
      type: 'power',
      locks: [{ id: 'l1', holder: 'bo' }],
      permits: [{ id: 'insulation', unit: 'MOhm', min: 25, maxAgeMs: 3_600_000 }],
      signOff: {
        roles: ['commander', 'manager'],
        quorum: 2,
        distinctRoles: true,
        notStarter: false,
      },
      expiresMs: 36_000_000,
    },
  };
  const read = (driver: RunDriver, value: number) => {
    driver.say('cy', 'manager', 'reading', 'safe/feed-a', { answer: { id: 'insulation', value } });
  };
  const open = (driver: RunDriver) => {
    driver.say('bo', 'commander', 'lock', 'safe/feed-a', {
      answer: { lock: 'l1', state: 'released' },
    });
    read(driver, 100);
    driver.say('bo', 'commander', 'sign-off', 'safe/feed-a');
    driver.say('cy', 'manager', 'sign-off', 'safe/feed-a');
  };

  it('opens when locks are off, readings are safe and it is signed off', () => {
    const driver = driverOf([power, { id: 'close', permit: 0 }]);

    open(driver);

    expect(driver.status('safe/feed-a')).toBe('done');
    expect(driver.status('close')).toBe('running');
  });

  it('voids sign-offs when a reading turns unsafe', () => {
    const driver = driverOf([power]);
    driver.say('bo', 'commander', 'lock', 'safe/feed-a', {
      answer: { lock: 'l1', state: 'released' },
    });
    read(driver, 100);
    driver.say('bo', 'commander', 'sign-off', 'safe/feed-a');

    read(driver, 3);
    read(driver, 80);
    driver.say('cy', 'manager', 'sign-off', 'safe/feed-a');

    expect(driver.status('safe/feed-a')).toBe('waiting');
  });

  it('is asked again when a reading has grown old before power is put on', () => {
    const driver = driverOf([power, { id: 'slow-work' }, { id: 'close', permit: 0 }]);
    open(driver);

    driver.wait(3_600_001);
    driver.answer('slow-work');

    expect(driver.status('safe/feed-a')).toBe('waiting');
    expect(driver.status('close')).toBe('pending');
  });
});

describe('the deadline of a question in a fast drill', () => {
  it('is divided by speed for simulated people', () => {
    const driver = gateDriver({ speed: 200, simulated: true });
    driver.wait(60_000);
    expect(driver.status('gate')).toBe('held');
  });

  it('leaves real people five minutes of what was authored', () => {
    const driver = gateDriver({ speed: 200, simulated: false });
    driver.wait(4 * 60_000);
    expect(driver.status('gate')).toBe('waiting');

    driver.wait(2 * 60_000);
    expect(driver.status('gate')).toBe('held');
  });

  it('stays as authored where that is shorter', () => {
    const driver = gateDriver({ speed: 200, simulated: false }, 10_000);
    driver.wait(11_000);
    expect(driver.status('gate')).toBe('held');
  });
});

function gateDriver(
  header: Partial<RunDriver['run']['state']['header']>,
  expiresMs = 600_000,
): RunDriver {
  const policy = tinyPolicy();
  const nodes = tinyNodes([{ id: 'gate', work: tinyApproval({ expiresMs }) }, { id: 'next' }]);
  return new RunDriver(tinyPlan(nodes, { policy }), policy, header);
}
