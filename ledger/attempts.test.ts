import type { AttemptRow } from './ledger';
import { openLedger } from './open-ledger';

const row = (node: string, second: number): AttemptRow => ({
  recovery: 'tiny-20221015-abcdef',
  node,
  attempt: 1,
  phase: 'start',
  item: `a${String(second)}`,
  at: `2022-10-15T06:27:0${String(second)}.000Z`,
  endedAt: `2022-10-15T06:27:0${String(second)}.500Z`,
  uses: 'redfish.power',
  request: '{"server":"a001"}',
  answer: 'POST … 204',
  error: null,
  sampledAt: null,
});

it('keeps attempts by node, in the order in which they ended', async () => {
  const ledger = await openLedger({ file: ':memory:' });
  await ledger.recordAttempts([]);
  await ledger.recordAttempts([row('w1', 3), row('w2', 2)]);
  await ledger.recordAttempts([row('w1', 1)]);

  const { recovery } = row('', 1);
  expect(await ledger.attempts(recovery, 'w1')).toEqual([row('w1', 1), row('w1', 3)]);
  expect(await ledger.attempts(recovery)).toHaveLength(3);
  expect(await ledger.attempts('other', 'w1')).toEqual([]);
  await ledger.close();
});

it('takes many at once', async () => {
  const ledger = await openLedger({ file: ':memory:' });

  await ledger.recordAttempts(Array.from({ length: 1234 }, (_, i) => row('w1', i % 10)));

  expect(await ledger.attempts(row('', 1).recovery, 'w1')).toHaveLength(1234);
  await ledger.close();
});
