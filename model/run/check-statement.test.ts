import { RunDriver } from '../../test/support/run-driver';
import { signed, testKey } from '../../test/support/signing';
import {
  tinyApproval,
  tinyNodes,
  tinyPlan,
  tinyPolicy,
  type TinyNode,
} from '../../test/support/tiny-plan';
import type { Statement } from '../statement';
import { checkStart, judge } from './check-statement';

const local = testKey('local');
const simulated = testKey('simulated');
const own = testKey('person', 'bo');
const stranger = testKey('local');

const NODES: readonly TinyNode[] = [
  { id: 'gate', kind: 'approval', needs: [], work: tinyApproval() },
  {
    id: 'task',
    kind: 'manual',
    needs: [],
    work: {
      type: 'manual',
      assignee: 'manager',
      keep: false,
      form: {
        certificate: { type: 'string', required: true, pattern: '[A-Z]-\\d+' },
        floors: { type: 'number', required: false, min: 1, max: 9 },
      },
    },
  },
  {
    id: 'safe/a',
    kind: 'power',
    needs: [],
    work: {
      type: 'power',
      locks: [{ id: 'l1', holder: 'bo' }],
      permits: [{ id: 'insulation', unit: 'MOhm', min: 25, maxAgeMs: 3_600_000 }],
      signOff: {
        roles: ['commander', 'manager'],
        quorum: 2,
        distinctRoles: true,
        notStarter: true,
      },
      expiresMs: 3_600_000,
    },
  },
  { id: 'work', needs: [0] },
];

function start(header = {}): RunDriver {
  const policy = tinyPolicy({
    local: local.policyKey,
    simulated: simulated.policyKey,
    'person:bo': own.policyKey,
  });
  return new RunDriver(tinyPlan(tinyNodes(NODES), { policy }), policy, header);
}

/** Code of the refusal of a statement signed with the local key, or `taken`. */
function verdict(driver: RunDriver, statement: Statement, key = local): string {
  const judged = judge(driver.run, signed(statement, key), driver.now);
  return judged.ok ? 'taken' : judged.refusal.code;
}

describe('a statement', () => {
  it('is taken from a person with the role that is asked', () => {
    const driver = start();

    const { statement } = driver.statement('bo', 'commander', 'approve', 'gate');

    expect(verdict(driver, statement)).toBe('taken');
  });

  it.each([
    ['a role the person does not hold', { role: 'manager' }, 'ROLE_NOT_HELD'],
    ['a person who is not in the roster', { person: 'zed' }, 'PERSON_UNKNOWN'],
    ['a member name of every object as person', { person: 'constructor' }, 'PERSON_UNKNOWN'],
    ['another recovery', { recovery: 'other-20221015-abcdef' }, 'STATEMENT_OTHER_RECOVERY'],
    ['another plan', { planDigest: 'sha256:0' }, 'STATEMENT_OTHER_PLAN'],
    ['an unknown key', { keyId: 'toString' }, 'STATEMENT_KEY_UNKNOWN'],
    ['a time long ago', { at: '2022-10-15T06:00:00.000Z' }, 'STATEMENT_TOO_OLD'],
    ['a time to come', { at: '2022-10-15T06:33:00.000Z' }, 'STATEMENT_TOO_EARLY'],
    ['no time', { at: 'yesterday' }, 'STATEMENT_MALFORMED'],
    ['a question that was put again since', { shown: 'sha256:0' }, 'STATEMENT_QUESTION_CHANGED'],
    ['another asking of it', { attempt: 7 }, 'STATEMENT_QUESTION_CHANGED'],
    ['a step that does not wait', { step: 'work' }, 'NOT_ASKED'],
    ['a step that is not there', { step: 'nowhere' }, 'NOT_ASKED'],
    ['an act that is no answer to it', { act: 'done' }, 'ACT_NOT_POSSIBLE'],
    ['a denial without a reason', { act: 'deny', reason: ' ' }, 'REASON_MISSING'],
    ['a second start', { act: 'start' }, 'ACT_NOT_POSSIBLE'],
  ] as const)('is refused with %s', (_what, over, code) => {
    const driver = start();

    const { statement } = driver.statement('bo', 'commander', 'approve', 'gate', over);

    expect(verdict(driver, statement)).toBe(code);
  });

  it('is refused when altered after it was signed', () => {
    const driver = start();
    const { statement } = driver.statement('bo', 'commander', 'approve', 'gate');
    const { signature } = signed(statement, local);

    const judged = judge(
      driver.run,
      { statement: { ...statement, person: 'cy', role: 'manager' }, signature },
      driver.now,
    );

    expect(judged).toMatchObject({ ok: false, refusal: { code: 'STATEMENT_SIGNATURE_WRONG' } });
  });

  it('is refused when a stranger signed it in the name of a known key', () => {
    const driver = start();

    const { statement } = driver.statement('bo', 'commander', 'approve', 'gate');

    expect(verdict(driver, statement, stranger)).toBe('STATEMENT_SIGNATURE_WRONG');
  });

  it.each([
    ['nothing', undefined, 'STATEMENT_MALFORMED'],
    ['a text', 'approve', 'STATEMENT_MALFORMED'],
    ['a bare statement', { statement: {} }, 'STATEMENT_UNSIGNED'],
    ['an empty signature', { statement: {}, signature: '' }, 'STATEMENT_UNSIGNED'],
    ['a list', [1, 2], 'STATEMENT_MALFORMED'],
  ] as const)('is refused where %s was sent', (_what, sent, code) => {
    const driver = start();

    expect(judge(driver.run, sent, driver.now)).toMatchObject({ ok: false, refusal: { code } });
  });

  it('is refused from simulated people where real ones are meant', () => {
    const driver = start({ simulated: false });

    const { statement } = driver.statement('bo', 'commander', 'approve', 'gate', {
      keyId: 'simulated',
    });

    expect(verdict(driver, statement, simulated)).toBe('STATEMENT_SIMULATED');
  });

  it('is refused from simulated people in a live run, whatever the start says', () => {
    const driver = start({ simulated: true, mode: 'live' });

    const { statement } = driver.statement('bo', 'commander', 'approve', 'gate', {
      keyId: 'simulated',
    });

    expect(verdict(driver, statement, simulated)).toBe('STATEMENT_SIMULATED');
  });

  it('may be old when signed with a key of the person’s own', () => {
    const driver = start();

    const { statement } = driver.statement('bo', 'commander', 'approve', 'gate', {
      keyId: 'person:bo',
      at: '2022-10-15T05:00:00.000Z',
    });

    expect(verdict(driver, statement, own)).toBe('taken');
  });

  it('is refused when one person’s key signs for another', () => {
    const driver = start();

    const { statement } = driver.statement('cy', 'manager', 'approve', 'gate', {
      keyId: 'person:bo',
    });

    expect(verdict(driver, statement, own)).toBe('STATEMENT_KEY_UNKNOWN');
  });

  it('is refused from the starter where the gate says so', () => {
    const driver = start({ starter: 'di' });

    const { statement } = driver.statement('di', 'manager', 'approve', 'gate');

    expect(verdict(driver, statement)).toBe('STARTER_MAY_NOT');
  });

  it('is refused as a second signature of the same person, and of the same role', () => {
    const driver = start();
    driver.say('di', 'commander', 'approve', 'gate');

    expect(verdict(driver, driver.statement('di', 'manager', 'approve', 'gate').statement)).toBe(
      'ALREADY_SIGNED',
    );
    expect(verdict(driver, driver.statement('bo', 'commander', 'approve', 'gate').statement)).toBe(
      'ROLE_ALREADY_SIGNED',
    );
  });

  it('counts once however often it is sent', () => {
    const driver = start();
    const statement = driver.statement('bo', 'commander', 'approve', 'gate');

    driver.send({ type: 'said', signed: statement });
    driver.send({ type: 'said', signed: statement });

    expect(driver.entries.filter((entry) => entry.body.type === 'said')).toHaveLength(1);
  });

  it('is refused when its nonce was used for something else', () => {
    const driver = start();
    driver.say('bo', 'commander', 'approve', 'gate', { nonce: 'f'.repeat(32) });

    const { statement } = driver.statement('cy', 'manager', 'approve', 'gate', {
      nonce: 'f'.repeat(32),
    });

    expect(verdict(driver, statement)).toBe('NONCE_REUSED');
  });

  it.each([
    ['no certificate', {}, 'FORM_INCOMPLETE'],
    ['a certificate of another shape', { certificate: 'x' }, 'FORM_INCOMPLETE'],
    ['a number out of range', { certificate: 'A-1', floors: 10 }, 'FORM_INCOMPLETE'],
    ['an unknown field', { certificate: 'A-1', colour: 'red' }, 'FORM_INCOMPLETE'],
    ['all that is asked', { certificate: 'A-1', floors: 2 }, 'taken'],
  ] as const)('reports a task with %s', (_what, answer, code) => {
    const driver = start();

    expect(
      verdict(driver, driver.statement('cy', 'manager', 'done', 'task', { answer }).statement),
    ).toBe(code);
  });

  it.each([
    ['a sign-off before locks and readings', { act: 'sign-off' }, 'SIGN_OFF_TOO_SOON'],
    [
      'a lock of somebody else',
      { act: 'lock', answer: { lock: 'l1', state: 'released' } },
      'LOCK_NOT_YOURS',
    ],
    [
      'a reading nobody asked for',
      { act: 'reading', answer: { id: 'colour', value: 1 } },
      'READING_UNKNOWN_PERMIT',
    ],
    [
      'a reading that is old',
      { act: 'reading', answer: { id: 'insulation', value: 99, takenAt: '2022-10-15T01:00:00Z' } },
      'READING_TOO_OLD',
    ],
    [
      'a reading without a value',
      { act: 'reading', answer: { id: 'insulation' } },
      'FORM_INCOMPLETE',
    ],
    ['a skip of the gate', { act: 'skip' }, 'VERB_NOT_ALLOWED'],
  ] as const)('is refused at a power gate: %s', (_what, over, code) => {
    const driver = start();

    expect(
      verdict(driver, driver.statement('cy', 'manager', 'approve', 'safe/a', over).statement),
    ).toBe(code);
  });

  it('never skips a power gate, whoever says so', () => {
    const driver = start();

    expect(verdict(driver, driver.statement('ann', 'engineer', 'skip', 'safe/a').statement)).toBe(
      'SKIP_REFUSED',
    );
  });

  it('skips an approval only with that approval’s own quorum', () => {
    const driver = start();

    expect(verdict(driver, driver.statement('ann', 'engineer', 'skip', 'gate').statement)).toBe(
      'ROLE_NOT_ASKED',
    );
    driver.say('bo', 'commander', 'skip', 'gate');
    expect(driver.status('gate')).toBe('waiting');
    driver.say('cy', 'manager', 'skip', 'gate');

    expect(driver.status('gate')).toBe('skipped');
  });

  it.each([
    ['a verb the role may not use', 'cy', 'manager', 'pause', 'VERB_NOT_ALLOWED'],
    ['resume of what runs', 'bo', 'commander', 'resume', 'ACT_NOT_POSSIBLE'],
    ['stop by anyone in the roster', 'cy', 'manager', 'stop', 'taken'],
  ] as const)('steers: %s', (_what, person, role, act, code) => {
    const driver = start();

    expect(verdict(driver, driver.statement(person, role, act).statement)).toBe(code);
  });
});

describe('the start of a recovery', () => {
  it('must be signed by its starter, for its mode, in a role that may start', () => {
    const driver = start();
    const made = (over: Partial<Statement> = {}) =>
      signed(
        driver.statement('ann', 'engineer', 'start', '', {
          answer: { mode: 'drill', simulated: false },
          ...over,
        }).statement,
        local,
      );
    const code = (sent: unknown) => checkStart(driver.run, sent, driver.now)?.code;

    expect(code(made())).toBeUndefined();
    expect(code(made({ answer: { mode: 'drill', simulated: true } }))).toBe('START_REFUSED');
    expect(code(made({ person: 'bo', role: 'commander' }))).toBe('START_REFUSED');
    expect(code(made({ act: 'stop' }))).toBe('START_REFUSED');
    expect(code({ ...made(), signature: 'AAAA' })).toBe('START_REFUSED');
  });
});
