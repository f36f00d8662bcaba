import {
  catalogue,
  ENERGISE,
  inDrill,
  inInventory,
  inRoster,
  INVENTORY,
  PATH,
  POWER,
  problemsOf,
  RESTORE,
  runbookOf,
  stepsOf,
  withSteps,
} from '../../test/support/scenario-texts';
import { validateFiles } from './scenario';

describe('a name that is not there', () => {
  it.each<[string, object, string]>([
    ['step', withSteps('- { id: w, kind: wait, for: 1s, needs: [restor] }'), "no step 'restor'"],
    [
      'role',
      withSteps('- { id: a, kind: approval, approvers: { roles: [comander] } }'),
      "no role 'comander'",
    ],
    ['assignee', withSteps('- { id: a, kind: manual, assignee: manger }'), "no role 'manger'"],
    [
      'feed',
      { runbook: runbookOf(POWER.replace('site: here }', 'site: here, only: [feed-c] }')) },
      "no feed 'feed-c'",
    ],
    ['site', { runbook: runbookOf(POWER.replace('site: here }', 'site: her }')) }, "no site 'her'"],
    [
      'channel',
      withSteps('- { id: n, kind: notify, channels: [lo], message: x }'),
      "no channel 'lo'",
    ],
    [
      'connector',
      withSteps('- { id: n, kind: action, uses: redfish.powr }'),
      "no connector 'redfish.powr'",
    ],
    ['service', withSteps('- { id: e, kind: enable, services: [serch] }'), "no service 'serch'"],
    [
      'objective',
      { runbook: runbookOf(PATH, 'objectives: { logn: { rto: 1h } }') },
      "no service 'logn'",
    ],
    [
      'target',
      withSteps(
        '- { id: x, kind: action, uses: haproxy.weight, with: { service: logn, weight: 5 } }',
      ),
      "service 'logn', which the inventory does not have",
    ],
    ['service need', inInventory('needs: [login]', 'needs: [logn]'), "no service 'logn'"],
    [
      'server of a service',
      inInventory('servers: ["a[1-2]"]', 'servers: ["a[1-9]"]'),
      "no server 'a5' (and 4 more of this entry)",
    ],
    ['rack', inInventory('rack: "rab"', 'rack: "rac"'), "no rack 'rac'"],
    ['feed of a rack', inInventory('{ feed-b: s1 } }', '{ feed-c: s1 } }'), "no feed 'feed-c'"],
    ['section', inInventory('{ feed-b: s1 } }', '{ feed-b: s9 } }'), "named 's9'"],
    ['power node', inInventory('from: ups-b', 'from: ups-c'), "no power node 'ups-c'"],
    ['PDU', inInventory('pdu: pdu-b }', 'pdu: pdu-c }'), "no PDU 'pdu-c'"],
    [
      'site of equipment',
      inInventory(
        'kind: cooling, site: here, feeds: [feed-a]',
        'kind: cooling, site: hre, feeds: [feed-a]',
      ),
      "no site 'hre'",
    ],
    ['site of a tool', inInventory('sites: [here] }', 'sites: [hre] }'), "no site 'hre'"],
    [
      'site of an endpoint',
      inInventory('kind: prometheus, site: here', 'kind: prometheus, site: hre'),
      "no site 'hre'",
    ],
    ['role of a person', inRoster('roles: [operator]', 'roles: [operater]'), "no role 'operater'"],
    [
      'tool of a person',
      inRoster('roles: [operator] }', 'roles: [operator], reachedBy: [radoi] }'),
      "no tool 'radoi'",
    ],
    [
      'person of a drill',
      inDrill('people: [{ person: bob, step: power, act: sign-off }]'),
      "no person 'bob'",
    ],
    [
      'step of a drill',
      inDrill('people: [{ person: bo, step: powr, act: sign-off }]'),
      "no step 'powr'",
    ],
    ['power node of a drill', inDrill('lab: { supply: { grod: 5m } }'), "no power node 'grod'"],
    [
      'output',
      withSteps('- { id: w, kind: wait, for: 1s, when: steps.nosuch.output.x == 1 }'),
      "'steps.nosuch' is not known",
    ],
    [
      'field of an output',
      withSteps(
        '- { id: c, kind: check, uses: http.check, with: { url: "http://a1.here.example:8080/ready" } }',
        '- { id: w, kind: wait, for: 1s, when: steps.c.output.okay }',
      ),
      "'steps.c.output.okay' is not known",
    ],
    ['input of a drill', inDrill('inputs: { sit: here }'), "no input 'sit'"],
  ])('of a %s is found', (_, texts, message) => {
    const problems = problemsOf(texts);

    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every((problem) => problem.includes(message) || problem.includes('rack'))).toBe(
      true,
    );
  });

  it('is found with the one that was meant, at its place', () => {
    const bytes = new TextEncoder().encode(
      runbookOf('- { id: w, kind: wait, for: 1s }\n- { id: v, kind: wait, for: 1s, needs: [ww] }'),
    );
    const { problems } = validateFiles([{ file: 'r.yaml', bytes }], catalogue);

    expect(problems).toContainEqual(
      expect.objectContaining({
        code: 'REFERENCE_UNKNOWN',
        line: 8,
        column: 43,
        fix: "Did you mean 'w'?",
      }),
    );
  });
});

describe('a circle', () => {
  it.each<[string, object]>([
    [
      'of steps',
      withSteps(
        '- { id: x, kind: wait, for: 1s, needs: [y] }',
        '- { id: y, kind: wait, for: 1s, needs: [x] }',
      ),
    ],
    ['of a step and itself', withSteps('- { id: x, kind: wait, for: 1s, needs: [x] }')],
    [
      'of a step and its group',
      withSteps(
        '- id: g\n  kind: group\n  steps:\n    - { id: x, kind: wait, for: 1s, needs: [g] }',
      ),
    ],
    ['of services', inInventory('id: login, tier: 1', 'id: login, needs: [shop], tier: 1')],
    [
      'of the power tree',
      inInventory(
        'kind: ups, from: grid, ratingKw: 500, address: "nut://ups-b',
        'kind: ups, from: pdu-b, ratingKw: 500, address: "nut://ups-b',
      ),
    ],
    [
      'of tools',
      inInventory('{ id: radio, kind: other,', '{ id: radio, needs: [radio], kind: other,'),
    ],
    [
      'of equipment',
      inInventory(
        'kw: 1, health: { uses: http.check, with: { url: "http://cooling-a',
        'kw: 1, needs: [cooling-a], health: { uses: http.check, with: { url: "http://cooling-a',
      ),
    ],
  ])('%s is found', (_, texts) => {
    expect(problemsOf(texts)[0]).toContain('CYCLE');
  });

  it('of a thousand services is shown by its beginning and its end', () => {
    const chain = Array.from(
      { length: 1000 },
      (_, i) =>
        `  - { id: s${i}, tier: 1, weight: 1, rto: 1h, needs: [s${(i + 1) % 1000}], health: { uses: http.check, with: { url: "http://s.here.example/" } } }`,
    );
    const inventory = INVENTORY.replace('services:\n', `services:\n${chain.join('\n')}\n`);

    expect(problemsOf({ inventory }).some((one) => one.includes('… 989 more …'))).toBe(true);
  });
});

describe('an id that stands twice', () => {
  it.each<[string, object]>([
    ['step', withSteps('- { id: power, kind: wait, for: 1s }')],
    [
      'step in a group',
      withSteps('- id: g\n  kind: group\n  steps:\n    - { id: power, kind: wait, for: 1s }'),
    ],
    [
      'permit',
      { runbook: runbookOf(`${POWER}\n  permit: [{ id: p, maxAge: 1h }, { id: p, maxAge: 1h }]`) },
    ],
    ['service', inInventory('id: search', 'id: login')],
    ['server', inInventory('id: "b[1-4]"', 'id: "a[4-7]"')],
    [
      'serial number',
      inInventory(
        'rack: "rab", role: app, watts: 500, serial: "S-{id}"',
        'rack: "rab", role: app, watts: 500, serial: "S-1"',
      ),
    ],
    ['section', inInventory('sections: [s1, s2]', 'sections: [s1, s2, s1]')],
    [
      'site',
      inInventory('[{ id: here }, { id: there }]', '[{ id: here }, { id: there }, { id: here }]'),
    ],
    ['person', inRoster('id: bo,', 'id: ann,')],
    ['role', inRoster('id: commander,', 'id: operator,')],
  ])('of a %s is found', (_, texts) => {
    expect(problemsOf(texts).join('\n')).toMatch(/DUPLICATE_ID|both end in/);
  });
});

describe('an empty selection', () => {
  it.each<[string, object]>([
    [
      'of servers',
      {
        runbook: runbookOf(
          stepsOf(POWER, ENERGISE, RESTORE.replace('"true"', '"server.role == \'none\'"')),
        ),
      },
    ],
    ['of feeds', { runbook: runbookOf(POWER.replace('site: here', 'site: there')) }],
    [
      'of equipment',
      {
        runbook: runbookOf(
          stepsOf(POWER, ENERGISE, '- { id: s, kind: check, equipment: storage }'),
        ),
      },
    ],
  ])('%s is found', (_, texts) => {
    expect(problemsOf(texts)).toEqual([expect.stringContaining('SELECTION_EMPTY')]);
  });
});
