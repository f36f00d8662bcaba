import type { RecoveryView } from '../../model/view/recovery-view';
import { Installation, type Ended } from '../support/installation';
import { poll } from '../support/poll';
import { submitRaw } from '../support/submit-raw';
import {
  SMALL_DRILL,
  SMALL_ROSTER,
  smallInventory,
  smallRunbook,
  writtenScenario,
} from '../support/written-scenario';

/*
 * Two terminals: one has `up`, the other starts a drill in which nobody is simulated, looks into the inbox and
 * answers. What is not right gets its own refusal and changes nothing.
 */

const STEPS = `
  - id: go
    kind: approval
    title: Go on?
    approvers: { roles: [commander, manager], quorum: 2, distinctRoles: true }
  - { id: tell, kind: notify, channels: [log], message: On our way }
  - id: inspect
    kind: manual
    assignee: manager
    form: { floor: { type: number, required: true, min: 1 } }
`;

describe('people who answer a drill by hand', () => {
  let installation: Installation;
  let scenario: { readonly folder: string; remove(): Promise<void> };
  let id: string;

  beforeAll(async () => {
    scenario = await writtenScenario({
      'runbook.yaml': smallRunbook(STEPS),
      'inventory.lab.yaml': smallInventory(),
      'roster.yaml': SMALL_ROSTER,
      'drills/calm.yaml': SMALL_DRILL,
    });
    installation = await Installation.make();
    await installation.must('up', '--detach');
    id = await installation.must('drill', scenario.folder, '--detach', '--ask');
    await waiting('go');
  }, 120_000);

  afterAll(async () => {
    await installation.remove();
    await scenario.remove();
  }, 30_000);

  const waiting = (step: string): Promise<RecoveryView> =>
    poll(async () => {
      const view = await installation.view(id);
      return view.waiting.some((ask) => ask.step === step) ? view : undefined;
    }, 30_000);

  /** A refusal: exit 1, its code on standard error, and nothing new in the ledger. */
  const expectRefused = async (code: string, ...args: readonly string[]): Promise<void> => {
    const { length } = await installation.entries(id);
    const ended: Ended = await installation.run(...args);

    expect({ code: ended.code, error: ended.stderr.split(' ').slice(0, 2).join(' ') }).toEqual({
      code: 1,
      error: `error ${code}`,
    });
    expect(ended.stderr).toMatch(/fix: /);
    expect(await installation.entries(id)).toHaveLength(length);
  };

  it('shows the question with who may answer and the command that does', async () => {
    const inbox = await installation.must('inbox');

    expect(inbox).toMatch(/DRILL/);
    expect(inbox).toMatch(/Go on\?/);
    expect(inbox).toMatch(/blackstart approve go --as/);
  });

  it('refuses a role that is not asked, the starter, strangers and roles not held', async () => {
    await expectRefused('ROLE_NOT_ASKED', 'approve', 'go', '--as', 'ann', '--role', 'operator');
    await expectRefused('STARTER_MAY_NOT', 'approve', 'go', '--as', 'ann', '--role', 'commander');
    await expectRefused('PERSON_UNKNOWN', 'approve', 'go', '--as', 'zoe');
    await expectRefused('ROLE_NOT_HELD', 'approve', 'go', '--as', 'bo', '--role', 'manager');
    await expectRefused('VERB_NOT_ALLOWED', 'pause', '--as', 'cy', '--reason', 'Because');
  }, 60_000);

  it('refuses what is sent straight to Temporal, unsigned or altered', async () => {
    const { length } = await installation.entries(id);

    await expect(submitRaw(installation.state, id, { statement: {} })).rejects.toMatchObject({
      code: 'STATEMENT_UNSIGNED',
    });
    await expect(submitRaw(installation.state, id, 'approve')).rejects.toMatchObject({
      code: 'STATEMENT_MALFORMED',
    });
    expect(await installation.entries(id)).toHaveLength(length);
  }, 30_000);

  it('goes on once two people have signed in different roles, each once', async () => {
    await installation.must('approve', 'go', '--as', 'bo');
    await expectRefused('ALREADY_SIGNED', 'approve', 'go', '--as', 'bo');
    await expectRefused(
      'ROLE_ALREADY_SIGNED',
      'approve',
      'go',
      '--as',
      'di',
      '--role',
      'commander',
    );
    await installation.must('approve', 'go', '--as', 'cy');

    const view = await waiting('inspect');
    expect(view.steps.map(({ status }) => status)).toEqual(['done', 'done', 'waiting']);
    await expectRefused('NOT_ASKED', 'approve', 'go', '--as', 'di', '--role', 'manager');
  }, 60_000);

  it('takes the answer of a form that fits, and none after the end', async () => {
    await expectRefused('FORM_INCOMPLETE', 'done', 'inspect', '--as', 'cy');
    await expectRefused('FORM_INCOMPLETE', 'done', 'inspect', '--as', 'cy', '--set', 'floor=0');
    await installation.must('done', 'inspect', '--as', 'cy', '--set', 'floor=3');
    const view = await installation.ended(id, 30_000);
    expect(view.status).toBe('done');

    const late = await installation.run('done', 'inspect', '--as', 'cy', '--set', 'floor=3');
    expect({ code: late.code, error: late.stderr.split(' ')[1] }).toEqual({
      code: 1,
      error: 'RECOVERY_OVER',
    });
  }, 60_000);
});
