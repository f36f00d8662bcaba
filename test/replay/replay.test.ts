import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { GOLDEN_NIGHTS } from '../support/golden-nights';
import { workflowBundle } from '../support/workflow-bundle';

const FOLDER = join(__dirname, 'histories');
const HISTORIES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

const textOf = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
const replay = (text: string) =>
  Worker.runReplayHistory({ workflowBundle: workflowBundle() }, JSON.parse(text), 'drill/golden');

describe('a history of an older version', () => {
  it.each(['continue-as-new', 'hold-and-retry', ...Object.keys(GOLDEN_NIGHTS)])(
    'is there of %s',
    (behaviour) => {
      expect(HISTORIES.some((name) => name.startsWith(`${behaviour}-`))).toBe(true);
    },
  );

  it.each(HISTORIES)('is replayed by the code of today: %s', async (name) => {
    await expect(replay(textOf(name))).resolves.toBeUndefined();
  });

  it('fails with a determinism violation where it was doctored', async () => {
    const name = HISTORIES.find((one) => one.startsWith('hold-and-retry-')) ?? '';
    const doctored = textOf(name)
      .replaceAll('"name": "call"', '"name": "runSlice"')
      .replaceAll('"name":"call"', '"name":"runSlice"');
    expect(doctored).not.toBe(textOf(name));

    await expect(replay(doctored)).rejects.toThrow(DeterminismViolationError);
  });
});
