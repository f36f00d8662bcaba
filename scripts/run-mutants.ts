import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { randomOf } from '../test/support/seeded-random';
import { readExplained, staleOf, whyOf } from './mutants/explained';
import { mutated, mutationsOf, type Mutation } from './mutants/mutations';
import { summaryOf, textOf, WANTED, type Tried } from './mutants/report';
import { mutatedFiles, shuffled } from './mutants/sample';
import { TypeCheck } from './mutants/type-check';
import { Workbench } from './mutants/workbench';

/*
 * Changes the source in small ways, one at a time, in copies of the repository, and looks whether a test fails.
 * Usage: npm run mutants -- [--seed 1] [--count 60] [--only TEXT] [--workers 2] [--format text|json]
 * Exit 0: enough were killed; 1: too few, or the tests fail as they are; 2: wrong usage.
 */

const ROOT = resolve(__dirname, '..');

/** The dry run may take this long, ms; a mutant three times as long as it took, and a little more. */
const DRY_RUN_LIMIT_MS = 300_000;
const LIMIT_FACTOR = 3;
const LIMIT_MORE_MS = 15_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

interface Options {
  readonly seed: number;
  readonly count: number;
  readonly only: string;
  readonly workers: number;
  readonly format: string;
}

function options(): Options | undefined {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '60' },
      only: { type: 'string', default: '' },
      workers: { type: 'string', default: '2' },
      format: { type: 'string', default: 'text' },
    },
  });
  const { only, format } = values;
  const [seed, count, workers] = [values.seed, values.count, values.workers].map(Number);
  const isCount = (n: number | undefined): n is number => Number.isSafeInteger(n);
  if (!isCount(seed) || !isCount(count) || !isCount(workers) || count < 1 || workers < 1) return;
  if (format !== 'text' && format !== 'json') return;
  return { seed, count, only, workers, format };
}

/** The first `count` mutants in the order of the seed that compile. */
function pick({ seed, count, only }: Options, root: string): readonly Mutation[] {
  const files = mutatedFiles(root, only);
  const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
  const all = [...texts].flatMap(([file, text]) => mutationsOf(file, text));
  const types = new TypeCheck(root, files);
  const picked: Mutation[] = [];
  let broken = 0;
  for (const mutation of shuffled(all, randomOf(seed))) {
    if (picked.length >= count) break;
    const text = mutated(texts.get(mutation.file) ?? '', mutation);
    if (types.compiles(mutation.file, text)) picked.push(mutation);
    else broken += 1;
  }
  say(`${all.length} mutants in ${files.length} files; ${broken} drawn did not compile`);
  return picked;
}

async function tryAll(
  picked: readonly Mutation[],
  benches: readonly Workbench[],
  limitMs: number,
): Promise<readonly Tried[]> {
  const explained = readExplained(ROOT);
  const tried: Tried[] = [];
  const queue = [...picked];
  const work = async (bench: Workbench): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const end = await bench.try(next, limitMs);
      const why = whyOf(explained, next);
      const one: Tried =
        end.end !== 'passed'
          ? {
              mutation: next,
              fate: 'killed',
              by: end.end === 'timeout' ? 'timeout' : (end.by[0] ?? 'a crash'),
            }
          : why === undefined
            ? { mutation: next, fate: 'survived', by: '' }
            : { mutation: next, fate: 'explained', by: why };
      tried.push(one);
      say(`[${tried.length}/${picked.length}] ${one.fate} ${placeOf(next)}`);
    }
  };
  await Promise.all(benches.map(work));
  return tried.toSorted(
    ({ mutation: a }, { mutation: b }) => a.file.localeCompare(b.file) || a.start - b.start,
  );
}

function placeOf({ file, line }: Mutation): string {
  return `${file}:${line}`;
}

async function main(): Promise<number> {
  const given = options();
  if (given === undefined) {
    say(
      'usage: npm run mutants -- [--seed N] [--count N] [--only TEXT] [--workers N] [--format text|json]',
    );
    return 2;
  }
  for (const { file, text } of staleOf(ROOT, readExplained(ROOT)))
    say(`warning: explained.yaml names a line of ${file} that is gone: ${text}`);
  const benches: Workbench[] = [];
  try {
    // All alike, even where somebody edits the tree meanwhile.
    for (let i = 0; i < given.workers; i += 1)
      benches.push(await Workbench.make(benches[0]?.root ?? ROOT));
    const [first] = benches;
    // What is mutated is the copy: the tree may change meanwhile.
    const root = first?.root ?? ROOT;
    const picked = pick(given, root);
    const files = [...new Set(picked.map(({ file }) => file))];
    const dry = await first?.dryRun(files, DRY_RUN_LIMIT_MS);
    if (dry?.end !== 'passed') {
      say('with nothing mutated, the tests do not pass:');
      say(dry?.end === 'failed' ? dry.by.join('\n') : 'timeout');
      return 1;
    }
    say(`the tests take ${(dry.tookMs / 1000).toFixed(1)} s with nothing mutated`);
    const tried = await tryAll(picked, benches, LIMIT_FACTOR * dry.tookMs + LIMIT_MORE_MS);
    const summary = summaryOf(given.seed, tried);
    console.log(
      given.format === 'json'
        ? JSON.stringify({ summary, mutants: tried }, null, 2)
        : textOf(tried, summary),
    );
    return summary.percent >= WANTED ? 0 : 1;
  } finally {
    await Promise.all(benches.map((bench) => bench.remove()));
  }
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  },
);
