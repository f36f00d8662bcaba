import { ApplicationFailure } from '@temporalio/activity';
import type { EngineActivities } from '../../activities/engine/engine-activities';
import type { LedgerEntry } from '../../model/run/entry';
import { FakeEngine, logged } from '../support/recovery-worker';
import { tinyNodes } from '../support/tiny-plan';
import { tinyRecovery, until } from '../support/tiny-recovery';

/** An engine whose ledger has something else in it when it is told of a first node. */
class OtherLedger extends FakeEngine {
  refused: readonly LedgerEntry[] | undefined;

  override async appendLedger(
    input: Parameters<EngineActivities['appendLedger']>[0],
  ): Promise<void> {
    await super.appendLedger(input);
    if (this.refused !== undefined || !input.entries.some(({ body }) => body.type === 'node'))
      return;
    this.refused = input.entries;
    throw ApplicationFailure.nonRetryable('entry 2 is there', 'LEDGER_CONFLICT');
  }
}

it('a ledger with something else in it stops the run, and the log says which entries it lacks', async () => {
  const engine = new OtherLedger();
  const run = await tinyRecovery(
    tinyNodes([{ id: 'one' }, { id: 'two', work: { type: 'wait', ms: 60_000 } }]),
    engine,
  );
  try {
    const handle = await run.start();

    const stopped = await until(() =>
      engine.entries.find(({ body }) => body.type === 'run' && body.status === 'stopped'),
    );
    expect(stopped.body).toMatchObject({ reason: 'entry 2 is there' });
    const told = logged.find(({ message }) => message.includes('ledger'));
    expect(told?.meta).toMatchObject({
      first: engine.refused?.[0]?.seq,
      last: engine.refused?.at(-1)?.seq,
      error: 'entry 2 is there',
    });
    await handle.terminate();
  } finally {
    await run.close();
  }
});
