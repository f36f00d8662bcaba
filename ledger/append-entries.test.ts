import type { LedgerEntry } from '../model/run/entry';
import type { Ledger, LedgerWriter } from './ledger';
import { openLedger } from './open-ledger';

const ID = 'tiny-20221015-abcdef';

function entry(
  seq: number,
  node = `n${String(seq)}`,
  at = '2022-10-15T06:27:00.000Z',
): LedgerEntry {
  return { seq, at, body: { type: 'node', node, status: 'running', attempt: 1 } };
}

const done = (seq: number): LedgerEntry => ({
  seq,
  at: '2022-10-15T07:00:00.000Z',
  body: { type: 'run', status: 'done' },
});

const writer = (history: number, run = 'run-1'): LedgerWriter => ({ run, history });

describe('appending to the ledger', () => {
  let ledger: Ledger;

  beforeEach(async () => {
    ledger = await openLedger({ file: ':memory:' });
    await ledger.register({
      id: ID,
      workflowId: `drill/${ID}`,
      mode: 'drill',
      simulated: true,
      speed: 1,
      planDigest: 'sha256:00',
      runbook: 'tiny',
      title: 'Tiny',
      sites: ['tiny'],
      starter: 'ann',
      status: 'running',
      startedAt: '2022-10-15T06:27:00.000Z',
    });
  });

  afterEach(async () => {
    await ledger.close();
  });

  const nodes = async (): Promise<readonly unknown[]> =>
    (await ledger.entries(ID)).map(({ seq, body }) =>
      body.type === 'node' ? `${String(seq)} ${body.node}` : `${String(seq)} ${body.type}`,
    );

  it('passes over entries that are there with the same body', async () => {
    await ledger.append(ID, [entry(1), entry(2)]);
    await ledger.append(ID, [entry(1), entry(2), entry(3)]);

    expect(await nodes()).toEqual(['1 n1', '2 n2', '3 n3']);
  });

  it('refuses another body under the same number, and a gap', async () => {
    await ledger.append(ID, [entry(1), entry(2)]);

    await expect(ledger.append(ID, [entry(2, 'other')])).rejects.toMatchObject({
      code: 'LEDGER_CONFLICT',
    });
    await expect(ledger.append(ID, [entry(4)])).rejects.toMatchObject({ code: 'LEDGER_GAP' });
    expect(await nodes()).toEqual(['1 n1', '2 n2']);
  });

  it('chains the hashes so that a change anywhere shows', async () => {
    await ledger.append(ID, [entry(1), entry(2)]);
    const [first, second] = await ledger.entries(ID);

    expect(first?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(second?.hash).not.toBe(first?.hash);
  });

  it('lets a workflow task that is done again replace what the lost one wrote', async () => {
    await ledger.append(ID, [entry(1)], writer(3));
    await ledger.append(ID, [entry(2, 'lost'), entry(3, 'lost')], writer(10));

    await ledger.append(ID, [entry(2, 'again')], writer(13));

    expect(await nodes()).toEqual(['1 n1', '2 again']);
    expect((await ledger.recovery(ID))?.rewrites).toBe(1);
  });

  it('takes back what the lost task told and the one done again does not', async () => {
    await ledger.append(ID, [entry(1)], writer(3));
    await ledger.append(ID, [entry(2), done(3)], writer(10));
    await ledger.append(ID, [entry(2)], writer(13));

    expect(await nodes()).toEqual(['1 n1', '2 n2']);
    expect((await ledger.recovery(ID))?.endedAt).toBeNull();
  });

  it('keeps what a later workflow task has confirmed', async () => {
    await ledger.append(ID, [entry(1)], writer(3));
    await ledger.append(ID, [entry(2)], writer(10));
    await ledger.append(ID, [entry(3)], writer(16));

    await expect(ledger.append(ID, [entry(2, 'other')], writer(16))).rejects.toMatchObject({
      code: 'LEDGER_CONFLICT',
    });
    expect(await nodes()).toEqual(['1 n1', '2 n2', '3 n3']);
  });

  it('refuses a worker that comes too late with what it once knew', async () => {
    await ledger.append(ID, [entry(1)], writer(3));
    await ledger.append(ID, [entry(2, 'again')], writer(13));

    await expect(ledger.append(ID, [entry(2, 'late')], writer(10))).rejects.toMatchObject({
      code: 'LEDGER_CONFLICT',
    });
  });

  it('lets the run that continued as new replace what was left unconfirmed', async () => {
    await ledger.append(ID, [entry(1)], writer(3));
    await ledger.append(ID, [entry(2, 'lost')], writer(4000));
    await ledger.append(ID, [entry(2, 'again')], writer(3, 'run-2'));

    expect(await nodes()).toEqual(['1 n1', '2 again']);
  });
});
