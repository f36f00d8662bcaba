import { WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { EntryBody } from '../../model/run/entry';
import type { Ask } from '../../model/run/state';
import type { SignedStatement, Statement } from '../../model/statement';
import { submit } from '../../workflows/messages';
import type { FakeEngine } from './recovery-worker';
import { until, type TinyRecovery } from './tiny-recovery';

/** Sends a statement and gives the code of its refusal, or `taken`. */
export async function send(handle: WorkflowHandle, sent: SignedStatement): Promise<string> {
  try {
    await handle.executeUpdate(submit, { args: [sent] });
    return 'taken';
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
      return error.cause.type ?? '';
    }
    throw error;
  }
}

type Body<T extends EntryBody['type']> = Extract<EntryBody, { readonly type: T }>;

/** Speaks to a recovery by what its ledger tells. */
export class Talk {
  constructor(
    private readonly run: TinyRecovery,
    private readonly engine: FakeEngine,
    readonly handle: WorkflowHandle,
  ) {}

  /** Says something as a person, about the present asking or attempt of the step; gives what comes of it. */
  async say(
    person: string,
    role: string,
    act: Statement['act'],
    step = '',
    over: Partial<Statement> = {},
  ): Promise<string> {
    const ask = this.lastAsk(step);
    const attempt = ask?.attempt ?? this.lastNode(step)?.attempt ?? 0;
    const said = { person, role, act, step, attempt, shown: ask?.shown ?? '', ...over };
    return await send(this.handle, this.run.say(said));
  }

  /** Says something that must be taken. */
  async must(...said: Parameters<Talk['say']>): Promise<void> {
    const verdict = await this.say(...said);
    if (verdict !== 'taken') throw new Error(`${said[0]} ${said[2]} ${said[3] ?? ''}: ${verdict}`);
  }

  /** Waits until a node has a status. */
  async reaches(id: string, status: Body<'node'>['status']): Promise<Body<'node'>> {
    return await until(() => {
      const last = this.lastNode(id);
      return last?.status === status ? last : undefined;
    });
  }

  /** Waits until the run has a status. */
  async becomes(status: Body<'run'>['status']): Promise<Body<'run'>> {
    return await until(() => this.bodies('run').findLast((body) => body.status === status));
  }

  /** Waits until a question has been put so often. */
  async asked(id: string, attempt = 1): Promise<Ask> {
    return await until(() => {
      const ask = this.lastAsk(id);
      return ask?.attempt === attempt ? ask : undefined;
    });
  }

  /** Signs an approval or a power gate as its two roles. */
  async sign(act: 'approve' | 'sign-off', step: string, attempt = 1): Promise<void> {
    await this.asked(step, attempt);
    await this.must('bo', 'commander', act, step);
    await this.must('cy', 'manager', act, step);
  }

  /** Entries of a type so far, in order. */
  bodies<T extends EntryBody['type']>(type: T): readonly Body<T>[] {
    return this.engine.entries.flatMap(({ body }) => (body.type === type ? [body as Body<T>] : []));
  }

  private lastNode(id: string): Body<'node'> | undefined {
    return this.bodies('node').findLast((body) => body.node === id);
  }

  private lastAsk(id: string): Ask | undefined {
    return this.bodies('asked').findLast((body) => body.node === id)?.ask;
  }
}
