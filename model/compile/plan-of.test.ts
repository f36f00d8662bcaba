import {
  INVENTORY,
  planOfTexts,
  ROSTER,
  runbookOf,
  type ScenarioTexts,
  stepsOf,
  POWER,
  ENERGISE,
  RESTORE,
  ENABLE,
  DRILL,
} from '../../test/support/scenario-texts';

const HEAD = 'inputs: { site: { type: site, default: here } }';
const WHOLE = runbookOf(stepsOf(POWER, ENERGISE, RESTORE, ENABLE)).replace(
  HEAD,
  `${HEAD.slice(0, -1)}, note: { type: string, default: x } }`,
);
const BASE: ScenarioTexts = { runbook: WHOLE };
const digests = (texts: ScenarioTexts, over: Parameters<typeof planOfTexts>[1] = {}) => {
  const { planDigest, manifest } = planOfTexts({ ...BASE, ...texts }, over).plan.parts;
  return { plan: planDigest, procedure: manifest.procedureDigest };
};
const base = digests({});
const swap = (text: string, from: string, to: string) => {
  if (!text.includes(from)) throw new Error(from);
  return text.replace(from, to);
};

describe('the same files', () => {
  it('give the same bytes, however often and in whatever order', () => {
    const first = planOfTexts(BASE).plan.parts;
    const again = planOfTexts(BASE, { reversed: true }).plan.parts;

    expect(again.planDigest).toBe(first.planDigest);
    expect([...again.texts].sort()).toEqual([...first.texts].sort());
  });

  it('and keys or inputs given in another order give the same digests', () => {
    const key = { publicKey: '00', kind: 'local' } as const;

    expect(digests({}, { keys: { a: key, b: key }, inputs: { note: 'n', site: 'here' } })).toEqual(
      digests({}, { keys: { b: key, a: key }, inputs: { site: 'here', note: 'n' } }),
    );
  });
});

describe('what is no part of the procedure changes the plan alone', () => {
  it.each<[string, ScenarioTexts, Parameters<typeof planOfTexts>[1]]>([
    ['an input', {}, { inputs: { note: 'other' } }],
    ['an input of the drill', { drill: `${DRILL}inputs: { note: other }\n` }, {}],
    ['an address', { inventory: swap(INVENTORY, 'pdu-b.here.example', 'pdu-c.here.example') }, {}],
    [
      'an address of a channel',
      {
        inventory: swap(
          INVENTORY,
          'uses: notify.log }',
          'uses: notify.webhook, with: { url: "http://hook.example/" } }',
        ),
      },
      {},
    ],
    ['a serial number', { inventory: swap(INVENTORY, '"S-{id}"', '"T-{id}"') }, {}],
    ['a name', { roster: swap(ROSTER, 'id: bo,', 'id: bo, name: Bo,') }, {}],
    ['a person', { roster: swap(ROSTER, 'id: bo,', 'id: bea,') }, {}],
    ['a contact', { roster: swap(ROSTER, '"3"', '"4"') }, {}],
    [
      'how a person is reached',
      { roster: swap(ROSTER, 'id: bo,', 'id: bo, reachedBy: [radio],') },
      {},
    ],
    [
      'a public key',
      { roster: swap(ROSTER, 'id: bo,', `id: bo, publicKey: "ed25519:${'A'.repeat(43)}",`) },
      {},
    ],
    ['a key of the installation', {}, { keys: { local: { publicKey: '00', kind: 'local' } } }],
    [
      'a rating',
      { inventory: swap(INVENTORY, 'from: ups-b, ratingKw: 50', 'from: ups-b, ratingKw: 40') },
      {},
    ],
    ['the number of servers', { inventory: swap(INVENTORY, '"ab[1-2]"', '"ab[1-3]"') }, {}],
  ])('%s', (_, texts, over) => {
    const changed = digests(texts, over);

    expect(changed.plan).not.toBe(base.plan);
    expect(changed.procedure).toBe(base.procedure);
  });
});

describe('the procedure changes with', () => {
  it.each<[string, ScenarioTexts]>([
    ['a step', { runbook: swap(WHOLE, 'ramp: [50%', 'ramp: [60%') }],
    [
      'the order of steps',
      {
        runbook: runbookOf(
          stepsOf(POWER, '- { id: v, kind: wait, for: 1s }', '- { id: w, kind: wait, for: 1s }'),
        ),
      },
    ],
    [
      'an objective',
      { runbook: swap(WHOLE, '\nsteps:', '\nobjectives: { login: { rto: 30m } }\nsteps:') },
    ],
    [
      'make-safe',
      {
        runbook: `${WHOLE}makeSafe:\n  - { id: m, kind: action, uses: haproxy.weight, with: { service: login, weight: 0 } }\n`,
      },
    ],
    ['a role', { roster: swap(ROSTER, 'id: manager, may: []', 'id: manager, may: [stop]') }],
    [
      'a qualification',
      { roster: swap(ROSTER, 'id: manager,', 'id: manager, qualification: Electrician,') },
    ],
    [
      'who holds a role',
      { roster: swap(ROSTER, 'roles: [manager, commander]', 'roles: [manager]') },
    ],
    [
      'a need between services',
      { inventory: swap(INVENTORY, 'needs: [login]', 'needs: [login, search]') },
    ],
    ['a tier', { inventory: swap(INVENTORY, 'id: search, tier: 3', 'id: search, tier: 4') }],
  ])('%s', (_, texts) => {
    const changed = digests(texts);

    expect(changed.procedure).not.toBe(base.procedure);
    expect(changed.plan).not.toBe(base.plan);
  });

  it('nothing but what says something: not with comments, order or white space', () => {
    const roster = swap(ROSTER, '  - { id: bo, roles: [commander] }\n', '').concat(
      '  - { id: bo, roles: [ commander ] } # last\n',
    );
    const inventory = swap(
      INVENTORY,
      '[{ id: here }, { id: there }]',
      '[ { id: here }, { id: there } ]',
    );

    expect(digests({ roster, inventory })).toEqual(base);
  });
});
