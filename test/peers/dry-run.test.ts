import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { blackstart, emptyFolder, type Ended } from '../specs/run-blackstart';
import {
  SMALL_DRILL,
  SMALL_ROSTER,
  smallInventory,
  writtenScenario,
} from '../support/written-scenario';

const RUNBOOK = `apiVersion: blackstart/v1
kind: Runbook
metadata: { id: small, title: A small runbook }
power: { not-affected: it only asks and tells }
inputs:
  path: { type: string }
  times: { type: number, default: 3 }
steps:
  - id: look
    kind: action
    uses: http.check
    with:
      url: "http://target.example/\${{ inputs.path }}"
      headers: { authorization: "secret://env/BLACKSTART_TEST_TOKEN" }
    expect: result.ok
    retry: { attempts: 2, delay: 1s }
  - { id: tell, kind: notify, channels: [log], message: "\${{ inputs.times }} times \${{ inputs.path }}" }
`;
const TARGET = 'endpoints: [{ id: target, kind: http, address: "http://target.example" }]\n';
const SECRET = 'a-secret-of-the-test';
const SET = { BLACKSTART_TEST_TOKEN: SECRET };

interface Given {
  readonly runbook?: string;
  readonly more?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly inputs?: readonly string[];
}

/** A dry run of the scenario in a state folder of its own; with whether it left anything running there. */
async function dryRun(given: Given = {}): Promise<Ended & { readonly startedAnything: boolean }> {
  const { runbook = RUNBOOK, more = TARGET, env = SET, inputs = ['path=health'] } = given;
  const scenario = await writtenScenario({
    'runbook.yaml': runbook,
    'inventory.lab.yaml': smallInventory(more),
    'roster.yaml': SMALL_ROSTER,
    'drills/calm.yaml': SMALL_DRILL,
  });
  const state = emptyFolder();
  const options = inputs.flatMap((input) => ['--input', input]);
  const ended = await blackstart(
    ['drill', scenario.folder, '--dry-run', '--state', state, '--format', 'json', ...options],
    { env },
  );
  await scenario.remove();
  const files = ['supervisor.json', 'ledger.sqlite', 'temporal.sqlite', 'lab'];
  return { ...ended, startedAnything: files.some((name) => existsSync(join(state, name))) };
}

const codesOf = ({ stdout }: Ended): readonly string[] => {
  const { problems } = JSON.parse(stdout) as { problems: { code: string }[] };
  return problems.map(({ code }) => code);
};

describe('13. Dry run resolves parameters, secrets, targets', () => {
  it('and starts nothing where all of them are there', async () => {
    const { code, stdout, stderr, startedAnything } = await dryRun();

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ valid: true, inputs: { path: 'health', times: 3 } });
    expect(stdout).not.toContain(SECRET);
    expect(startedAnything).toBe(false);
  });

  it.each([
    ['a parameter that is not given', { inputs: [] }, 'INPUT_MISSING'],
    ['a parameter of another type', { inputs: ['path=health', 'times=often'] }, 'INPUT_INVALID'],
    ['a parameter that nobody knows', { inputs: ['path=health', 'tmes=2'] }, 'INPUT_INVALID'],
    ['a target that is not of the inventory', { more: '' }, 'REFERENCE_UNKNOWN'],
    [
      'a target that a parameter leads astray',
      {
        runbook: RUNBOOK.replace('http://target.example/', 'http://'),
        inputs: ['path=other.example'],
      },
      'REFERENCE_UNKNOWN',
    ],
    [
      'a message for a channel that is not there',
      { runbook: RUNBOOK.replace('[log]', '[mail]') },
      'REFERENCE_UNKNOWN',
    ],
  ] as const)('and refuses %s', async (_what, given, first) => {
    const ended = await dryRun(given);

    expect({ code: ended.code, first: codesOf(ended)[0] }).toEqual({ code: 1, first });
    expect(ended.startedAnything).toBe(false);
  });

  it.each([
    ['that is not set', { env: { BLACKSTART_TEST_TOKEN: '' } }],
    [
      'whose file is not there',
      { runbook: RUNBOOK.replace('env/BLACKSTART_TEST_TOKEN', 'file/no/such/file') },
    ],
    [
      'of a kind that nobody knows',
      { runbook: RUNBOOK.replace('secret://env/', 'secret://vault/') },
    ],
  ] as const)('and refuses a secret %s', async (_what, given) => {
    const { code, stderr, startedAnything } = await dryRun(given);

    expect(code).toBe(1);
    expect(stderr).toMatch(/SECRET_MISSING.*secret:\/\//);
    expect(startedAnything).toBe(false);
  });
});
