import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reader, StoredEntry } from '../../client/read-recoveries';
import { stateFolder } from '../../client/state-folder';
import type { RecoveryView } from '../../model/view/recovery-view';
import { madeUpView } from '../render/__fixtures__/made-up-view';
import { FakeShell } from './__fixtures__/fake-shell';
import { attach, type Attachment } from './attach';

/** A reader of one recovery that goes through `views`, one at each look. */
function readerOf(
  views: readonly RecoveryView[],
  entries: readonly StoredEntry[] = [],
): Pick<Reader, 'view' | 'entries' | 'close'> {
  let looks = 0;
  return {
    view: () => {
      const view = views[Math.min(looks, views.length - 1)]!;
      looks += 1;
      return Promise.resolve(view);
    },
    entries: (_, after = 0) => Promise.resolve(entries.filter((entry) => entry.seq > after)),
    close: () => Promise.resolve(),
  };
}

const started: StoredEntry = {
  seq: 1,
  at: '2026-03-01T05:00:00.000Z',
  hash: '',
  body: { type: 'run', status: 'running' },
};
const ended = madeUpView({ status: 'done', endedAt: '2026-03-01T05:10:00.000Z', waiting: [] });

async function attached(
  views: readonly RecoveryView[],
  over: Partial<Attachment> = {},
): Promise<{ code: number; shell: FakeShell }> {
  const shell = new FakeShell();
  const state = stateFolder(mkdtempSync(join(tmpdir(), 'blackstart-attach-')));
  const attachment = {
    state,
    id: 'r-1',
    place: {},
    format: 'text',
    patienceMs: 0,
    ...over,
  } as const;
  const code = await attach(attachment, shell, () => Promise.resolve(readerOf(views, [started])));
  return { code, shell };
}

test('off a terminal each change is a line, and the summary follows the end', async () => {
  const { code, shell } = await attached([madeUpView(), ended]);

  expect(code).toBe(0);
  expect(shell.out.written).toMatch(/^05:00:00 recovery running\n\nDRILL Bring a site back/);
  expect(shell.out.written).toContain('1 of 5 services enabled');
  expect(shell.err.written).toBe('');
});

test('with JSON the document is all that stands on stdout', async () => {
  const { code, shell } = await attached([madeUpView(), ended], { format: 'json' });

  expect(code).toBe(0);
  expect(JSON.parse(shell.out.written)).toEqual(ended);
  expect(shell.err.written).toContain('recovery running');
});

test.each(['held', 'paused', 'stopped'] as const)(
  'off a terminal a recovery that is %s ends the command with 3',
  async (status) => {
    const { code, shell } = await attached([madeUpView(), madeUpView({ status, reason: 'Smoke' })]);

    expect(code).toBe(3);
    expect(shell.out.written).toContain('Smoke');
  },
);

test('while simulated people may still see to it, what is held is waited for', async () => {
  const views = [madeUpView({ status: 'held' }), madeUpView(), ended];

  const { code } = await attached(views, { patienceMs: 60_000 });

  expect(code).toBe(0);
});

test.each([
  ['aborted', 4],
  ['unsafe', 6],
] as const)('a recovery that ended %s ends the command with %i', async (status, expected) => {
  const { code } = await attached([{ ...ended, status }]);

  expect(code).toBe(expected);
});
