import {
  codesOf,
  ENERGISE,
  POWER,
  problemsOf,
  ROSTER,
  runbookOf,
  stepsOf,
} from '../../test/support/scenario-texts';

const gate = (rule: string) =>
  runbookOf(stepsOf(POWER, `- { id: ask, kind: approval, approvers: { ${rule} } }`));
const roster = (from: string, to: string) => {
  if (!ROSTER.includes(from)) throw new Error(from);
  return ROSTER.replace(from, to);
};

describe('signatures that nobody can give', () => {
  it.each<[string, string, string]>([
    [
      'of a role that nobody holds',
      'roles: [spare]',
      roster('roles:\n', 'roles:\n  - { id: spare }\n'),
    ],
    ['of more people than hold the role', 'roles: [commander], quorum: 3', ROSTER],
    ['in more roles than there are', 'roles: [commander], quorum: 2, distinctRoles: true', ROSTER],
    [
      'in different roles, where one person holds both alone',
      'roles: [commander, manager], quorum: 2, distinctRoles: true',
      roster('roles: [commander] }', 'roles: [operator] }').replace(
        'id: cy, roles: [manager]',
        'id: cy, roles: [operator]',
      ),
    ],
    ['of the starter alone', 'roles: [operator]', ROSTER],
    [
      'of people reached only by a tool of the lost site',
      'roles: [manager]',
      ROSTER.replaceAll('roles: [manager', 'reachedBy: [chat], roles: [manager'),
    ],
  ])('%s', (_, rule, people) => {
    const codes = new Set(codesOf({ runbook: gate(rule), roster: people }));

    expect([...codes]).toEqual(['APPROVERS_UNREACHABLE']);
  });

  it('of a site that is named, not given as input', () => {
    const runbook = gate('roles: [manager]').replace(
      'inputs: { site: { type: site, default: here } }',
      'inputs: {}',
    );
    const people = ROSTER.replaceAll('roles: [manager', 'reachedBy: [chat], roles: [manager');

    expect(new Set(codesOf({ runbook, roster: people }))).toEqual(
      new Set(['APPROVERS_UNREACHABLE']),
    );
  });

  it('of an assignee, of a sign-off, of the question before services', () => {
    const people = roster('roles:\n', 'roles:\n  - { id: spare }\n');
    const enable =
      '- { id: enable, kind: enable, services: all, approval: { tiers: [1], approvers: { roles: [spare] } } }';

    for (const steps of [
      '- { id: m, kind: manual, assignee: spare }',
      POWER.replace('[manager]', '[spare]'),
      stepsOf(POWER, ENERGISE, enable),
    ])
      expect(codesOf({ runbook: runbookOf(steps), roster: people })).toEqual([
        'APPROVERS_UNREACHABLE',
      ]);
  });
});

describe('signatures that can be given', () => {
  it.each([
    [
      'by matching people to roles, not by counting',
      'roles: [commander, manager], quorum: 2, distinctRoles: true',
      ROSTER,
    ],
    [
      'by people reached another way too',
      'roles: [manager]',
      ROSTER.replaceAll('roles: [manager', 'reachedBy: [chat, radio], roles: [manager'),
    ],
    ['by the starter, where the gate says so', 'roles: [operator], notStarter: false', ROSTER],
  ])('%s', (_, rule, people) => {
    expect(problemsOf({ runbook: gate(rule), roster: people })).toEqual([]);
  });

  it('unless a certain person starts: that is warned of', () => {
    const people = roster(
      'id: bo, roles: [commander]',
      'id: bo, roles: [operator, commander]',
    ).replace('[manager, commander]', '[manager]');

    expect(problemsOf({ runbook: gate('roles: [commander]'), roster: people }, 'warning')).toEqual([
      expect.stringContaining('where bo starts the recovery'),
    ]);
  });
});
