import fc from 'fast-check';
import { ERRORS } from '../../model/errors';
import { tinyApproval, tinyCall, tinyWork, type TinyNode } from '../support/tiny-plan';
import { JudgedRun } from './judged-run';

/* Gates and holds: what other tools got wrong, each as a test of the same name as in the list of behaviours to fix. */

const MINUTE = 60_000;
const EXPIRES_MS = 10 * MINUTE;

const GATE: TinyNode = { id: 'gate', kind: 'approval', needs: [], work: tinyApproval() };
const TASK: TinyNode = {
  id: 'task',
  kind: 'manual',
  needs: [],
  work: { type: 'manual', assignee: 'manager', keep: false, form: {}, remindEveryMs: MINUTE },
};
const POWER: TinyNode = {
  id: 'safe/feed-a',
  kind: 'power',
  needs: [],
  work: {
    type: 'power',
    locks: [],
    permits: [],
    signOff: { roles: ['commander', 'manager'], quorum: 2, distinctRoles: true, notStarter: false },
    expiresMs: EXPIRES_MS,
  },
};

describe('2. A manual answer disarms the timer', () => {
  it.each([
    ['approved', ['approve', 'approve'], 'done'],
    ['denied', ['deny'], 'denied'],
    ['skipped', ['skip', 'skip'], 'skipped'],
  ] as const)('of a question that is %s', (_how, acts, status) => {
    const run = JudgedRun.of([GATE, { id: 'behind' }]);
    const [first = 'deny', second] = acts;
    expect(run.tell('bo', 'commander', first, 'gate')).toBe('taken');
    if (second !== undefined) run.tell('cy', 'manager', second, 'gate');
    expect([...run.timers.keys()]).toEqual([]);

    run.wait(100 * EXPIRES_MS);
    run.takeOver();
    run.wait(100 * EXPIRES_MS);

    expect(run.status('gate')).toBe(status);
    expect(run.told('expired')).toEqual([]);
  });

  it('of a task that is done', () => {
    const run = JudgedRun.of([TASK]);
    run.wait(MINUTE + 1);
    expect(run.told('reminded')).toHaveLength(1);

    expect(run.tell('cy', 'manager', 'done', 'task', { answer: {} })).toBe('taken');
    run.wait(100 * MINUTE);

    expect(run.told('reminded')).toHaveLength(1);
    expect(run.run.state.status).toBe('done');
  });
});

describe('3. A gate in one branch does not stop or fail the others', () => {
  it.each([
    ['waits', () => undefined, 'waiting'],
    ['is denied', (run: JudgedRun) => run.tell('bo', 'commander', 'deny', 'gate'), 'denied'],
    ['expires', (run: JudgedRun) => run.wait(EXPIRES_MS), 'held'],
  ] as const)('where it %s', (_how, happen, status) => {
    const run = JudgedRun.of([
      GATE,
      { id: 'behind', needs: [0] },
      { id: 'one', needs: [] },
      { id: 'two', needs: [2] },
      { id: 'nap', kind: 'wait', needs: [], work: { type: 'wait', ms: EXPIRES_MS / 2 } },
    ]);

    happen(run);
    run.answer('one');
    run.answer('two');
    run.wait(EXPIRES_MS / 2);

    expect(run.cancelled.size).toBe(0);
    expect([run.status('one'), run.status('two'), run.status('nap')]).toEqual([
      'done',
      'done',
      'done',
    ]);
    expect(run.status('behind')).toBe('pending');
    expect(run.run.over).toBe(false);
    expect(run.status('gate')).toBe(status);
  });
});

describe('4. An answer in the instant the gate opens is kept, exactly once', () => {
  const opened = (): JudgedRun => {
    const run = JudgedRun.of([
      { id: 'one' },
      { ...GATE, needs: [0] },
      { id: 'behind', needs: [1] },
    ]);
    run.answer('one');
    return run;
  };

  it('though no time has passed since it was asked, and the run moves house in between', () => {
    const run = opened();

    expect(run.tell('bo', 'commander', 'approve', 'gate')).toBe('taken');
    run.takeOver();
    expect(run.tell('cy', 'manager', 'approve', 'gate')).toBe('taken');

    expect(run.status('gate')).toBe('done');
    expect(run.started()).toEqual(['one', 'behind']);
  });

  it('though a client that saw no answer sends it again', () => {
    const run = opened();
    const { statement } = run.statement('bo', 'commander', 'approve', 'gate');

    expect([run.hand(statement), run.hand(statement)]).toEqual(['taken', 'taken']);
    run.takeOver();
    expect(run.hand(statement)).toBe('taken');

    expect(run.told('said')).toHaveLength(1);
    expect(run.status('gate')).toBe('waiting');
  });

  it('and one that comes before is refused to its face, not lost', () => {
    const run = JudgedRun.of([{ id: 'one' }, { ...GATE, needs: [0] }]);

    expect(run.tell('bo', 'commander', 'approve', 'gate')).toBe('NOT_ASKED');
  });
});

describe('5. Double approve, approve after deny or expiry: clear refusal', () => {
  const yes = (run: JudgedRun, person = 'bo', role = 'commander'): string =>
    run.tell(person, role, 'approve', 'gate');

  it.each([
    ['a second time', (run: JudgedRun) => yes(run), 'ALREADY_SIGNED'],
    ['after a denial', (run: JudgedRun) => run.tell('cy', 'manager', 'deny', 'gate'), 'NOT_ASKED'],
    ['after its time', (run: JudgedRun) => run.wait(EXPIRES_MS), 'NOT_ASKED'],
    ['after it opened', (run: JudgedRun) => [yes(run), yes(run, 'cy', 'manager')], 'NOT_ASKED'],
  ] as const)('%s', (_when, happen, code) => {
    const run = JudgedRun.of([GATE, { id: 'behind' }]);
    happen(run);
    const before = run.entries.length;
    const started = run.started();
    const refusedAt = run.run.state.seq;

    expect(yes(run)).toBe(code);

    expect(ERRORS[code].fix).not.toBe('');
    expect([run.entries.length, run.run.state.seq]).toEqual([before, refusedAt]);
    expect(run.started()).toEqual(started);
  });
});

describe('6. Same person cannot count twice, starter cannot count', () => {
  it.each(['approve', 'skip'] as const)('by %s, in whatever role', (act) => {
    const run = JudgedRun.of([GATE, { id: 'behind' }], { starter: 'bo' });

    expect(run.tell('bo', 'commander', act, 'gate')).toBe('STARTER_MAY_NOT');
    expect(run.tell('di', 'commander', act, 'gate')).toBe('taken');
    expect(run.tell('di', 'manager', act, 'gate')).toBe('ALREADY_SIGNED');
    expect(run.tell('di', 'commander', act, 'gate')).toBe('ALREADY_SIGNED');
    expect(run.status('gate')).toBe('waiting');
    expect(run.started()).toEqual([]);

    expect(run.tell('cy', 'manager', act, 'gate')).toBe('taken');
    expect(run.started()).toEqual(['behind']);
  });

  it('at the sign-off of a power gate', () => {
    const run = JudgedRun.of([POWER, { id: 'close' }]);

    expect(run.tell('di', 'commander', 'sign-off', POWER.id)).toBe('taken');
    expect(run.tell('di', 'manager', 'sign-off', POWER.id)).toBe('ALREADY_SIGNED');

    expect(run.started()).toEqual([]);
  });
});

describe('7. Approve and deny are distinct audit events with actor and reason', () => {
  it.each([
    ['approve', 'Looked at it', undefined],
    ['deny', 'Smoke in hall 2', 'denied'],
  ] as const)('%s', (act, reason, status) => {
    const run = JudgedRun.of([GATE]);

    run.tell('di', 'manager', act, 'gate', { reason });

    const [said] = run.told('said');
    expect(said?.signed.statement).toMatchObject({
      act,
      reason,
      person: 'di',
      role: 'manager',
      step: 'gate',
    });
    expect(said?.signed.signature).not.toBe('');
    const nodes = run.told('node').filter((one) => one.node === 'gate');
    expect(nodes.some((one) => one.status === 'denied')).toBe(status === 'denied');
    expect(nodes.at(-1)).toMatchObject(
      status === undefined ? { status: 'waiting' } : { status, reason },
    );
  });

  it('and a denial without a reason is none', () => {
    const run = JudgedRun.of([GATE]);

    expect(run.tell('di', 'manager', 'deny', 'gate', { reason: ' ' })).toBe('REASON_MISSING');
    expect(run.told('said')).toEqual([]);
  });
});

describe('8. Expiry never approves: the gate is held', () => {
  it.each([
    ['an approval', GATE],
    ['an approval with a ladder', { ...GATE, work: tinyApproval({ escalateTo: ['engineer'] }) }],
    ['a power gate', POWER],
  ] as const)('%s', (_what, gate) => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ms: fc.nat(3 * EXPIRES_MS), moves: fc.boolean() }), { maxLength: 8 }),
        fc.boolean(),
        (waits, voted) => {
          const run = JudgedRun.of([gate, { id: 'behind' }]);
          const act = gate.kind === 'power' ? 'sign-off' : 'approve';
          if (voted) run.tell('bo', 'commander', act, gate.id);

          for (const { ms, moves } of waits) {
            run.wait(ms);
            if (moves) run.takeOver();
          }
          run.wait(3 * EXPIRES_MS);

          expect([run.status(gate.id), run.run.state.status]).toEqual(['held', 'held']);
          expect(run.started()).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('9. Failed dependency holds dependants across tiers; override with a reason', () => {
  const service = (id: string, needs: readonly number[]): TinyNode => ({
    id: `enable/${id}`,
    kind: 'enable',
    service: id,
    needs,
    work: tinyWork({ phases: [tinyCall({ id: 'health' })] }),
  });
  const fails = {
    ok: false,
    end: 'failed',
    retry: false,
    error: { code: 'TARGET_REFUSED', message: 'no' },
  } as const;

  it('from the first to the last', () => {
    const run = JudgedRun.of([
      service('db', []),
      service('app', [0]),
      service('web', [1]),
      service('mail', []),
    ]);

    run.answer('enable/db', fails);
    run.answer('enable/mail');
    run.wait(1000 * MINUTE);

    expect(['db', 'app', 'web', 'mail'].map((id) => run.status(`enable/${id}`))).toEqual([
      'held',
      'pending',
      'pending',
      'done',
    ]);
    expect(run.run.state.status).toBe('held');
    expect(run.tell('ann', 'engineer', 'skip', 'enable/db', { reason: '' })).toBe('REASON_MISSING');
    expect(run.status('enable/app')).toBe('pending');

    const reason = 'It runs from the other site';
    expect(run.tell('ann', 'engineer', 'skip', 'enable/db', { reason })).toBe('taken');
    run.answer('enable/app');
    run.answer('enable/web');

    expect(run.run.state.status).toBe('done');
    expect(run.told('node').findLast((one) => one.node === 'enable/db')).toMatchObject({
      status: 'skipped',
      reason,
    });
    expect(run.told('said')[0]?.signed.statement).toMatchObject({
      person: 'ann',
      act: 'skip',
      reason,
    });
  });
});
