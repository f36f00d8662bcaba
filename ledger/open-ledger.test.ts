import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedger, openLedgerToRead } from './open-ledger';

const ROW = {
  id: 'tiny-20260301-bcdfgh',
  workflowId: 'live/annex',
  mode: 'live',
  simulated: false,
  speed: 1,
  planDigest: 'sha256:00',
  runbook: 'tiny',
  title: 'Tiny',
  sites: ['annex'],
  starter: 'ann',
  status: 'running',
  startedAt: '2026-03-01T00:00:00.000Z',
} as const;

describe('a ledger that nobody can write', () => {
  let file: string;

  beforeEach(async () => {
    file = join(mkdtempSync(join(tmpdir(), 'blackstart-ledger-')), 'ledger.db');
    const ledger = await openLedger({ file });
    await ledger.register(ROW);
    await ledger.close();
    // As on a full disk, SQLite cannot make the files that it keeps beside it.
    mkdirSync(`${file}-wal`);
  });

  it('is read all the same, and takes nothing', async () => {
    await expect(openLedger({ file })).rejects.toMatchObject({ code: 'LEDGER_UNREACHABLE' });

    const ledger = await openLedgerToRead({ file });

    expect(await ledger.recoveries()).toMatchObject([ROW]);
    // Its error may be of the realm of another test file, which shares the native driver.
    await expect(ledger.register({ ...ROW, id: 'other' })).rejects.toMatchObject({
      code: 'SQLITE_READONLY',
    });
    await ledger.close();
  });
});
