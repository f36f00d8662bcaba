import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { drawRound, KINDS, runKind, type Kind } from '../test/chaos/small-site/kinds';
import type { RoundEnd } from '../test/chaos/small-site/run-round';
import { Installation } from '../test/support/installation';

/*
 * Drills of a small site with seeded faults, stops, aborts or kills, or of the bad night with seeded kills, on the
 * real program; each must end right.
 * Usage: npm run chaos -- [--seed 1] [--rounds 10] [--kind faults|stop|abort|kill|night] [--jobs 1]
 * Round i has the seed + i, so that one round is run again by its own seed and `--rounds 1`.
 * Exit 0: every round ended right; 1: some did not; 2: wrong usage.
 */

const say = (line: string): void => console.log(line);

interface Options {
  readonly seed: number;
  readonly rounds: number;
  readonly jobs: number;
  readonly kind: Kind;
}

function options(): Options | undefined {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '10' },
      jobs: { type: 'string', default: '1' },
      kind: { type: 'string', default: 'faults' },
    },
  });
  const seed = Number(values.seed);
  const rounds = Number(values.rounds);
  const jobs = Number(values.jobs);
  const kind = KINDS.find((one) => one === values.kind);
  const isGood = [seed, rounds, jobs].every(Number.isSafeInteger) && rounds >= 1 && jobs >= 1;
  return isGood && kind !== undefined ? { seed, rounds, jobs, kind } : undefined;
}

/** Runs rounds one after another on an installation of its own; a round that failed leaves it for a new one. */
class Job {
  private installation: Installation | undefined;

  async run(kind: Kind, seed: number): Promise<RoundEnd> {
    this.installation ??= await started();
    try {
      const end = await runKind(this.installation, kind, seed);
      if (end.problems.length > 0) await this.end();
      return end;
    } catch (error) {
      await this.end();
      throw error;
    }
  }

  async end(): Promise<void> {
    await this.installation?.remove();
    this.installation = undefined;
  }
}

async function started(): Promise<Installation> {
  const installation = await Installation.make();
  await installation.must('up', '--detach');
  return installation;
}

async function main(): Promise<number> {
  const given = options();
  if (given === undefined) {
    say(`usage: npm run chaos -- [--seed N] [--rounds N] [--kind ${KINDS.join('|')}] [--jobs N]`);
    return 2;
  }
  const { kind, seed, rounds } = given;
  const failed: number[] = [];
  const seeds = Array.from({ length: rounds }, (_, i) => seed + i);
  const dumps = join(tmpdir(), `blackstart-chaos-${String(process.pid)}`);
  const work = async (): Promise<void> => {
    const job = new Job();
    try {
      for (let own = seeds.shift(); own !== undefined; own = seeds.shift()) {
        const faults = describe(kind, own);
        try {
          const end = await job.run(kind, own);
          const isGood = end.problems.length === 0;
          say(
            `${isGood ? 'ok    ' : 'FAILED'} seed ${own}  ${(end.tookMs / 1000).toFixed(1)} s  ${end.note}${faults}`,
          );
          if (isGood) continue;
          failed.push(own);
          for (const problem of end.problems.slice(0, 20)) say(`         ${problem}`);
          await mkdir(dumps, { recursive: true });
          const file = join(dumps, `${kind}-${own}.json`);
          await writeFile(file, JSON.stringify(end, null, 1));
          say(`         what it left: ${file}`);
        } catch (error) {
          failed.push(own);
          say(
            `FAILED seed ${own}  ${faults}\n         ${error instanceof Error ? (error.stack ?? '') : String(error)}`,
          );
        }
      }
    } finally {
      await job.end();
    }
  };
  await Promise.all(Array.from({ length: given.jobs }, work));
  say(
    `${rounds - failed.length} of ${rounds} rounds of ${kind} ended right, seeds ${seed} to ${seed + rounds - 1}`,
  );
  for (const own of failed.toSorted((a, b) => a - b))
    say(`again: npm run chaos -- --kind ${kind} --seed ${own} --rounds 1`);
  return failed.length === 0 ? 0 : 1;
}

/** Faults of a round on one line. */
function describe(kind: Kind, seed: number): string {
  return drawRound(kind, seed)
    .faults.map(({ fault, target, at, on, for: span, ...own }) => {
      const when = on === undefined ? (at ?? 'start') : `${on.target} ${on.value}`;
      const how = Object.entries(own).map(([key, value]) => ` ${key} ${String(value)}`);
      return `${fault} ${target} (${when}, ${span ?? 'lasting'}${how.join('')})`;
    })
    .join('; ');
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  },
);
