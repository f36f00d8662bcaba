import {
  DRILL,
  ENABLE,
  ENERGISE,
  inDrill,
  inInventory,
  inRoster,
  POWER,
  problemsOf,
  RESTORE,
  runbookOf,
  stepsOf,
  withSteps,
} from '../../test/support/scenario-texts';

describe('a call', () => {
  it.each<[string, string, string]>([
    [
      'with a retry on once',
      '{ id: x, kind: action, uses: command.run, with: { argv: [a] }, retry: { attempts: 2 } }',
      'RETRY_ON_ONCE',
    ],
    [
      'with an effect that is not open',
      '{ id: x, kind: action, uses: redfish.power, effect: read, with: { server: a1, state: on } }',
      'EFFECT_NOT_OPEN',
    ],
    [
      'with an unknown input',
      '{ id: x, kind: action, uses: notify.log, with: { channel: log, message: x, subjct: y } }',
      'WITH_INVALID',
    ],
    [
      'without what nothing fills in',
      '{ id: x, kind: action, uses: redfish.power, with: { state: on } }',
      'WITH_INVALID',
    ],
    [
      'with a value that only fits before it is filled in',
      '{ id: x, kind: action, uses: haproxy.weight, with: { service: login, weight: "${{ site.id }}" } }',
      'WITH_INVALID',
    ],
    [
      'that is polled and writes',
      '{ id: x, kind: check, uses: redfish.power, with: { server: a1, state: on } }',
      'STEP_UNUSABLE',
    ],
    ['of a check that says neither', '{ id: x, kind: check }', 'STEP_UNUSABLE'],
    [
      'of a check that says both',
      '{ id: x, kind: check, equipment: cooling, uses: tcp.check, with: { address: "tcp://x:1" } }',
      'STEP_UNUSABLE',
    ],
    [
      'of a check of equipment with an expect that nothing reads',
      '{ id: x, kind: check, equipment: cooling, expect: result.ok }',
      'STEP_UNUSABLE',
    ],
    [
      'that compares what cannot be compared',
      '{ id: x, kind: check, uses: http.check, with: { url: "http://a1.here.example:8080/ready" }, expect: "result.status == \'ok\'" }',
      'EXPRESSION_TYPE',
    ],
  ])('%s is refused', (_, step, code) => {
    expect(problemsOf(withSteps(`- ${step}`)).map((one) => one.split(' ')[1])).toEqual([code]);
  });

  it('to get ready must fit every server that is started', () => {
    const texts = inInventory(
      'ready: "http://{id}.here.example:8080/ready" }\n  - { id: "b',
      'ready: "tcp://{id}.here.example:22" }\n  - { id: "b',
    );

    expect(problemsOf(texts)).toEqual([
      expect.stringMatching(/WITH_INVALID 'with' of http.check does not fit server 'a1'/),
    ]);
  });
});

describe('an output', () => {
  const check =
    '- { id: c, kind: check, uses: http.check, with: { url: "http://a1.here.example:8080/ready" }';
  const reads = (more = '', path = 'steps.c.output.ok') =>
    `- { id: w, kind: wait, for: 1s, when: '${path}'${more} }`;

  it('may be read after its step, however far', () => {
    expect(
      problemsOf(withSteps(`${check} }`, '- { id: v, kind: wait, for: 1s }', reads())),
    ).toEqual([]);
  });

  it.each<[string, readonly string[]]>([
    ['before its step', [reads(), `${check} }`]],
    ['beside it', [`${check} }`, reads(', needs: []')]],
    [
      'by the group around it',
      [`- id: g\n  kind: group\n  when: steps.c.output.ok\n  steps:\n    ${check} }`],
    ],
  ])('may not be read %s', (_, steps) => {
    expect(problemsOf(withSteps(...steps))[0]).toContain('REFERENCE_NOT_BEFORE');
  });

  it('is named with its step, not found by another name', () => {
    expect(problemsOf(withSteps(`${check} }`, reads('', 'size(steps) > 0')))[0]).toContain(
      'EXPRESSION_UNKNOWN_NAME',
    );
    expect(
      problemsOf(withSteps(`${check} }`, reads('', 'steps[inputs.site].output.ok')))[0],
    ).toContain('EXPRESSION_UNKNOWN_NAME');
    expect(problemsOf(withSteps(`${check} }`, reads('', 'steps["c"].output["ok"]')))).toEqual([]);
  });

  it('of a step that drills skip is warned of', () => {
    expect(problemsOf(withSteps(`${check}, drill: skip }`, reads()), 'warning')).toEqual([
      expect.stringContaining("a drill skips 'c'"),
    ]);
  });

  it('computes with whole numbers that came from JSON', () => {
    expect(
      problemsOf(withSteps(`${check} }`, reads('', 'steps.c.output.status + 1 == 201'))),
    ).toEqual([]);
  });
});

describe('a template', () => {
  it.each<[string, object]>([
    [
      'that names nothing',
      withSteps('- { id: n, kind: notify, channels: [log], message: "${{ inputs.sit }}" }'),
    ],
    [
      'that is not closed',
      withSteps('- { id: n, kind: notify, channels: [log], message: "${{ inputs.site" }'),
    ],
    [
      'in a key',
      withSteps(
        '- { id: n, kind: action, uses: http.check, with: { url: "http://a1.here.example/", headers: { "${{ site.id }}": x } } }',
      ),
    ],
    ['in a bare expression', withSteps('- { id: w, kind: wait, for: 1s, when: "${{ true }}" }')],
    [
      'in what approvers read, of the run',
      withSteps(
        '- { id: a, kind: approval, approvers: { roles: [commander] }, ifYes: "${{ run.id }}" }',
      ),
    ],
    [
      'where nothing is filled in',
      withSteps(
        '- { id: m, kind: manual, assignee: manager, form: { a: { type: string, description: "${{ site.id }}" } } }',
      ),
    ],
    ['in a roster', inRoster('id: ann,', 'id: ann, name: "${{ site.id }}",')],
    [
      'in an address',
      inInventory('"http://prometheus.here.example:9090"', '"http://${{site.id}}.example:9090"'),
    ],
    ['in a drill', inDrill('inputs: { site: "${{ site.id }}" }')],
  ])('%s is an error', (_, texts) => {
    expect(problemsOf(texts)[0]).toMatch(/EXPRESSION_|INPUT_INVALID/);
  });
});

describe('a range or duration', () => {
  it.each<[string, object, string]>([
    [
      'of nothing between polls',
      withSteps('- { id: c, kind: check, equipment: cooling, every: 0s }'),
      'VALUE_INVALID',
    ],
    ['that no recovery lasts', withSteps('- { id: w, kind: wait, for: 400d }'), 'VALUE_INVALID'],
    ['without a unit', withSteps('- { id: w, kind: wait, for: 10 }'), 'VALUE_TYPE'],
    [
      'longer than what it lies within',
      withSteps('- { id: c, kind: check, equipment: cooling, for: 2h, within: 1h }'),
      'RANGE_INVALID',
    ],
    [
      'of a permit that nothing meets',
      { runbook: runbookOf(`${POWER}\n  permit: [{ id: p, min: 5, max: 1, maxAge: 1h }]`) },
      'RANGE_INVALID',
    ],
    [
      'of a form that nothing meets',
      withSteps(
        '- { id: m, kind: manual, assignee: manager, form: { a: { type: number, min: 5, max: 1 } } }',
      ),
      'RANGE_INVALID',
    ],
    [
      'of an enum without values',
      withSteps('- { id: m, kind: manual, assignee: manager, form: { a: { type: enum } } }'),
      'KEY_MISSING',
    ],
    [
      'of a pattern that is none',
      withSteps(
        '- { id: m, kind: manual, assignee: manager, form: { a: { type: string, pattern: "(?=x)" } } }',
      ),
      'VALUE_INVALID',
    ],
    [
      'of a ramp that falls',
      {
        runbook: runbookOf(
          stepsOf(POWER, ENERGISE, RESTORE, ENABLE.replace('[50%, 100%]', '[50%, 5%]')),
        ),
      },
      'RANGE_INVALID',
    ],
    [
      'of a share over all',
      { runbook: runbookOf(stepsOf(POWER, ENERGISE, RESTORE, ENABLE.replace('100%]', '100.5%]'))) },
      'VALUE_INVALID',
    ],
    ['that runs backwards', inInventory('id: "b[1-4]"', 'id: "b[4-1]"'), 'RANGE_INVALID'],
    [
      'of more members than there can be',
      inInventory('id: "b[1-4]"', 'id: "b[1-999999]"'),
      'RANGE_INVALID',
    ],
    [
      'of an approval',
      withSteps(
        '- { id: a, kind: approval, approvers: { roles: [commander] }, upTo: { servers: "${{ site.id }}" } }',
      ),
      'VALUE_TYPE',
    ],
  ])('%s is refused', (_, texts, code) => {
    expect(problemsOf(texts).map((one) => one.split(' ')[1])).toContain(code);
  });
});

describe('an input', () => {
  const input = (text: string, drill = '') => ({
    runbook: runbookOf('- { id: w, kind: wait, for: 1s }').replace(
      'inputs: { site: { type: site, default: here } }',
      `inputs: { x: ${text} }`,
    ),
    drill: `${DRILL}${drill}\n`,
  });

  it.each<[string, string, string]>([
    ['{ type: string }', '', 'INPUT_MISSING'],
    [
      '{ type: string, pattern: "[A-Z]+" }',
      'inputs: { x: abc }',
      'drills/calm.yaml:6:11 INPUT_INVALID',
    ],
    ['{ type: string, pattern: "[A-Z]+" }', 'inputs: { x: ABC }', ''],
    ['{ type: number, default: many }', '', 'INPUT_INVALID'],
    ['{ type: enum }', 'inputs: { x: a }', 'KEY_MISSING'],
    ['{ type: enum, values: [a, b] }', 'inputs: { x: c }', 'INPUT_INVALID'],
    ['{ type: site }', 'inputs: { x: nowhere }', 'INPUT_INVALID'],
    ['{ type: duration }', 'inputs: { x: long }', 'INPUT_INVALID'],
    ['{ type: string, pattern: "(" }', 'inputs: { x: c }', 'VALUE_INVALID'],
  ])('%s, %s', (text, drill, found) => {
    const problems = problemsOf(input(text, drill)).join('\n');

    expect(problems).toContain(found);
    expect(problems === '').toBe(found === '');
  });
});

describe('an inventory without a usable runbook', () => {
  it('is looked through all the same', () => {
    const texts = inInventory('needs: [login]', 'needs: [logn]');

    expect(problemsOf({ ...texts, runbook: 'kind: Runbok\n' })).toEqual([
      expect.stringContaining("no service 'logn'"),
      expect.stringContaining('KIND_UNKNOWN'),
    ]);
  });

  it('and a drill of an environment that is not there is found', () => {
    expect(problemsOf({ drill: DRILL.replace('lab', 'staging') })).toEqual([
      "drills/calm.yaml:4:14 ENVIRONMENT_UNKNOWN there is no inventory of 'staging'",
    ]);
  });
});
