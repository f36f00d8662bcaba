import type { CallInput, CallResult, SliceInput } from '../../activities/engine/engine-activities';
import type { SliceResult } from '../../model/plan/plan';
import { poll } from '../support/poll';
import {
  GOLDEN_NIGHTS,
  MAKE_SAFE,
  TWO_FEEDS,
  TWO_PLACES,
  tripOf,
  type Ended,
} from '../support/golden-nights';
import { FakeEngine, untilCancelled } from '../support/recovery-worker';
import { Talk } from '../support/talk';
import { tinyCall, tinyNodes, tinyWork } from '../support/tiny-plan';
import { tinyRecovery, until } from '../support/tiny-recovery';

/** Lets a night happen and looks at how it ended. */
async function ended(name: string, look: (night: Ended) => void): Promise<void> {
  const night = await GOLDEN_NIGHTS[name]!();
  try {
    expect(night.engine.entries.map((entry) => entry.seq)).toEqual(
      night.engine.entries.map((_, i) => i + 1),
    );
    look(night);
  } finally {
    await night.run.close();
  }
}

describe('a bad night as a workflow', () => {
  it('holds a feed that trips, sends what shares with it again, and ends once it is resumed', async () => {
    await ended('trip', ({ engine, talk, status }) => {
      expect(status).toBe('done');
      expect(talk.bodies('tripped')).toMatchObject([{ feed: 'feed-a', node: 'restore/feed-a' }]);
      const onB = engine.slices.filter((one) => one.node === 'restore/feed-b');
      expect(onB.map(({ shift, checkpoint }) => [shift?.feed, checkpoint])).toEqual([
        [undefined, undefined],
        ['feed-a', { marks: 'o' }],
      ]);
      const onA = engine.slices.filter((one) => one.node.endsWith('feed-a'));
      expect(onA.map(({ node, attempt, mayClose }) => [node, attempt, mayClose])).toEqual([
        ['energise/feed-a', 1, undefined],
        ['restore/feed-a', 1, undefined],
        ['energise/feed-a', 2, false],
        ['restore/feed-a', 2, false],
      ]);
    });
  });

  it('calls off what hangs by a stop, and takes it up again with its checkpoint', async () => {
    await ended('stop', ({ engine, status }) => {
      expect(status).toBe('done');
      expect(engine.calls.map(({ node, checkpoint }) => [node, checkpoint])).toEqual([
        ['hangs', undefined],
        ['hangs', { before: 1 }],
        ['after', undefined],
      ]);
    });
  });

  it('makes safe by an abort, although all its calls were called off', async () => {
    await ended('abort', ({ engine, talk, status }) => {
      expect(status).toBe('aborted');
      expect(engine.calls.map(({ node }) => node)).toEqual([
        'hangs',
        'make-safe/no-more-traffic/login',
        'make-safe/no-more-traffic/mail',
        'make-safe/tell',
        'make-safe/tell',
      ]);
      expect(talk.bodies('run').map((one) => one.status)).toEqual(['aborting', 'aborted']);
    });
  });

  it('puts the run back in reverse order, behind the approval that it had', async () => {
    await ended('undo', ({ engine, status }) => {
      expect(status).toBe('done');
      const undone = engine.calls.filter((call) => call.phase.undo !== undefined);
      expect(undone.map(({ node, phase }) => [node, phase.undo?.before])).toEqual([
        ['undo-1/two', { was: 'two' }],
        ['undo-1/one', { was: 'one' }],
      ]);
    });
  });

  it('holds what was sent once and whose worker was lost, for a person to say', async () => {
    await ended('outcome-unknown', ({ engine, talk, status }) => {
      expect(status).toBe('done');
      const held = talk.bodies('node').filter((one) => one.status === 'held');
      expect(held.map((one) => [one.node, one.error?.code])).toEqual([
        ['promote', 'OUTCOME_UNKNOWN'],
        ['order', 'OUTCOME_UNKNOWN'],
      ]);
      const sent = engine.calls.map(({ node, attempt }) => `${node} ${String(attempt)}`);
      expect(sent).toEqual(['promote 1', 'order 1', 'order 2', 'after 1']);
    });
  }, 30_000);

  it('watches services, begins again where that fails, and holds ramps back while one is fallen', async () => {
    await ended('watch', ({ engine, talk, status }) => {
      expect(status).toBe('done');
      expect(talk.bodies('service').map((one) => one.health)).toEqual(['fallen', 'back']);
      const told = engine.entries.flatMap(({ body }) =>
        body.type === 'service' || (body.type === 'phase' && body.node === 'enable/mail')
          ? [body.type === 'service' ? body.health : body.phase]
          : [],
      );
      expect(told).toEqual(['fallen', 'health', 'back', 'ramp-100%']);
      const watched = engine.watches.map(({ services }) =>
        services.map(({ service, healthy }) => `${service} ${healthy ? 'up' : 'down'}`).join(),
      );
      expect(watched.slice(0, 4)).toEqual(['login up', 'login up', 'login down', 'login up']);
    });
  }, 30_000);

  it('reaches every call within two seconds of a stop', async () => {
    const ends: number[] = [];
    const engine = new FakeEngine(async (): Promise<CallResult> => {
      try {
        return await untilCancelled();
      } finally {
        ends.push(Date.now());
      }
    });
    const poll = tinyWork({
      phases: [
        tinyCall({ effect: 'read', poll: { everyMs: 60_000, withinMs: 600_000, forMs: 0 } }),
      ],
    });
    const nodes = tinyNodes([
      { id: 'call' },
      { id: 'poll', needs: [], work: poll },
      { id: 'more', needs: [] },
    ]);
    const run = await tinyRecovery(nodes, engine);
    try {
      const talk = new Talk(run, engine, await run.start());
      await until(() => (engine.calls.length === 3 ? true : undefined));

      const at = Date.now();
      await talk.must('cy', 'manager', 'stop');
      await until(() => (ends.length === 3 ? true : undefined));

      expect(Math.max(...ends) - at).toBeLessThan(2000);
      expect(engine.calls).toHaveLength(3);
      await talk.handle.terminate();
    } finally {
      await run.close();
    }
  });

  it('ends unsafe by an abort whose make-safe fails, and says what is left', async () => {
    const engine = new FakeEngine(({ node }: CallInput): CallResult => {
      if (node.endsWith('/login')) throw new Error('nobody there');
      return { output: null };
    });
    const nodes = tinyNodes([{ id: 'nap', kind: 'wait', work: { type: 'wait', ms: 3_600_000 } }]);
    const run = await tinyRecovery(nodes, engine, { makeSafe: MAKE_SAFE, services: ['login'] });
    try {
      const talk = new Talk(run, engine, await run.start());
      await talk.reaches('nap', 'running');

      await talk.must('ann', 'engineer', 'abort');

      expect(await talk.handle.result()).toMatchObject({ status: 'unsafe' });
      expect(talk.bodies('run').at(-1)?.left).toEqual(['No more traffic: login']);
    } finally {
      await run.close();
    }
  });

  it('is made safe though Temporal cancels it meanwhile', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const engine = new FakeEngine(async ({ node }: CallInput): Promise<CallResult> => {
      if (node.startsWith('make-safe/no')) await gate;
      return { output: null };
    });
    const nodes = tinyNodes([{ id: 'nap', kind: 'wait', work: { type: 'wait', ms: 3_600_000 } }]);
    const run = await tinyRecovery(nodes, engine, { makeSafe: MAKE_SAFE, services: ['login'] });
    try {
      const talk = new Talk(run, engine, await run.start());
      await talk.reaches('nap', 'running');
      await talk.must('ann', 'engineer', 'abort');
      await until(() => (engine.calls.length > 0 ? true : undefined));

      await talk.handle.cancel();
      open();

      expect(await talk.handle.result()).toMatchObject({ status: 'aborted' });
      expect(talk.bodies('run').map((one) => one.status)).toEqual(['aborting', 'aborted']);
    } finally {
      await run.close();
    }
  });

  it('goes on in the next workflow with a feed that tripped and an undo that is held', async () => {
    let isMended = false;
    let isTripped = false;
    const engine = new FakeEngine(
      ({ node, phase }: CallInput): CallResult => {
        if (isMended || !node.endsWith('fragile')) return { output: null, before: { was: node } };
        if (phase.undo === undefined && phase.id === 'first') return { output: null, before: 1 };
        throw new Error('it broke');
      },
      undefined,
      ({ node }: SliceInput): SliceResult => {
        if (node === 'restore/feed-a' && !isTripped) {
          isTripped = true;
          throw tripOf('feed-a');
        }
        return { ok: 1, already: 0, slow: 0, failed: [] };
      },
    );
    const work = tinyWork({ phases: [tinyCall({ id: 'first' }), tinyCall({ id: 'second' })] });
    const nodes = tinyNodes([
      ...TWO_FEEDS,
      { id: 'fragile', needs: [], onFailure: 'undo', work },
      ...Array.from({ length: 2000 }, (_, i) => ({
        id: `s${String(i)}`,
        needs: i < 40 ? [] : [i - 40 + 7],
      })),
    ]);
    const run = await tinyRecovery(nodes, engine, { feeds: TWO_PLACES, perPage: 300 });
    try {
      const handle = await run.start();
      const talk = new Talk(run, engine, handle);
      await talk.sign('sign-off', 'safe/feed-a');
      await talk.sign('sign-off', 'safe/feed-b');
      await talk.asked('safe/feed-a', 2);
      await talk.reaches('undo-1/fragile', 'held');
      const last = () => engine.calls.filter(({ node }) => /^s19[6-9]\d$/.test(node)).length === 40;
      await poll(() => (last() ? true : undefined), 60_000);
      expect((await run.client.workflow.getHandle(handle.workflowId).describe()).runId).not.toBe(
        handle.firstExecutionRunId,
      );

      isMended = true;
      expect(await talk.say('ann', 'engineer', 'retry', 'restore/feed-a')).toBe('ACT_NOT_POSSIBLE');
      await talk.must('ann', 'engineer', 'retry', 'undo-1/fragile');
      await talk.reaches('undo-1/fragile', 'done');
      await talk.must('ann', 'engineer', 'retry', 'fragile');
      await talk.sign('sign-off', 'safe/feed-a', 2);
      await talk.must('bo', 'commander', 'resume', '', {
        answer: { feed: 'feed-a', cause: 'a rat in the cable duct' },
      });

      expect((await handle.result()).status).toBe('done');
      expect(
        engine.calls.filter(({ node }) => node === 'undo-1/fragile').at(-1)?.phase.undo,
      ).toEqual({
        before: 1,
      });
      expect(engine.slices.filter(({ node }) => node === 'restore/feed-a')).toHaveLength(2);
    } finally {
      await run.close();
    }
  }, 120_000);
});
