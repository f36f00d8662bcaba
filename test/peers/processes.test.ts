import type { RecoveryView } from '../../model/view/recovery-view';
import { Installation } from '../support/installation';
import { poll } from '../support/poll';
import {
  SMALL_DRILL,
  SMALL_ROSTER,
  smallInventory,
  smallRunbook,
  writtenScenario,
} from '../support/written-scenario';
import { hangingTarget, type HangingTarget } from './hanging-target';

/*
 * A recovery with two calls in flight and a question open, whose processes are killed. What it shows of itself is what
 * people get at a terminal.
 */

const steps = (url: string): string => `
  - id: read
    kind: action
    uses: http.check
    with: { url: "${url}/read", timeout: 60s }
    expect: result.ok
    retry: { attempts: 2, delay: 100ms }
    timeout: 90s
    needs: []
  - id: once
    kind: action
    uses: http.request
    with: { url: "${url}/once", timeout: 60s }
    timeout: 90s
    needs: []
  - id: go
    kind: approval
    title: Go on?
    approvers: { roles: [commander, manager], quorum: 2, distinctRoles: true }
    needs: []
  - { id: tell, kind: notify, channels: [log], message: On our way, needs: [go] }
`;

/** Longest until a killed process is there again and everything has settled, ms. */
const SETTLED_MS = 45_000;
const LIMIT_MS = 120_000;

describe('a recovery in the middle of a step', () => {
  let installation: Installation;
  let scenario: { readonly folder: string; remove(): Promise<void> };
  let target: HangingTarget;

  beforeAll(async () => {
    target = await hangingTarget();
    scenario = await writtenScenario({
      'runbook.yaml': smallRunbook(steps(target.url)),
      'inventory.lab.yaml': smallInventory(
        `endpoints: [{ id: target, kind: http, address: "${target.url}" }]\n`,
      ),
      'roster.yaml': SMALL_ROSTER,
      'drills/calm.yaml': SMALL_DRILL,
    });
    installation = await Installation.make();
    await installation.must('up', '--detach');
  }, LIMIT_MS);

  afterAll(async () => {
    await installation.remove();
    await scenario.remove();
    await target[Symbol.asyncDispose]();
  }, LIMIT_MS);

  /** A drill that has both calls in flight and its question open. */
  const inTheMiddle = async (): Promise<string> => {
    target.hang();
    const before = target.asked.length;
    const id = await installation.must('drill', scenario.folder, '--detach', '--ask');
    await poll(() => (target.asked.length >= before + 2 ? true : undefined), SETTLED_MS);
    await when(id, (view) => view.waiting.length > 0);
    return id;
  };

  const when = (id: string, isSo: (view: RecoveryView) => boolean): Promise<RecoveryView> =>
    poll(async () => {
      const view = await installation.view(id);
      return isSo(view) ? view : undefined;
    }, SETTLED_MS);

  const statusOf = (view: RecoveryView, step: string): string | undefined =>
    view.steps.find(({ id }) => id === step)?.status;

  const kill = (kind: 'worker' | 'temporal'): void => {
    const pids = installation.pidsOf(kind);
    expect(pids).not.toEqual([]);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
  };

  /** Two people say yes, and the step behind the question is done. */
  const answer = async (id: string): Promise<void> => {
    await installation.must('approve', 'go', '--as', 'bo', '--recovery', id);
    await installation.must('approve', 'go', '--as', 'cy', '--recovery', id);
    await when(id, (view) => statusOf(view, 'tell') === 'done');
  };

  it(
    '14. Listing shows "waiting for whom, since when"',
    async () => {
      const id = await inTheMiddle();
      const asked = (await installation.view(id)).waiting[0];
      const since = asked?.since ?? 'never';

      const inbox = await installation.must('inbox');
      const json = JSON.parse(await installation.must('inbox', '--format', 'json')) as unknown;
      const shown = JSON.parse(
        await installation.must('show', id, '--format', 'json'),
      ) as RecoveryView;

      expect(json).toMatchObject({
        questions: [{ recovery: id, step: 'go', since, roles: ['commander', 'manager'] }],
      });
      expect(inbox).toMatch(/signature 1 of 2 by commander or manager/);
      expect(inbox).toMatch(/open since \d\d:\d\d/);
      expect(shown.steps.find((step) => step.id === 'go')?.waitingFor).toBe(
        `signature 1 of 2 by commander or manager since ${since}`,
      );
      expect(Math.abs(Date.parse(since) - Date.parse(shown.startedAt))).toBeLessThan(30_000);

      await installation.must('approve', 'go', '--as', 'bo');
      const later = await installation.must('show', id);
      expect(later).toMatch(/signature 2 of 2 by manager/);
      target.release();
      await installation.must('approve', 'go', '--as', 'cy');
      await installation.ended(id, SETTLED_MS);
    },
    LIMIT_MS,
  );

  it(
    '10. Worker or server killed mid-step: retried or held, never "running" for ever (and 1. a kill while waiting for approval: it is answered all the same)',
    async () => {
      const id = await inTheMiddle();
      kill('worker');
      const held = await when(id, (view) => statusOf(view, 'once') === 'held');
      expect(held.steps.find((step) => step.id === 'once')?.error?.code).toBe('OUTCOME_UNKNOWN');
      target.release();
      await when(id, (view) => statusOf(view, 'read') === 'done');
      await answer(id);
      expect(target.asked.filter((path) => path === '/once').length).toBeLessThanOrEqual(2);

      await installation.must('skip', 'once', '--as', 'ann', '--reason', 'It had no effect');
      expect((await installation.ended(id, SETTLED_MS)).status).toBe('done');

      const other = await inTheMiddle();
      kill('temporal');
      target.release();
      const settled = await when(other, (view) =>
        ['read', 'once'].every((step) => ['done', 'held'].includes(statusOf(view, step) ?? '')),
      );
      expect(statusOf(settled, 'read')).toBe('done');
      await answer(other);
    },
    2 * LIMIT_MS,
  );
});
