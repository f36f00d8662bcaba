import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { CallInput } from '../activities/engine/engine-activities';
import { submit } from '../workflows/messages';
import { GOLDEN_NIGHTS } from '../test/support/golden-nights';
import { FakeEngine } from '../test/support/recovery-worker';
import { resolveServerBinary } from '../test/support/temporal-binary';
import { startTemporalServer } from '../test/support/temporal-server';
import { tinyNodes, tinyWork } from '../test/support/tiny-plan';
import { tinyRecovery, until, type TinyRecovery } from '../test/support/tiny-recovery';

/*
 * Records the golden histories of test/replay/histories. A history is kept for ever: a change of the workflow
 * that cannot replay it needs `patched`, not a new recording. Usage: npm run record-history -- VERSION
 * [BEHAVIOUR...], by default all that there are.
 */

const FOLDER = join(__dirname, '../test/replay/histories');

const RECORDERS: Readonly<Record<string, (version: string) => Promise<void>>> = {
  'continue-as-new': recordContinueAsNew,
  'hold-and-retry': recordHoldAndRetry,
  ...Object.fromEntries(
    Object.keys(GOLDEN_NIGHTS).map((name) => [
      name,
      (version: string) => recordNight(name, version),
    ]),
  ),
};

async function main(version: string, asked: readonly string[]): Promise<void> {
  const recorders = (asked.length === 0 ? Object.keys(RECORDERS) : asked).map((name) => {
    const recorder = RECORDERS[name];
    if (recorder !== undefined) return recorder;
    throw new Error(`no behaviour '${name}', but ${Object.keys(RECORDERS).join(', ')}`);
  });

  const binary = await resolveServerBinary({ log: (line) => process.stderr.write(`${line}\n`) });
  // Suggested early, so that the history of a run that continues as new stays small.
  const server = await startTemporalServer(binary, ['limit.historyCount.suggestContinueAsNew=300']);
  process.env['BLACKSTART_TEST_TEMPORAL'] = server.address;
  try {
    mkdirSync(FOLDER, { recursive: true });
    for (const record of recorders) await record(version);
  } finally {
    await server.stop();
  }
}

/** The workflow in the middle of a chain: it takes a state over and hands it on. */
async function recordContinueAsNew(version: string): Promise<void> {
  const nodes = tinyNodes(
    Array.from({ length: 700 }, (_, i) => ({ id: `s${i}`, needs: i < 50 ? [] : [i - 50] })),
  );
  const run = await tinyRecovery(nodes, new FakeEngine(), { perPage: 300 });
  try {
    await (await run.start()).result();
    const runs: { runId: string; start: number }[] = [];
    const list = run.client.workflow.list({ query: `WorkflowId = "drill/${run.recovery}"` });
    for await (const one of list) runs.push({ runId: one.runId, start: one.startTime.getTime() });
    runs.sort((a, b) => a.start - b.start);
    const middle = runs[1];
    if (middle === undefined || runs.length < 3)
      throw new Error(`only ${runs.length} workflows in the chain`);
    await save(run, `continue-as-new-${version}.json`, middle.runId);
  } finally {
    await run.close();
  }
}

/** A call fails until its tries are used up, is held, and goes on by a person's retry. */
async function recordHoldAndRetry(version: string): Promise<void> {
  let broken = true;
  const engine = new FakeEngine((input: CallInput) => {
    if (input.node !== 'bad' || !broken) return { output: null };
    throw ApplicationFailure.create({
      type: 'STEP_TIMED_OUT',
      message: 'no answer',
      nonRetryable: true,
    });
  });
  const retry = { attempts: 2, delayMs: 50, backoff: 1, maxDelayMs: 50 };
  const run = await tinyRecovery(
    tinyNodes([{ id: 'bad', work: tinyWork({ retry }) }, { id: 'after' }]),
    engine,
  );
  try {
    const handle = await run.start();
    const held = await until(() =>
      engine.entries.find((entry) => entry.body.type === 'node' && entry.body.status === 'held'),
    );
    broken = false;
    const attempt = held.body.type === 'node' ? held.body.attempt : 0;
    const sent = run.say({ step: 'bad', act: 'retry', attempt });
    await run.client.workflow.getHandle(handle.workflowId).executeUpdate(submit, { args: [sent] });
    await run.client.workflow.getHandle(handle.workflowId).result();
    await save(run, `hold-and-retry-${version}.json`);
  } finally {
    await run.close();
  }
}

/** One of the nights that are also tried with each run of the tests. */
async function recordNight(name: string, version: string): Promise<void> {
  const night = await GOLDEN_NIGHTS[name]?.();
  if (night === undefined) return;
  try {
    await save(night.run, `${name}-${version}.json`);
  } finally {
    await night.run.close();
  }
}

async function save(run: TinyRecovery, name: string, runId?: string): Promise<void> {
  const history = await run.client.workflow
    .getHandle(`drill/${run.recovery}`, runId)
    .fetchHistory();
  writeFileSync(join(FOLDER, name), withoutMachine(historyToJSON(history)));
  process.stderr.write(`${name}: ${history.events?.length ?? 0} events\n`);
}

/** A history without what names the machine that recorded it: its paths and its workers. */
function withoutMachine(json: string): string {
  const root = JSON.stringify(`${resolve(__dirname, '..')}/`).slice(1, -1);
  return json
    .replaceAll(root, '')
    .replace(/"identity":(\s*)"[^"]*"/g, '"identity":$1"worker"')
    .replace(/"\d+@[^"]*-([0-9a-f]{32})"/g, '"worker-$1"');
}

const [version, ...asked] = process.argv.slice(2);
if (version === undefined) {
  process.stderr.write(
    'usage: npm run record-history -- VERSION [BEHAVIOUR...], such as 0.1 stop\n',
  );
  process.exitCode = 2;
} else {
  main(version, asked).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  });
}
