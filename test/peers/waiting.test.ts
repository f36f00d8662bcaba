import { WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { RunStatus } from '../../model/run/state';
import type { SignedStatement } from '../../model/statement';
import { submit } from '../../workflows/messages';
import { FakeEngine } from '../support/recovery-worker';
import { tinyApproval, tinyNodes } from '../support/tiny-plan';
import { tinyRecovery, until } from '../support/tiny-recovery';

/** A run that has come to its approval, on a real Temporal server. */
async function waitingRun() {
  const engine = new FakeEngine();
  const nodes = tinyNodes([
    { id: 'one' },
    { id: 'gate', kind: 'approval', work: tinyApproval() },
    { id: 'behind' },
  ]);
  const run = await tinyRecovery(nodes, engine);
  const handle = await run.start();
  const { attempt, shown } = await until(() => {
    const asked = engine.entries.find(({ body }) => body.type === 'asked');
    return asked?.body.type === 'asked' ? asked.body.ask : undefined;
  });
  const send = async (over: Parameters<typeof run.say>[0]) => await hand(handle, run.say(over));
  const approve = async () => {
    const vote = { step: 'gate', act: 'approve', attempt, shown } as const;
    return [
      await send({ ...vote, person: 'bo', role: 'commander' }),
      await send({ ...vote, person: 'cy', role: 'manager' }),
    ];
  };
  const status = async (wanted: RunStatus) =>
    await until(() =>
      engine.entries.find(({ body }) => body.type === 'run' && body.status === wanted),
    );
  const close = async (): Promise<void> => {
    await handle.terminate().catch(() => undefined); // it has ended already
    await run.close();
  };
  return { engine, handle, send, approve, status, [Symbol.asyncDispose]: close };
}

async function hand(handle: WorkflowHandle, sent: SignedStatement): Promise<string> {
  try {
    await handle.executeUpdate(submit, { args: [sent] });
    return 'taken';
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure)
      return error.cause.type ?? '';
    throw error;
  }
}

const called = (engine: FakeEngine): readonly string[] => engine.calls.map(({ node }) => node);

describe('1. Cancel, stop, kill work while waiting for approval', () => {
  it.each([
    ['a stop', (run: Awaited<ReturnType<typeof waitingRun>>) => run.send({ act: 'stop' })],
    [
      'a cancel from Temporal',
      (run: Awaited<ReturnType<typeof waitingRun>>) => run.handle.cancel(),
    ],
  ] as const)('%s: it is stopped, nothing opens, and it goes on by resume', async (_what, stop) => {
    await using run = await waitingRun();

    await stop(run);
    await run.status('stopped');
    await run.approve();
    expect(called(run.engine)).toEqual(['one']);
    expect((await run.handle.describe()).status.name).toBe('RUNNING');

    expect(await run.send({ act: 'resume', reason: 'It was a mistake' })).toBe('taken');
    const report = await run.handle.result();
    expect(report.status).toBe('done');
    expect(called(run.engine)).toEqual(['one', 'behind']);
  });

  it('an abort: it ends as aborted, and no vote opens it any more', async () => {
    await using run = await waitingRun();

    expect(await run.send({ act: 'abort', reason: 'Smoke in hall 2' })).toBe('taken');
    const report = await run.handle.result();

    expect(report.status).toBe('aborted');
    expect(called(run.engine)).toEqual(['one']);
    const gate = run.engine.entries.findLast(
      ({ body }) => body.type === 'node' && body.node === 'gate',
    );
    expect(gate?.body).toMatchObject({ status: 'failed', error: { code: 'ABORTED' } });
    expect(run.engine.entries.at(-1)?.body).toMatchObject({ type: 'run', status: 'aborted' });
    await expect(run.approve()).rejects.toThrow(/not found|completed/i);
  });

  it('a kill: Temporal ends it at once, and nothing runs on behind it', async () => {
    await using run = await waitingRun();

    await run.handle.terminate('no more');

    await expect(run.handle.result()).rejects.toMatchObject({
      cause: { name: 'TerminatedFailure' },
    });
    await expect(run.approve()).rejects.toThrow(/not found|completed/i);
    expect(called(run.engine)).toEqual(['one']);
  });
});
