/** Two things measured in turn: their medians, and the median of the ratios of each pair. */
export interface Paired {
  readonly ratio: number;
  readonly oursMs: number;
  readonly baselineMs: number;
  readonly rounds: number;
}

export function ratioOf(ours: readonly number[], baseline: readonly number[]): Paired {
  const ratios = ours.map((one, i) => one / (baseline[i] ?? Number.NaN));
  return {
    ratio: rounded(median(ratios)),
    oursMs: rounded(median(ours)),
    baselineMs: rounded(median(baseline)),
    rounds: ours.length,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
