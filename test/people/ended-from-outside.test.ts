import { connectTemporal, temporalTarget } from '../../client/connect-temporal';
import { Installation } from '../support/installation';
import { poll } from '../support/poll';
import {
  SMALL_DRILL,
  SMALL_ROSTER,
  smallInventory,
  smallRunbook,
  writtenScenario,
} from '../support/written-scenario';

/*
 * Somebody with access to Temporal terminates the workflow of a live recovery. The ledger still says how the site
 * stood, and the next recovery of the site begins only for somebody who has looked.
 */

const STEPS = `
  - { id: tell, kind: notify, channels: [log], message: On our way }
  - id: go
    kind: approval
    title: Go on?
    approvers: { roles: [commander], quorum: 1 }
`;

describe('a live recovery whose workflow is terminated', () => {
  let installation: Installation;
  let scenario: { readonly folder: string; remove(): Promise<void> };
  let id: string;

  const recover = (...more: readonly string[]): readonly string[] => [
    'recover',
    scenario.folder,
    ...['--live', '--env', 'staging', '--as', 'ann', '--confirm', 'small', '--detach'],
    ...more,
  ];

  const waiting = (recovery: string): Promise<true> =>
    poll(async () => {
      const view = await installation.view(recovery);
      return view.waiting.length > 0 || undefined;
    }, 30_000);

  beforeAll(async () => {
    const inventory = smallInventory();
    scenario = await writtenScenario({
      'runbook.yaml': smallRunbook(STEPS),
      'inventory.staging.yaml': inventory.replace('environment: lab', 'environment: staging'),
      'roster.yaml': SMALL_ROSTER,
      'drills/calm.yaml': SMALL_DRILL.replace('environment: lab', 'environment: staging'),
    });
    installation = await Installation.make();
    await installation.must('up', '--detach');
    id = await installation.must(...recover());
    await waiting(id);
    const access = await connectTemporal(await temporalTarget(installation.state));
    await access.client.workflow.getHandle('live/small').terminate('by mistake');
    await access.close();
  }, 120_000);

  afterAll(async () => {
    await installation.remove();
    await scenario.remove();
  }, 30_000);

  it('is shown and listed as ended from outside, with how the site stands', async () => {
    const shown: unknown = JSON.parse(await installation.must('show', id, '--format', 'json'));
    const listed = await installation.must('list');
    const watched = await installation.run('watch', id);

    expect(shown).toMatchObject({
      status: 'running',
      steps: [
        { id: 'tell', status: 'done' },
        { id: 'go', status: 'waiting' },
      ],
      notices: [{ code: 'ENDED_FROM_OUTSIDE' }],
    });
    expect(listed.replace(/\s+/g, ' ')).toMatch(`! ${id}: its workflow was terminated`);
    expect(watched.code).toBe(6);
  }, 60_000);

  it('leaves its site open: the next one is refused unless it says why it comes after', async () => {
    const refused = await installation.run(...recover());
    const silent = await installation.run(...recover('--after', id));

    expect({ code: refused.code, error: refused.stderr }).toEqual({
      code: 1,
      error: expect.stringMatching(/SITE_LEFT_OPEN/),
    });
    expect(silent.stderr).toMatch(/REASON_MISSING/);
  }, 60_000);

  it('is named by the one that comes after it', async () => {
    const next = await installation.must(...recover('--after', id, '--reason', 'Walked through'));
    await waiting(next);

    expect((await installation.view(next)).after).toEqual({
      recovery: id,
      reason: 'Walked through',
    });
    await installation.must('approve', 'go', '--as', 'bo', '--recovery', next);
    expect((await installation.ended(next, 30_000)).status).toBe('done');

    const again = await installation.must(...recover());
    await waiting(again);
    expect((await installation.view(again)).after).toBeNull();
  }, 60_000);
});
