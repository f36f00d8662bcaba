import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { validateFiles } from '../model/compile/scenario';
import { approvalSteps, benchFiles, benchPlan, CATALOGUE, noopSteps } from './bench-plan';
import { measureApprovals } from './measure-approvals';
import { median, ratioOf, type Paired } from './ratio';
import { openRig, type Rig } from './rig';

/*
 * What the engine costs beside a workflow written by hand, as ratios within one run: absolute times on a shared
 * machine are noise. Prints one JSON document.
 */

const ROUNDS = 3;
const SEQUENTIAL = 200;
const WINDOWED = 2000;
const WINDOW = 100;
const APPROVALS = 30;

async function main(): Promise<void> {
  const rig = await openRig();
  try {
    const ledgered = await compare(rig, SEQUENTIAL, 'sequential', true);
    const bare = await compare(rig, SEQUENTIAL, 'sequential', false);
    const windowLedgered = await compare(rig, WINDOWED, 'window', true);
    const windowBare = await compare(rig, WINDOWED, 'window', false);
    const approvals = await measureApprovals(
      rig,
      benchPlan(approvalSteps(APPROVALS), rig.keys),
      APPROVALS,
      ROUNDS,
    );
    const report = {
      sequentialStep: { ...ledgered, most: 1.25 },
      sequentialStepWithoutLedger: { ...bare, most: 1.1 },
      windowOf100: { ...windowLedgered, most: 1.25 },
      windowOf100WithoutLedger: { ...windowBare, most: 1.1 },
      approvalToNextActivity: { ...approvals, most: 1.5 },
      validateOfTenThousandSteps: { ...validation(), most: 2 },
      upToReadySeconds: await upToReady(),
    };
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  } finally {
    await rig.close();
  }
}

/** The same calls by a recovery and by hand, in turn. */
async function compare(
  rig: Rig,
  count: number,
  order: 'sequential' | 'window',
  feedLedger: boolean,
): Promise<Paired> {
  const plan = benchPlan(noopSteps(count, order), rig.keys);
  const window = order === 'window' ? WINDOW : 1;
  process.stderr.write(
    `${String(count)} steps, ${order}, ${feedLedger ? 'with' : 'without'} ledger\n`,
  );
  const ours: number[] = [];
  const byHand: number[] = [];
  // One round of each goes uncounted: it warms caches and the store.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const input = await rig.inputOf(plan, feedLedger);
    const one = await timed(async () => {
      await (await rig.start('runRecovery', [input], `bench/${input.recovery}`)).result();
    });
    const other = await timed(async () => {
      const template = {
        ...rig.template,
        run: { ...rig.template.run, planDigest: plan.planDigest },
      };
      await (await rig.start('callsByHand', [template, count, window])).result();
    });
    if (round === 0) continue;
    ours.push(one / count);
    byHand.push(other / count);
  }
  return ratioOf(ours, byHand);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Validation of a long runbook beside the mere reading of its YAML. */
function validation(): Paired {
  const steps = Array.from(
    { length: 10_000 },
    (_, i) =>
      `  - id: s${String(i)}\n    kind: action\n    title: Step ${String(i)} of \${{ inputs.site }}\n    uses: bench.noop\n    retry: { attempts: 3, delay: 1s }`,
  ).join('\n');
  const files = benchFiles(steps);
  const text = new TextDecoder().decode(files[0]?.bytes);
  const ours: number[] = [];
  const reading: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    let started = performance.now();
    parseDocument(text);
    const read = performance.now() - started;
    started = performance.now();
    const { problems } = validateFiles(files, CATALOGUE);
    const validated = performance.now() - started;
    if (problems.length > 0) throw new Error(problems[0]?.message);
    if (round === 0) continue;
    ours.push(validated);
    reading.push(read);
  }
  return ratioOf(ours, reading);
}

/** Seconds from `up --detach` to ready, in a fresh state folder. */
async function upToReady(): Promise<number> {
  const state = await mkdtemp(join(tmpdir(), 'blackstart-up-'));
  const program = resolve(__dirname, '../../bin/blackstart.js');
  const run = (...args: readonly string[]): Promise<void> =>
    new Promise((done, fail) => {
      const child = spawn(process.execPath, [program, ...args, '--state', state], {
        stdio: 'ignore',
      });
      child.once('exit', (code) => {
        if (code === 0) done();
        else fail(new Error(`${args.join(' ')} ended with ${String(code)}`));
      });
    });
  const seconds: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    seconds.push((await timed(() => run('up', '--detach'))) / 1000);
    await run('down');
  }
  await rm(state, { recursive: true, force: true });
  return Math.round(median(seconds) * 100) / 100;
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
