import { z } from 'zod';
import { EngineRig, failureOf, target } from '../../test/engine/engine-rig';
import { OperationError, type ErrorCode } from '../../model/errors';
import type { Json, JsonObject } from '../../model/json';
import { defineConnector } from '../define-connector';

const objects = target('endpoint', 'here', ['http://here.lab.example']);
const HOUR_MS = 3_600_000;

/** A rig whose readings come from a list; the last one stays. An error code stands for a reading that fails. */
async function polled(readings: readonly (JsonObject | ErrorCode)[]) {
  let next = 0;
  const at: number[] = [];
  const definition = defineConnector({
    uses: 'test.read',
    summary: 'Test.',
    effect: 'read',
    needs: [],
    input: z.strictObject({ url: z.url() }),
    output: z.looseObject({}),
    examples: [{ with: { url: 'http://here.lab.example' }, gives: {} }],
    targets: ({ url }) => [{ kind: 'address', address: url }],
    run: () => {
      at.push(rig.clock.now());
      const reading = readings[Math.min(next, readings.length - 1)]!;
      next += 1;
      if (typeof reading === 'string') throw new OperationError(reading, 'no');
      return Promise.resolve(reading);
    },
  });
  const rig = await EngineRig.make({
    connectors: new Map([['test.read', definition]]),
    targets: { objects },
  });
  const poll = (
    timing: Partial<{ everyMs: number; withinMs: number; forMs: number; speed: number }> = {},
    checkpoint?: Json,
    url = 'http://here.lab.example/health',
  ) => {
    const { everyMs = 10_000, withinMs = HOUR_MS, forMs = 0, speed = 1 } = timing;
    return rig.call(
      {
        uses: 'test.read',
        expect: 'result.ok',
        keep: true,
        poll: { everyMs, withinMs, forMs },
      },
      { url },
      {
        run: { ...rig.run, speed },
        deadlineAt: rig.clock.now() + withinMs / speed,
        ...(checkpoint === undefined ? {} : { checkpoint }),
      },
    );
  };
  return { rig, poll, at, started: rig.clock.now() };
}

describe('a poll', () => {
  it('reads every so often until it is true, errors and all', async () => {
    const { poll, at, started } = await polled([
      'TARGET_UNREACHABLE',
      { ok: false },
      { nothing: 1 },
      { ok: true, value: 4 },
    ]);

    const result = await poll();

    expect(result).toEqual({ output: { ok: true, value: 4 }, polls: 4 });
    expect(at.map((time) => time - started)).toEqual([0, 10_000, 20_000, 30_000]);
  });

  it('divides its waits by speed, down to 50 ms', async () => {
    const { poll, at, started } = await polled([{ ok: false }, { ok: false }, { ok: true }]);

    await poll({ speed: 1000 });

    expect(at.map((time) => time - started)).toEqual([0, 50, 100]);
  });

  it('wants it true without a break for as long as is asked', async () => {
    const { poll, at, started } = await polled([
      { ok: true },
      { ok: true },
      'TARGET_NO_ANSWER',
      { ok: true },
    ]);

    const result = await poll({ forMs: 30_000 });

    expect(at.at(-1)! - started).toBe(60_000);
    expect(result.polls).toBe(7);
  });

  it('gives up when the time is up, with the last reading', async () => {
    const { poll, rig, started } = await polled([{ ok: false, status: 503 }]);

    const failure = await failureOf(poll({ withinMs: 60_000 }));

    expect(failure.code).toBe('POLL_NEVER_TRUE');
    expect(failure.message).toContain('"status":503');
    expect(failure.detail).toMatchObject({ polls: 7, errors: 0, last: { status: 503 } });
    expect(rig.clock.now() - started).toBe(60_000);
  });

  it('reads once even where the time was up before it began', async () => {
    const { poll } = await polled([{ ok: true }]);

    expect((await poll({ withinMs: -5000 })).polls).toBe(1);
  });

  it.each<[string, ErrorCode]>([
    ['a host outside the inventory', 'TARGET_OUTSIDE_INVENTORY'],
    ['a password that is not taken', 'TARGET_DENIED'],
    ['a fault of the connector', 'CONNECTOR_FAULT'],
  ])('ends at once on %s', async (_what, code) => {
    const { poll, at } = await polled([code]);

    expect((await failureOf(poll())).code).toBe(code);
    expect(at).toHaveLength(1);
  });

  it('never reads an address that is not its own', async () => {
    const { poll, at } = await polled([{ ok: true }]);

    const failure = await failureOf(poll({}, undefined, 'http://there.production.example/health'));

    expect(failure.code).toBe('TARGET_OUTSIDE_INVENTORY');
    expect(at).toHaveLength(0);
  });

  it('goes on where the attempt before was lost', async () => {
    const { poll, rig } = await polled([{ ok: true }]);
    const trueSince = rig.clock.now() - 25_000;
    const lastAt = rig.clock.now() - 4000;

    const result = await poll({ forMs: 30_000 }, { polls: 3, errors: 1, trueSince, lastAt });

    expect(result.polls).toBe(5);
  });

  it('does not count a time in which nobody looked as unbroken', async () => {
    const { poll, rig, at, started } = await polled([{ ok: true }]);
    const trueSince = rig.clock.now() - HOUR_MS;
    const lastAt = rig.clock.now() - HOUR_MS + 1000;

    await poll({ forMs: 30_000 }, { polls: 3, errors: 1, trueSince, lastAt });

    expect(at.at(-1)! - started).toBe(30_000);
  });

  it('stops within the wait when it is cancelled, and hands over what it saw', async () => {
    const { poll, rig } = await polled([{ ok: false }]);
    const running = failureOf(poll());
    setImmediate(() => rig.cancel());

    const failure = await running;

    expect(failure.code).toBe('cancelled');
    expect(failure.checkpoint).toMatchObject({ errors: 0 });
  });
});
