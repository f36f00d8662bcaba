import { connectorCatalogue } from '../../activities/connectors/catalogue';
import {
  codesOf,
  ENABLE,
  ENERGISE,
  filesOf,
  inDrill,
  inInventory,
  INVENTORY,
  inRoster,
  POWER,
  problemsOf,
  RESTORE,
  ROSTER,
  runbookOf,
  stepsOf,
  withSteps,
} from '../../test/support/scenario-texts';
import { validateFiles } from './scenario';

const warnings = (texts: Parameters<typeof problemsOf>[0]) => problemsOf(texts, 'warning');

describe('verbs that a bad night asks for', () => {
  const INTERLOCK = `${POWER}\n  interlock: [{ id: load, uses: redfish.outlets, expect: result.loadKw <= feed.usableKw, maxAge: 15s }]`;
  const runbook = runbookOf(stepsOf(INTERLOCK, ENERGISE, RESTORE, ENABLE));

  it('are held by somebody in a roster without a warning', () => {
    expect(warnings({ runbook })).toEqual([]);
  });

  it.each<[string, string]>([
    ['abort', ROSTER.replaceAll(', abort', '')],
    ['undo', ROSTER.replaceAll(', undo', '')],
    ['resume', ROSTER.replaceAll(', resume', '')],
    ['waive an interlock', ROSTER.replaceAll(', waive', '')],
    [
      'abort',
      ROSTER.replaceAll('id: ann,', 'id: ann, reachedBy: [chat],')
        .replaceAll('id: bo,', 'id: bo, reachedBy: [chat],')
        .replaceAll('id: di,', 'id: di, reachedBy: [chat],'),
    ],
  ])('are missed where nobody who can be reached may %s', (verb, roster) => {
    expect(warnings({ runbook, roster })).toEqual(
      expect.arrayContaining([expect.stringMatching(`VERB_UNHELD nobody .* may .*${verb}`)]),
    );
  });

  it('ask for a second person who can sign a waiver', () => {
    const roster = ROSTER.replace('[manager, commander]', '[operator]').replace(
      'id: cy, roles: [manager]',
      'id: cy, roles: [manager], reachedBy: [chat]',
    );

    const found = problemsOf({ runbook, roster }, 'warning');

    expect(found).toEqual([expect.stringContaining('VERB_UNHELD only bo may waive')]);
  });

  it('do not ask for waivers where there is no interlock', () => {
    expect(warnings({ roster: ROSTER.replaceAll(', waive', '') })).toEqual([]);
  });

  it('are known to the roster', () => {
    expect(codesOf(inRoster('undo, abort', 'undo, abrot'))).toContain('VALUE_INVALID');
  });
});

describe('ids that a run gives to parts of its own', () => {
  it.each(['undo-1', 'undo-12', 'make-safe'])('%s is refused as a step', (id) => {
    const [problem] = problemsOf(withSteps(`- { id: ${id}, kind: wait, for: 1s }`));

    expect(problem).toContain(`ID_RESERVED '${id}'`);
  });

  it.each(['undo-it', 'undo', 'make-safe-room'])('%s is not', (id) => {
    expect(problemsOf(withSteps(`- { id: ${id}, kind: wait, for: 1s }`))).toEqual([]);
  });

  it('a service is not named as the question of an enable step', () => {
    expect(codesOf(inInventory('{ id: search, tier', '{ id: approval, tier'))).toEqual([
      'ID_RESERVED',
    ]);
  });
});

describe('inventories of one scenario', () => {
  const staging = INVENTORY.replace('tiny-lab', 'tiny-staging')
    .replace('environment: lab', 'environment: staging')
    .replaceAll('here.example', 'here.staging.example');
  const found = (text: string): readonly string[] =>
    validateFiles(
      [...filesOf({}), { file: 'inventory.staging.yaml', bytes: new TextEncoder().encode(text) }],
      connectorCatalogue(),
    ).problems.map(({ file, severity, code, message }) => `${file} ${severity} ${code} ${message}`);

  it('have the same services', () => {
    expect(found(staging)).toEqual([]);
  });

  it('are told apart with both places where one has a service that another has not', () => {
    const other = staging.replace('{ id: search, tier', '{ id: searching, tier');

    expect(found(other)).toEqual([
      expect.stringMatching(
        /^inventory.lab.yaml warning SERVICES_DIFFER service 'searching' of inventory.staging.yaml:\d+ /,
      ),
      expect.stringMatching(
        /^inventory.staging.yaml warning SERVICES_DIFFER service 'search' of inventory.lab.yaml:\d+ /,
      ),
    ]);
  });
});

describe('faults of a drill', () => {
  it('that strike what is there have no problem', () => {
    const faults = `faults:
  - { fault: feed-lost, target: feed-a, on: { target: "server:a*", value: ready, nth: 2 }, for: 5m }
  - { fault: bmc-hangs, target: "b[1-2]" }`;

    expect(problemsOf(inDrill(faults))).toEqual([]);
  });

  it.each([
    ['strike nothing', '{ fault: feed-lost, target: feed-x }', "'feed-x'"],
    [
      'wait for what cannot happen',
      '{ fault: feed-lost, target: feed-a, on: { target: "server:zz", value: ready } }',
      'waits for what cannot happen',
    ],
  ])('that %s are found with their place', (_, fault, message) => {
    const [problem] = problemsOf(inDrill(`faults: [${fault}]`));

    expect(problem).toMatch(/^drills\/calm.yaml:\d+:\d+ REFERENCE_UNKNOWN /);
    expect(problem).toContain(message);
  });

  it('have ids of their own', () => {
    const fault = '{ id: one, fault: bmc-hangs, target: b1 }';

    expect(codesOf(inDrill(`faults: [${fault}, ${fault}]`))).toEqual(['DUPLICATE_ID']);
  });
});

describe('make-safe steps', () => {
  const NONE = 'uses: haproxy.weight, with: { service: login, weight: 0 }';

  it.each([
    ['when', 'when: "true"'],
    ['drill', 'drill: skip'],
    ['onFailure', 'onFailure: undo'],
  ])('may not say %s', (key, more) => {
    const runbook = runbookOf(
      stepsOf(POWER),
      `makeSafe: [{ id: m, kind: action, ${more}, ${NONE} }]`,
    );

    expect(problemsOf({ runbook })).toEqual([expect.stringContaining(`'m' says ${key}`)]);
  });

  it('need nothing that comes after them', () => {
    const runbook = runbookOf(
      stepsOf(POWER),
      `makeSafe: [{ id: m, kind: action, needs: [n], ${NONE} }, { id: n, kind: action, ${NONE} }]`,
    );

    expect(problemsOf({ runbook })).toEqual([expect.stringContaining("'n' stands after 'm'")]);
  });
});
