import { RunDriver } from '../../test/support/run-driver';
import { tinyNodes, tinyPlan, tinyPolicy, type TinyNode } from '../../test/support/tiny-plan';
import type { Json } from '../json';
import type { FormRule } from '../plan/plan';
import { checkAct } from './check-statement';

const GATE = 'safe/feed-a';
const HOUR = 3_600_000;

const driverOf = (node: TinyNode): RunDriver =>
  new RunDriver(tinyPlan(tinyNodes([node])), tinyPolicy());

const powerGate = (): RunDriver =>
  driverOf({
    id: GATE,
    kind: 'power',
    work: {
      type: 'power',
      locks: [
        { id: 'l1', holder: 'bo' },
        { id: 'l2', holder: 'cy' },
      ],
      permits: [
        { id: 'insulation', unit: 'MOhm', min: 25, maxAgeMs: HOUR },
        { id: 'earth', unit: 'Ohm', max: 1, maxAgeMs: HOUR },
        { id: 'phase', values: ['correct'], maxAgeMs: HOUR },
      ],
      signOff: { roles: ['manager'], quorum: 1, distinctRoles: false, notStarter: false },
      expiresMs: 24 * HOUR,
      interlocks: [],
    },
  });

const lock = (driver: RunDriver, person: string, id: Json, state: Json): string =>
  driver.submit(person, person === 'cy' ? 'manager' : 'commander', 'lock', GATE, {
    answer: { lock: id, state },
  });

const read = (driver: RunDriver, id: string, value: Json, takenAt?: string): string =>
  driver.submit('cy', 'manager', 'reading', GATE, {
    answer: { id, value, ...(takenAt === undefined ? {} : { takenAt }) },
  });

const signOff = (driver: RunDriver): string => driver.submit('cy', 'manager', 'sign-off', GATE);

/** Locks off, and every reading good. */
function ready(): RunDriver {
  const driver = powerGate();
  lock(driver, 'bo', 'l1', 'released');
  lock(driver, 'cy', 'l2', 'released');
  read(driver, 'insulation', 25);
  read(driver, 'earth', 1);
  read(driver, 'phase', 'correct');
  return driver;
}

describe('a lock of a power gate', () => {
  it('is taken off once, by its holder', () => {
    const driver = powerGate();

    expect(lock(driver, 'cy', 'l1', 'released')).toBe('LOCK_NOT_YOURS');
    expect(lock(driver, 'bo', 'l1', 'released')).toBe('taken');
    expect(lock(driver, 'bo', 'l1', 'released')).toBe('ALREADY_SIGNED');
  });

  it('is on from the start, and can be put back on once it is off', () => {
    const driver = powerGate();

    expect(lock(driver, 'bo', 'l1', 'applied')).toBe('ALREADY_SIGNED');
    lock(driver, 'bo', 'l1', 'released');
    expect(lock(driver, 'bo', 'l1', 'applied')).toBe('taken');
    expect(lock(driver, 'bo', 'l1', 'applied')).toBe('ALREADY_SIGNED');
  });

  it.each<[string, Json, Json]>([
    ['of another gate', 'l9', 'released'],
    ['without a name', null, 'released'],
    ['that is half off', 'l1', 'half'],
    ['of which it is not said', 'l1', null],
  ])('is refused %s', (_what, id, state) => {
    expect(lock(powerGate(), 'bo', id, state)).toBe('ACT_NOT_POSSIBLE');
  });
});

describe('the sign-off of a power gate', () => {
  it('is taken when every lock is off and every reading is good', () => {
    const driver = ready();

    expect(signOff(driver)).toBe('taken');
    expect(driver.status(GATE)).toBe('done');
  });

  it('names what is still missing', () => {
    const driver = powerGate();
    lock(driver, 'bo', 'l1', 'released');
    read(driver, 'earth', 0.5);
    const { statement } = driver.statement('cy', 'manager', 'sign-off', GATE);

    expect(checkAct(driver.run, statement, driver.now)).toEqual({
      code: 'SIGN_OFF_TOO_SOON',
      message: `'${GATE}' still needs lock l2 (cy), reading insulation, reading phase`,
    });
  });

  it('is refused with a single lock on, or a single reading unsafe or too old', () => {
    const locked = ready();
    lock(locked, 'cy', 'l2', 'applied');
    expect(signOff(locked)).toBe('SIGN_OFF_TOO_SOON');

    for (const [id, value] of [
      ['insulation', 24.9],
      ['earth', 1.1],
      ['phase', 'wrong'],
      ['insulation', '25'],
    ] as const) {
      const unsafe = ready();
      read(unsafe, id, value);
      expect(signOff(unsafe)).toBe('SIGN_OFF_TOO_SOON');
    }

    const old = ready();
    old.wait(HOUR);
    expect(signOff(old)).toBe('taken');
    const older = ready();
    older.wait(HOUR + 1);
    expect(signOff(older)).toBe('SIGN_OFF_TOO_SOON');
  });

  it('is void once a lock is put back on', () => {
    const driver = driverOf({
      id: GATE,
      kind: 'power',
      work: {
        type: 'power',
        locks: [{ id: 'l1', holder: 'bo' }],
        permits: [],
        signOff: {
          roles: ['commander', 'manager'],
          quorum: 2,
          distinctRoles: true,
          notStarter: false,
        },
        expiresMs: 24 * HOUR,
        interlocks: [],
      },
    });
    lock(driver, 'bo', 'l1', 'released');
    driver.submit('bo', 'commander', 'sign-off', GATE);
    lock(driver, 'bo', 'l1', 'applied');
    lock(driver, 'bo', 'l1', 'released');

    expect(signOff(driver)).toBe('taken');
    expect(driver.status(GATE)).toBe('waiting');
    expect(driver.submit('bo', 'commander', 'sign-off', GATE)).toBe('taken');
    expect(driver.status(GATE)).toBe('done');
  });

  it.each(['approve', 'done'] as const)('is not said by %s', (act) => {
    expect(ready().submit('cy', 'manager', act, GATE)).toBe('ACT_NOT_POSSIBLE');
  });
});

describe('a reading of a power gate', () => {
  it.each([
    ['a minute ahead', 60_000, 'taken'],
    ['more than a minute ahead', 60_001, 'READING_TOO_OLD'],
    ['as old as its permit allows', -HOUR, 'taken'],
    ['older than its permit allows', -HOUR - 1, 'READING_TOO_OLD'],
  ])('dated %s', (_what, ms, verdict) => {
    const driver = powerGate();
    const takenAt = new Date(driver.now + ms).toISOString();

    expect(read(driver, 'insulation', 30, takenAt)).toBe(verdict);
  });

  it('is refused with a time that is none, or without a value', () => {
    expect(read(powerGate(), 'insulation', 30, 'just now')).toBe('READING_TOO_OLD');
    expect(read(powerGate(), 'insulation', null)).toBe('FORM_INCOMPLETE');
  });
});

describe('a form', () => {
  const form: Readonly<Record<string, FormRule>> = {
    paper: { type: 'string', required: true, pattern: '[A-Z]{2}-\\d+' },
    water: { type: 'enum', required: false, values: ['none', 'present'] },
    degrees: { type: 'number', required: false, min: -10, max: 40 },
    out: { type: 'boolean', required: false },
  };

  it.each<[string, Json, string]>([
    ['with what is required alone', { paper: 'AB-1' }, 'taken'],
    ['with all of it', { paper: 'AB-1', water: 'none', degrees: 40, out: false }, 'taken'],
    ['at the least number', { paper: 'AB-1', degrees: -10 }, 'taken'],
    ['with what is left open said to be so', { paper: 'AB-1', water: null }, 'taken'],
    ['under the least number', { paper: 'AB-1', degrees: -11 }, 'FORM_INCOMPLETE'],
    ['over the greatest number', { paper: 'AB-1', degrees: 41 }, 'FORM_INCOMPLETE'],
    ['with another choice', { paper: 'AB-1', water: 'some' }, 'FORM_INCOMPLETE'],
    ['with a text for a number', { paper: 'AB-1', degrees: '12' }, 'FORM_INCOMPLETE'],
    ['with a number for a yes', { paper: 'AB-1', out: 1 }, 'FORM_INCOMPLETE'],
    ['with more before the pattern', { paper: 'xAB-1' }, 'FORM_INCOMPLETE'],
    ['with more behind the pattern', { paper: 'AB-1x' }, 'FORM_INCOMPLETE'],
    ['without what is required', { water: 'none' }, 'FORM_INCOMPLETE'],
    ['with it left open', { paper: null }, 'FORM_INCOMPLETE'],
    ['with a field nobody asked for', { paper: 'AB-1', colour: 'red' }, 'FORM_INCOMPLETE'],
    ['that is none', 'AB-1', 'FORM_INCOMPLETE'],
  ])('is judged %s', (_what, answer, verdict) => {
    const driver = driverOf({
      id: 'task',
      kind: 'manual',
      work: { type: 'manual', assignee: 'manager', form, keep: false },
    });

    expect(driver.submit('cy', 'manager', 'done', 'task', { answer })).toBe(verdict);
  });

  it('with blanks for a required text is not filled in', () => {
    const driver = driverOf({
      id: 'task',
      kind: 'manual',
      work: {
        type: 'manual',
        assignee: 'manager',
        form: { paper: { type: 'string', required: true } },
        keep: false,
      },
    });

    expect(driver.submit('cy', 'manager', 'done', 'task', { answer: { paper: '  ' } })).toBe(
      'FORM_INCOMPLETE',
    );
  });
});
