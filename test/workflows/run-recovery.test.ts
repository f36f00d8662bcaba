import type { Client, WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { CallInput, CallResult } from '../../activities/engine/engine-activities';
import { FakeEngine } from '../support/recovery-worker';
import { send } from '../support/talk';
import { tinyApproval, tinyNodes, tinyWork } from '../support/tiny-plan';
import { tinyRecovery, until } from '../support/tiny-recovery';

/** The question of a step, once the ledger has it. */
const askOf = (engine: FakeEngine, id: string) =>
  until(() => {
    const entry = engine.entries.findLast(
      (one) => one.body.type === 'asked' && one.body.node === id,
    );
    return entry?.body.type === 'asked' ? entry.body.ask : undefined;
  });

describe('a recovery as a workflow', () => {
  it('runs its steps, takes signed answers, and refuses the others without a trace', async () => {
    const engine = new FakeEngine();
    const nodes = tinyNodes([
      { id: 'one' },
      { id: 'gate', kind: 'approval', work: tinyApproval() },
      { id: 'two' },
    ]);
    const run = await tinyRecovery(nodes, engine);
    try {
      const handle = await run.start();
      const ask = await askOf(engine, 'gate');
      const vote = {
        step: 'gate',
        act: 'approve',
        attempt: ask.attempt,
        shown: ask.shown,
      } as const;
      const before = await acceptedUpdates(handle);
      const told = engine.entries.length;

      const bo = run.say({ ...vote, person: 'bo', role: 'commander' });
      expect(await send(handle, { ...bo, statement: { ...bo.statement, person: 'di' } })).toBe(
        'STATEMENT_SIGNATURE_WRONG',
      );
      expect(await send(handle, run.say({ ...vote, person: 'ann', role: 'engineer' }))).toBe(
        'ROLE_NOT_ASKED',
      );
      expect(await send(handle, { statement: bo.statement, signature: '' })).toBe(
        'STATEMENT_UNSIGNED',
      );
      expect(await acceptedUpdates(handle)).toBe(before);
      expect(engine.entries).toHaveLength(told);
      expect(await send(handle, bo)).toBe('taken');
      expect(await send(handle, run.say({ ...vote, person: 'bo', role: 'commander' }))).toBe(
        'ALREADY_SIGNED',
      );
      expect(await send(handle, run.say({ ...vote, person: 'cy', role: 'manager' }))).toBe('taken');
      const report = await handle.result();

      expect(report.status).toBe('done');
      expect(engine.calls.map((call) => call.node)).toEqual(['one', 'two']);
      expect(engine.entries).toHaveLength(report.seq);
    } finally {
      await run.close();
    }
  });

  it('refuses a start that nobody signed', async () => {
    const run = await tinyRecovery(tinyNodes([{ id: 'one' }]), new FakeEngine());
    try {
      const handle = await run.start({ mode: 'live' });

      await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'START_REFUSED' } });
    } finally {
      await run.close();
    }
  });

  it('takes a cancel from Temporal for a stop', async () => {
    const engine = new FakeEngine();
    const run = await tinyRecovery(
      tinyNodes([{ id: 'nap', kind: 'wait', work: { type: 'wait', ms: 3_600_000 } }]),
      engine,
    );
    try {
      const handle = await run.start();
      await until(() => engine.entries.find((entry) => entry.body.type === 'node'));

      await handle.cancel();
      const stopped = await until(() =>
        engine.entries.find(
          (entry) => entry.body.type === 'run' && entry.body.status === 'stopped',
        ),
      );

      expect(stopped.body).toMatchObject({ reason: 'cancelled through Temporal' });
      expect((await handle.describe()).status.name).toBe('RUNNING');
      await handle.terminate();
    } finally {
      await run.close();
    }
  });

  it('loses nothing in 5,000 short steps, over several continue-as-new', async () => {
    const engine = new FakeEngine();
    const nodes = tinyNodes(
      Array.from({ length: 5000 }, (_, i) => ({
        id: `s${String(i)}`,
        needs: i < 20 ? [] : [i - 20],
      })),
    );
    const run = await tinyRecovery(nodes, engine, { perPage: 700 });
    try {
      const report = await (await run.start()).result();

      expect(report.status).toBe('done');
      expect(new Set(engine.calls.map((call) => call.node)).size).toBe(5000);
      expect(engine.calls).toHaveLength(5000);
      expect(engine.entries).toHaveLength(report.seq);
      expect(await runsOf(run.client, run.recovery)).toBeGreaterThan(2);
    } finally {
      await run.close();
    }
  }, 180_000);

  it('holds what depends on a failed call, and goes on by retry', async () => {
    let broken = true;
    const engine = new FakeEngine((input: CallInput): CallResult => {
      if (input.node === 'bad' && broken) {
        throw ApplicationFailure.create({
          type: 'STEP_TIMED_OUT',
          message: 'no answer',
          nonRetryable: true,
        });
      }
      return { output: null };
    });
    const retry = { attempts: 3, delayMs: 50, backoff: 1, maxDelayMs: 50 };
    const run = await tinyRecovery(
      tinyNodes([
        { id: 'bad', work: tinyWork({ retry }) },
        { id: 'after' },
        { id: 'other', needs: [] },
      ]),
      engine,
    );
    try {
      const handle = await run.start();
      const held = await until(() =>
        engine.entries.find((entry) => entry.body.type === 'node' && entry.body.status === 'held'),
      );
      expect(engine.calls.filter((call) => call.node === 'bad')).toHaveLength(3);
      expect(engine.calls.some((call) => call.node === 'after')).toBe(false);
      broken = false;
      const attempt = held.body.type === 'node' ? held.body.attempt : 0;

      expect(await send(handle, run.say({ step: 'bad', act: 'retry', attempt }))).toBe('taken');

      expect((await handle.result()).status).toBe('done');
      expect(engine.calls.some((call) => call.node === 'after')).toBe(true);
    } finally {
      await run.close();
    }
  });
});

/** How many workflows a recovery went through. */
async function runsOf(client: Client, recovery: string): Promise<number> {
  const runs: string[] = [];
  const list = client.workflow.list({ query: `WorkflowId = "drill/${recovery}"` });
  for await (const one of list) runs.push(one.runId);
  return runs.length;
}

/**
 * Updates that the history holds. Not its length: on a slow machine the server writes the task of a refused update
 * down, and still nothing of the update itself.
 */
async function acceptedUpdates(handle: WorkflowHandle): Promise<number> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).filter(
    (event) => (event.workflowExecutionUpdateAcceptedEventAttributes ?? null) !== null,
  ).length;
}
