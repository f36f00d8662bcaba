import {
  ENABLE,
  ENERGISE,
  inInventory,
  planOfTexts,
  POWER,
  problemsOf,
  RESTORE,
  runbookOf,
  stepsOf,
  type LaidOut,
  withSteps,
} from '../../test/support/scenario-texts';
import type { CallPhase, Phase } from '../plan/plan';

const SATURATION =
  'saturation: { uses: prometheus.query, with: { query: "busy" }, expect: "result.value < 0.8" }';
const HEALTH = 'health: { uses: http.check, with: { url: "http://login.here.example/health" } }';
const saturated = (saturation = SATURATION) => inInventory(HEALTH, `${HEALTH}, ${saturation}`);

function phasesOf(plan: LaidOut, id: string): readonly Phase[] {
  const { work } = plan.node(id);
  return work.type === 'phases' ? work.phases : [];
}

function callOf(plan: LaidOut, node: string, phase: string): CallPhase {
  const found = phasesOf(plan, node).find((one) => one.id === phase);
  if (found?.type !== 'call') throw new Error(phase);
  return found;
}

describe('a ramp', () => {
  it('looks before each share, and after the last, whether what it needs can take more', () => {
    const plan = planOfTexts(saturated());

    expect(phasesOf(plan, 'enable/shop').map((phase) => phase.id)).toEqual([
      'health',
      'need-login-50%',
      'ramp-50%',
      'bake-50%',
      'need-login-100%',
      'ramp-100%',
      'bake-100%',
      'need-login-after',
    ]);
    expect(callOf(plan, 'enable/shop', 'need-login-50%')).toMatchObject({
      uses: 'prometheus.query',
      effect: 'read',
      expect: 'result.value < 0.8',
      poll: { everyMs: 10_000, withinMs: 3_600_000, forMs: 0 },
    });
  });

  it('holds a share to a shorter time than a service that is still coming up, where its step says so', () => {
    const withinOf = (more: string): readonly (number | undefined)[] => {
      const plan = planOfTexts({
        runbook: runbookOf(stepsOf(POWER, ENERGISE, RESTORE, ENABLE.replace(' }', `${more} }`))),
      });
      return ['health', 'bake-50%'].map(
        (phase) => callOf(plan, 'enable/login', phase).poll?.withinMs,
      );
    };

    expect(withinOf('')).toEqual([3_720_000, 3_660_000]);
    expect(withinOf(', bake: { within: 10m }')).toEqual([3_720_000, 660_000]);
  });

  it('does not look at itself, nor at what it does not need', () => {
    const plan = planOfTexts(saturated());

    const ids = ['enable/login', 'enable/search'].flatMap((id) =>
      phasesOf(plan, id).map((phase) => phase.id),
    );

    expect(ids.filter((id) => id.startsWith('need-'))).toEqual([]);
  });

  it.each([
    [
      'only reads',
      'saturation: { uses: haproxy.weight, with: { service: login, weight: 0 }, expect: "true" }',
      'a check may only read',
    ],
    [
      'says what is good',
      'saturation: { uses: prometheus.query, with: { query: busy } }',
      "'expect' is missing",
    ],
    [
      'says it of what is read',
      'saturation: { uses: prometheus.query, with: { query: busy }, expect: "result.valeu < 0.8" }',
      'valeu',
    ],
  ])('and what it looks at %s', (_, saturation, message) => {
    expect(problemsOf(saturated(saturation))).toEqual([expect.stringContaining(message)]);
  });
});

describe('a call that must not be repeated', () => {
  const findOut = (step: string): string | undefined =>
    callOf(planOfTexts(withSteps(step)), 'go', 'call').findOut;

  it('says where to look whether it took effect, without what may be secret in the address', () => {
    const step = `- { id: go, kind: action, uses: http.request, with: { method: POST, url: "http://me:pw@prometheus.here.example:9090/go?token=x" } }`;

    expect(findOut(step)).toMatch(/ It was aimed at http:\/\/prometheus.here.example:9090\/go\.$/);
  });

  it('says what its connector says', () => {
    expect(
      findOut('- { id: go, kind: action, uses: command.run, with: { argv: [fence] } }'),
    ).toMatch(/^Look at what the program changes/);
  });

  it('says nothing where it may be repeated', () => {
    const step = `- { id: go, kind: action, effect: idempotent, uses: http.request, with: { method: PUT, url: "http://prometheus.here.example:9090/go" } }`;

    expect(findOut(step)).toBeUndefined();
  });
});
