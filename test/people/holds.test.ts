import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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

/*
 * A target that fails holds what needs it and nothing else. The target is a real server on loopback that answers
 * 503 until it is mended.
 */

const steps = (url: string): string => `
  - id: bad
    kind: action
    uses: http.check
    with: { url: "${url}/bad" }
    expect: result.ok
    needs: []
    retry: { attempts: 3, delay: 50ms, backoff: 1 }
  - { id: behind, kind: notify, channels: [log], message: Behind }
  - id: never
    kind: check
    uses: http.check
    with: { url: "${url}/never" }
    expect: result.ok
    every: 50ms
    within: 1s
    needs: []
  - { id: aside, kind: notify, channels: [log], message: Aside, needs: [] }
`;

describe('a drill with a target that fails', () => {
  let installation: Installation;
  let scenario: { readonly folder: string; remove(): Promise<void> };
  let target: Server;
  const asked: string[] = [];
  let isMended = false;
  let id: string;

  beforeAll(async () => {
    target = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(isMended ? 200 : 503).end();
    });
    await new Promise<void>((resolve) => {
      target.listen(0, '127.0.0.1', resolve);
    });
    const url = `http://127.0.0.1:${String((target.address() as AddressInfo).port)}`;
    scenario = await writtenScenario({
      'runbook.yaml': smallRunbook(steps(url)),
      'inventory.lab.yaml': smallInventory(
        `endpoints: [{ id: target, kind: http, address: "${url}" }]\n`,
      ),
      'roster.yaml': SMALL_ROSTER,
      'drills/calm.yaml': SMALL_DRILL,
    });
    installation = await Installation.make();
    await installation.must('up', '--detach');
    id = await installation.must('drill', scenario.folder, '--detach', '--ask');
  }, 120_000);

  afterAll(async () => {
    await installation.remove();
    await scenario.remove();
    target.close();
  }, 30_000);

  const when = (isSo: (view: RecoveryView) => boolean): Promise<RecoveryView> =>
    poll(async () => {
      const view = await installation.view(id);
      return isSo(view) ? view : undefined;
    }, 30_000);

  const statuses = (view: RecoveryView): Readonly<Record<string, string>> =>
    Object.fromEntries(view.steps.map((step) => [step.id, step.status]));

  it('tries three times, then holds what needs it, and lets the rest go on', async () => {
    const view = await when((one) => one.status === 'held');

    expect(statuses(view)).toEqual({
      bad: 'held',
      behind: 'pending',
      never: 'held',
      aside: 'done',
    });
    expect(asked.filter((url) => url === '/bad')).toHaveLength(3);
    expect(view.steps.find((step) => step.id === 'bad')?.error?.code).toBe('EXPECT_NOT_MET');
    expect(view.steps.find((step) => step.id === 'never')?.error?.code).toBe('POLL_NEVER_TRUE');
  }, 60_000);

  it('ends an attached command with exit 3, since only people can move it', async () => {
    const { code, stdout } = await installation.run('watch', id, '--format', 'json');

    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ id, status: 'held' });
  }, 30_000);

  it('goes on by retry once the target is mended, and by skip with a reason', async () => {
    const bare = await installation.run('retry', 'bad', '--as', 'ann');
    expect({ code: bare.code, says: /reason/.test(bare.stderr) }).toEqual({
      code: expect.any(Number),
      says: true,
    });
    expect(bare.code).not.toBe(0);

    isMended = true;
    await installation.must('retry', 'bad', '--as', 'ann', '--reason', 'Mended');
    await installation.must('skip', 'never', '--as', 'ann', '--reason', 'Looked at by hand');

    const view = await installation.ended(id, 30_000);
    expect(statuses(view)).toEqual({
      bad: 'done',
      behind: 'done',
      never: 'skipped',
      aside: 'done',
    });
  }, 60_000);
});
