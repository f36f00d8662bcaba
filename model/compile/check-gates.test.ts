import {
  codesOf,
  ENABLE,
  ENERGISE,
  INVENTORY,
  POWER,
  problemsOf,
  RESTORE,
  runbookOf,
  stepsOf,
} from '../../test/support/scenario-texts';

const outletOn = (id: string, more = '') =>
  `- { id: ${id}, kind: action, uses: redfish.outlet, with: { pdu: pdu-b, section: s1, state: on }${more} }`;
const serverOn = (more = '') =>
  `- { id: wake, kind: action, uses: redfish.power, with: { server: a1, state: on }${more} }`;
const errorsOf = (...steps: readonly string[]) =>
  codesOf({ runbook: runbookOf(stepsOf(...steps)) });

describe('a power gate cannot be walked round', () => {
  it.each<[string, readonly string[], string?]>([
    ['by a write before it', [serverOn(), POWER]],
    ['by a write that needs nothing', [POWER, serverOn(', needs: []')]],
    [
      'by a write beside it',
      [
        '- { id: start, kind: wait, for: 1s }',
        POWER.replace('kind: power', 'kind: power\n  needs: [start]'),
        serverOn(', needs: [start]'),
      ],
    ],
    [
      'by a write in a group that needs nothing',
      [POWER, `- id: g\n  kind: group\n  needs: []\n  steps:\n    ${serverOn()}`],
    ],
    [
      'by a write two groups deep',
      [
        POWER,
        `- id: g\n  kind: group\n  needs: []\n  steps:\n    - id: h\n      kind: group\n      steps:\n        ${serverOn()}`,
      ],
    ],
    ['by an energise that needs nothing', [POWER, ENERGISE.replace('} }', '}, needs: [] }')]],
    ['by a restore that needs nothing', [POWER, ENERGISE, RESTORE.replace(' }', ', needs: [] }')]],
    [
      'by traffic to a service',
      [
        '- { id: ramp, kind: action, uses: haproxy.weight, with: { service: login, weight: 5 } }',
        POWER,
      ],
    ],
    [
      'by a request to the machine itself',
      [
        '- { id: reset, kind: action, uses: http.request, with: { url: "http://bmc-a1.here.example/redfish/v1/Systems/a1/Actions/Reset" } }',
        POWER,
      ],
    ],
    [
      'by a request to the machine in another spelling',
      [
        '- { id: reset, kind: action, uses: http.request, with: { url: "http://BMC-a1.here.example./reset" } }',
        POWER,
      ],
    ],
    [
      'by a request to another port of the machine',
      [
        '- { id: reset, kind: action, uses: http.request, with: { url: "http://bmc-a1.here.example:8443/reset" } }',
        POWER,
      ],
    ],
    [
      'by a request that says it only reads',
      [
        '- { id: reset, kind: action, uses: http.request, effect: read, with: { url: "http://bmc-a1.here.example/reset" } }',
        POWER,
      ],
    ],
    [
      'by a request to an address that the run completes',
      [
        '- { id: pick, kind: action, uses: http.request, effect: read, with: { method: GET, url: "http://a1.here.example:8080/" } }',
        '- { id: reset, kind: action, uses: http.request, with: { url: "http://bmc-a1.here.example/${{steps.pick.output.body}}" } }',
        POWER,
      ],
    ],
    [
      'by a command whose aim is not known',
      ['- { id: run, kind: action, uses: command.run, with: { argv: [reboot-all] } }', POWER],
    ],
    [
      'by a command that names an address of no site',
      [
        '- { id: run, kind: action, uses: command.run, with: { argv: [reboot-all, "http://control.example"] } }',
        POWER,
      ],
      `${INVENTORY}  - { id: control, kind: http, address: "http://control.example" }\n`,
    ],
    [
      'by a write whose aim only the run knows',
      [
        '- { id: ramp, kind: action, forEach: run.notYetEnabled, uses: haproxy.weight, with: { service: "${{ item }}", weight: 5 } }',
        POWER,
        ENERGISE,
        RESTORE,
        ENABLE,
      ],
    ],
  ])('%s', (_, steps, inventory = INVENTORY) => {
    const codes = codesOf({ runbook: runbookOf(stepsOf(...steps)), inventory });

    expect([...new Set(codes)]).toEqual(['GATE_BYPASSED']);
  });

  it('by closing an outlet of a feed whose own gate may still be closed', () => {
    const onlyA = POWER.replace('site: here }', 'site: here, only: [feed-a] }');
    const plain = '- { id: ask, kind: approval, approvers: { roles: [commander] } }';

    expect(errorsOf(POWER, outletOn('close'))).toEqual(['GATE_BYPASSED']);
    expect(errorsOf(onlyA, plain, ENERGISE)).toEqual(['GATE_BYPASSED']);
    expect(errorsOf(POWER, ENERGISE, outletOn('close'))).toEqual([]);
  });

  it('by a flowing step whose call names what is not its own', () => {
    const close =
      '- { id: energise, kind: energise, feeds: { site: here, only: [feed-a] }, close: { uses: redfish.outlet, with: { pdu: pdu-b, section: s1, state: on } } }';
    const start =
      '- { id: restore, kind: restore, select: "true", start: { uses: redfish.power, with: { server: b1, state: on } } }';

    expect(errorsOf(POWER, close)).toContain('GATE_BYPASSED');
    expect(errorsOf(POWER, ENERGISE, start)).toContain('GATE_BYPASSED');
  });

  it('and where there is none, that is told once', () => {
    expect(errorsOf(ENERGISE, RESTORE)).toEqual(['GATE_MISSING']);
    expect(errorsOf(serverOn())).toEqual(['GATE_MISSING']);
  });

  it('at the place of the step that would', () => {
    const runbook = runbookOf(stepsOf(POWER, serverOn(', needs: []')));

    expect(problemsOf({ runbook })).toEqual([
      "runbook.yaml:11:11 GATE_BYPASSED 'wake' writes to site 'here' and can start before its power gate has opened",
    ]);
  });
});

describe('what stands outside a power gate', () => {
  it.each([
    '{ id: x, kind: action, uses: haproxy.weight, with: { service: login, weight: 0 } }',
    '{ id: x, kind: action, uses: redfish.power, with: { server: a1, state: off } }',
    '{ id: x, kind: action, uses: redfish.power, with: { server: a1, state: force-off } }',
    '{ id: x, kind: action, uses: redfish.outlet, with: { pdu: pdu-a, section: s1, state: off } }',
    '{ id: x, kind: action, uses: redfish.restore-policy, with: { server: a1, policy: always-off } }',
    '{ id: x, kind: action, uses: redfish.restore-policy, with: { server: a1 } }',
    '{ id: x, kind: notify, channels: [log], message: it begins }',
    '{ id: x, kind: check, uses: http.check, with: { url: "http://a1.here.example:8080/ready" } }',
  ])('%s', (step) => {
    expect(errorsOf(`- ${step}`, POWER)).toEqual([]);
  });

  it('is not what sets a share above nothing', () => {
    const half =
      '- { id: x, kind: action, uses: haproxy.weight, with: { service: login, weight: "${{ 1 - 1 + 50 }}" } }';

    expect(errorsOf(half, POWER)).toEqual(['GATE_BYPASSED']);
  });
});

describe('a power gate is not weakened', () => {
  const weak = (line: string) => POWER.replace('kind: power', `kind: power\n  ${line}`);
  const inGroup = (line: string) =>
    `- id: g\n  kind: group\n  ${line}\n  steps:\n${POWER.split('\n')
      .map((one) => `    ${one}`)
      .join('\n')}`;

  it.each(['when: "true"', 'drill: skip', 'drill: simulate', 'onFailure: continue'])(
    'by %s, on it or on a group around it',
    (line) => {
      expect(errorsOf(weak(line))).toContain('GATE_WEAKENED');
      expect(errorsOf(inGroup(line), ENERGISE)).toContain('GATE_WEAKENED');
    },
  );

  it('by leaving out a register that has locks on its feeds', () => {
    const inventory = (lock: string) => `${INVENTORY}locks: [${lock}]\n`;
    const lock = '{ id: l1, register: loto, feed: feed-a, holder: cy }';
    const asks = POWER.replace(
      'kind: power',
      'kind: power\n  locks: { register: loto, allReleased: true }',
    );

    expect(codesOf({ inventory: inventory(lock) })).toEqual(['GATE_WEAKENED']);
    expect(codesOf({ inventory: inventory(lock), runbook: runbookOf(asks) })).toEqual([]);
  });
});

describe('a runbook that touches no power', () => {
  const head = 'power: { not-affected: only traffic is moved here }';
  const ramp =
    '- { id: ramp, kind: action, uses: haproxy.weight, with: { service: login, weight: 5 } }';

  it('may write without a gate', () => {
    expect(codesOf({ runbook: runbookOf(ramp, head) })).toEqual([]);
  });

  const reset =
    '- { id: reset, kind: action, uses: http.request, with: { url: "http://bmc-a1.here.example/reset" } }';

  it.each([ENERGISE, RESTORE, POWER, serverOn(), reset])(
    'and says so falsely is refused: %s',
    (step) => {
      expect(codesOf({ runbook: runbookOf(step, head) })).toContain('GATE_BYPASSED');
    },
  );
});

describe('what cannot be taken back', () => {
  const promote =
    '- { id: promote, kind: action, uses: command.run, effect: irreversible, with: { argv: [promote] } }';
  const ask = (more = '') =>
    `- { id: ask, kind: approval, approvers: { roles: [commander] }${more} }`;

  it('stands behind an approval that is always asked', () => {
    expect(errorsOf(POWER, ask(), promote)).toEqual([]);
    expect(errorsOf(POWER, promote)).toEqual(['GATE_BYPASSED']);
    expect(errorsOf(POWER, ask(', when: "false"'), promote)).toEqual(['GATE_BYPASSED']);
  });
});

describe('make-safe', () => {
  const makeSafe = (step: string) => runbookOf(stepsOf(POWER), `makeSafe:\n  - ${step}`);

  it.each<[string, readonly string[]]>([
    ['{ id: m, kind: action, uses: haproxy.weight, with: { service: login, weight: 0 } }', []],
    [
      '{ id: m, kind: action, uses: redfish.restore-policy, with: { server: a1, policy: always-off } }',
      [],
    ],
    [
      '{ id: m, kind: action, uses: haproxy.weight, with: { service: login, weight: 9 } }',
      ['MAKE_SAFE_UNSAFE'],
    ],
    [
      '{ id: m, kind: action, uses: redfish.power, with: { server: a1, state: off } }',
      ['MAKE_SAFE_UNSAFE'],
    ],
    [
      '{ id: m, kind: action, uses: redfish.outlet, with: { pdu: pdu-a, section: s1, state: off } }',
      ['MAKE_SAFE_UNSAFE'],
    ],
    [
      '{ id: power, kind: action, uses: haproxy.weight, with: { service: login, weight: 0 } }',
      ['DUPLICATE_ID'],
    ],
    [
      '{ id: m, kind: action, needs: [power], uses: haproxy.weight, with: { service: login, weight: 0 } }',
      ['REFERENCE_UNKNOWN'],
    ],
  ])('%s gives %j', (step, codes) => {
    expect(codesOf({ runbook: makeSafe(step) })).toEqual(codes);
  });
});
