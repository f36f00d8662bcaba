import { z } from 'zod';
import { EngineRig, failureOf, target } from '../../test/engine/engine-rig';
import { tinyCall } from '../../test/support/tiny-plan';
import { OperationError } from '../../model/errors';
import type { WatchedService } from '../../model/run/command';
import { defineConnector } from '../define-connector';

const objects = { ...target('service', 'talk'), ...target('service', 'mail') };

/** Services whose readings come from a list each; the last one stays, and `x` stands for one that fails. */
async function watched(readings: Readonly<Record<string, string>>) {
  const reads: Record<string, number[]> = {};
  const read = defineConnector({
    uses: 'test.health',
    summary: 'Test.',
    effect: 'read',
    needs: [],
    input: z.strictObject({ service: z.string() }),
    output: z.looseObject({}),
    examples: [{ with: { service: 'talk' }, gives: {} }],
    targets: ({ service }) => [{ kind: 'service', id: service }],
    run: ({ input }) => {
      const times = (reads[input.service] ??= []);
      const list = readings[input.service] ?? '+';
      const reading = list[Math.min(times.length, list.length - 1)];
      times.push(rig.clock.now() - started);
      if (reading === 'x') throw new OperationError('TARGET_NO_ANSWER', input.service);
      return Promise.resolve({ ok: reading === '+' });
    },
  });
  const rig = await EngineRig.make({
    connectors: new Map([['test.health', read]]),
    targets: { objects },
  });
  const started = rig.clock.now();
  const of = (service: string, healthy: boolean): WatchedService => ({
    service,
    node: `enable/${service}`,
    healthy,
    phase: tinyCall({ id: 'health', uses: 'test.health', with: { service }, expect: 'result.ok' }),
  });
  return { rig, reads, of };
}

describe('the watch over services', () => {
  it('returns when a service has read as bad twice in a row', async () => {
    const { rig, reads, of } = await watched({ talk: '+-+--' });

    const result = await rig.watch([of('talk', true), of('mail', true)]);

    expect(result).toEqual({ changed: { talk: false } });
    expect(reads['talk']).toEqual([0, 2000, 4000, 6000, 8000]);
  });

  it('takes an error for a bad reading', async () => {
    const { rig, of } = await watched({ talk: '+x-' });

    expect(await rig.watch([of('talk', true)])).toEqual({ changed: { talk: false } });
  });

  it('returns when a service that had fallen is back', async () => {
    const { rig, of } = await watched({ talk: '--+x++' });

    expect(await rig.watch([of('talk', false)])).toEqual({ changed: { talk: true } });
  });

  it('reads as often as the speed asks, but no more than four times a second', async () => {
    const { rig, reads, of } = await watched({ talk: '++--' });

    await rig.watch([of('talk', true)], 100);

    expect(reads['talk']).toEqual([0, 250, 500, 750]);
  });

  it('goes on while nothing changes, until it is cancelled', async () => {
    const { rig, reads, of } = await watched({ talk: '+' });
    const watching = failureOf(rig.watch([of('talk', true)]));
    await rig.clock.port.sleep(20_000, new AbortController().signal);
    rig.cancel();

    expect((await watching).code).toBe('cancelled');
    expect(reads['talk']!.length).toBeGreaterThanOrEqual(10);
    expect(rig.heartbeats.length).toBeGreaterThan(0);
  });

  it('logs what is otherwise than was known under the step that enabled the service', async () => {
    const { rig, of } = await watched({ talk: '++++x-' });

    await rig.watch([of('talk', true)]);

    const rows = await rig.attempts('enable/talk');
    expect(rows.map(({ phase, item, error }) => [phase, item, error?.split(':')[0]])).toEqual([
      ['watch', null, 'TARGET_NO_ANSWER'],
      ['watch', null, 'EXPECT_NOT_MET'],
    ]);
  });
});
