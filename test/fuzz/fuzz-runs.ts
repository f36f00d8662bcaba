import type fc from 'fast-check';

/** Runs are the same every time, unless another seed is given. */
const SEED = 20221015;

/**
 * How a property is run. `BLACKSTART_FUZZ_RUNS` multiplies the usual number of runs, `BLACKSTART_FUZZ_SEED` takes
 * another seed; a failure prints seed and path, which run that one case again.
 */
export function fuzzRuns(usual: number): fc.Parameters<unknown> {
  const times = Number(process.env['BLACKSTART_FUZZ_RUNS'] ?? '1');
  const seed = Number(process.env['BLACKSTART_FUZZ_SEED'] ?? SEED);
  return { numRuns: Math.ceil(usual * times), seed };
}
