import { RunDriver } from '../../test/support/run-driver';
import { tinyApproval, tinyNodes, tinyPlan, tinyPolicy } from '../../test/support/tiny-plan';
import type { GateWork, PowerWork } from '../plan/plan';

/** The question that a gate asks. */
function questionOf(work: GateWork, mode: 'live' | 'drill' = 'drill'): readonly string[] {
  const policy = {
    ...tinyPolicy(),
    people: {
      ...tinyPolicy().people,
      ann: { name: 'Ann', roles: ['engineer'], contact: 'radio 1' },
    },
  };
  const nodes = tinyNodes([{ id: 'gate', kind: work.type, title: 'Go on?', work }]);
  const driver = new RunDriver(tinyPlan(nodes, { policy }), policy, { mode });
  return driver.bodies('asked')[0]?.ask.lines ?? [];
}

const POWER: PowerWork = {
  type: 'power',
  locks: [],
  permits: [
    { id: 'insulation', unit: 'MOhm', min: 25, maxAgeMs: 60_000 },
    { id: 'earth', unit: 'Ohm', max: 1, maxAgeMs: 60_000 },
    { id: 'phase', values: ['correct', 'not fitted'], maxAgeMs: 60_000 },
  ],
  signOff: { roles: ['manager'], quorum: 1, distinctRoles: false, notStarter: false },
  expiresMs: 3_600_000,
  interlocks: [],
};

describe('the question of a gate', () => {
  it('tells of an approval who asks, what follows each answer, and who must sign', () => {
    const work = tinyApproval({
      escalateTo: ['director'],
      upToServers: 40,
      validForMs: 90 * 60_000,
      text: {
        recommend: 'Start',
        ifYes: 'servers start',
        ifNo: 'nothing starts',
        harm: 'a breaker trips',
        reversible: true,
      },
    });

    expect(questionOf(work)).toEqual([
      'DRILL · Tiny plan · tiny-20221015-abcdef',
      'Go on?',
      'For: up to 40 servers; valid for 90 min',
      'Asked by Ann (radio 1): Start',
      'If yes: servers start',
      'If no: nothing starts',
      'If late: director asked, then held after 2022-10-15T06:37:00.000Z; lateness never approves',
      'Reversible: yes · Worst harm: a breaker trips',
      'Needs: 2 signatures by commander, manager; each in another role; not the starter',
      'Last drilled: not on record',
    ]);
  });

  it('says what is not stated, and asks for one signature in few words', () => {
    const rule = { roles: ['manager'], quorum: 1, distinctRoles: false, notStarter: false };
    const lines = questionOf(
      tinyApproval({ approvers: rule, subjects: ['login', 'talk'], validForMs: 2 * 3_600_000 }),
      'live',
    );

    expect(lines[0]).toMatch(/^LIVE · /);
    expect(lines).toEqual(
      expect.arrayContaining([
        'For: valid for 2 h; login, talk',
        'Asked by Ann (radio 1)',
        'If yes: the steps behind it start',
        'If no: what needs it stays held; nothing is undone',
        'If late: held after 2022-10-15T06:37:00.000Z; lateness never approves',
        'Reversible: not stated · Worst harm: not stated',
        'Needs: 1 signature by manager',
      ]),
    );
    expect(questionOf(tinyApproval({ text: { reversible: false } }))).toContain(
      'Reversible: no · Worst harm: not stated',
    );
  });

  it('names the readings that a power gate asks for, with their limits', () => {
    expect(questionOf(POWER)).toEqual(
      expect.arrayContaining([
        'Readings: insulation at least 25 MOhm; earth at most 1 Ohm; phase correct or not fitted',
        'If yes: this feed may be energised, section by section',
        'Needs: 1 signature by manager',
      ]),
    );
    expect(questionOf({ ...POWER, permits: [] }).join()).not.toContain('Readings');
  });

  it('names the fields of a report, and who gives it', () => {
    const form = {
      paper: { type: 'string', required: true },
      water: { type: 'boolean', required: false },
    } as const;
    const lines = questionOf({ type: 'manual', assignee: 'manager', form, keep: false });

    expect(lines).toEqual(
      expect.arrayContaining([
        'Answer with: paper (string, required), water (boolean)',
        'If yes: the steps behind it go on',
        'If late: it goes on waiting, and you are reminded',
        'Needs: one report by manager',
      ]),
    );
    expect(
      questionOf({ type: 'manual', assignee: 'manager', form: {}, keep: false }).join(),
    ).not.toContain('Answer with');
  });
});
