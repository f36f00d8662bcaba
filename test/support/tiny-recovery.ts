import { randomBytes } from 'node:crypto';
import type { Client, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { PlanNode } from '../../model/plan/plan';
import type { SignedStatement, Statement } from '../../model/statement';
import { WORKFLOW_TYPE, type RunInput } from '../../workflows/messages';
import type { runRecovery } from '../../workflows/run-recovery';
import { startTestWorker, type FakeEngine } from './recovery-worker';
import { signed, testKey } from './signing';
import { tinyPlan, tinyPolicy, type TinyOptions } from './tiny-plan';

const local = testKey('local');
const policy = tinyPolicy({ local: local.policyKey });

/** A recovery of a tiny plan, on a worker and a task queue of its own. */
export interface TinyRecovery {
  readonly recovery: string;
  readonly client: Client;
  readonly close: () => Promise<void>;
  /** A statement signed with the local key; by default the start by ann. */
  say(over: Partial<Statement>): SignedStatement;
  start(
    changed?: Partial<RunInput>,
  ): Promise<WorkflowHandleWithFirstExecutionRunId<typeof runRecovery>>;
}

export async function tinyRecovery(
  nodes: readonly PlanNode[],
  engine: FakeEngine,
  options: TinyOptions = {},
): Promise<TinyRecovery> {
  const plan = tinyPlan(nodes, { policy, ...options });
  for (const [digest, text] of plan.texts) engine.parts.set(digest, text);
  const recovery = `tiny-20261124-${randomBytes(3).toString('hex')}`;
  const taskQueue = `test-${recovery}`;
  const { client, close } = await startTestWorker(taskQueue, engine.activities());
  const say = (over: Partial<Statement>): SignedStatement =>
    signed(
      {
        v: 1,
        alg: 'Ed25519',
        keyId: 'local',
        recovery,
        planDigest: plan.planDigest,
        step: '',
        attempt: 0,
        act: 'start',
        answer: null,
        shown: '',
        reason: 'because',
        person: 'ann',
        role: 'engineer',
        at: new Date().toISOString(),
        nonce: randomBytes(16).toString('hex'),
        ...over,
      },
      local,
    );
  const input: RunInput = {
    recovery,
    planDigest: plan.planDigest,
    mode: 'drill',
    speed: 1,
    simulated: false,
    start: say({ answer: { mode: 'drill', simulated: false } }),
    lostAt: new Date().toISOString(),
    feedLedger: true,
  };
  const start: TinyRecovery['start'] = async (changed = {}) =>
    await client.workflow.start<typeof runRecovery>(WORKFLOW_TYPE, {
      taskQueue,
      workflowId: `drill/${recovery}`,
      workflowTaskTimeout: '3s',
      args: [{ ...input, ...changed }],
    });
  return { client, close, say, start, recovery };
}

/** Polls until a value comes, at most 12 s. */
export async function until<T>(read: () => T | undefined): Promise<T> {
  for (let i = 0; i < 600; i += 1) {
    const value = read();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not come');
}
