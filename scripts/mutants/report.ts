import type { Mutation } from './mutations';

/** What became of a mutant. */
export interface Tried {
  readonly mutation: Mutation;
  readonly fate: 'killed' | 'survived' | 'explained';
  /** Test that killed it, `timeout`, or why it may survive; empty of one that survived. */
  readonly by: string;
}

export interface Summary {
  readonly seed: number;
  readonly tried: number;
  readonly killed: number;
  readonly survived: number;
  readonly explained: number;
  /** Killed of all that were tried, the explained ones too; 100 where none was. */
  readonly percent: number;
  readonly wanted: number;
}

/** Least share of mutants that must be killed, percent. */
export const WANTED = 90;

export function summaryOf(seed: number, tried: readonly Tried[]): Summary {
  const count = (fate: Tried['fate']): number => tried.filter((one) => one.fate === fate).length;
  const killed = count('killed');
  return {
    seed,
    tried: tried.length,
    killed,
    survived: count('survived'),
    explained: count('explained'),
    percent: tried.length === 0 ? 100 : (100 * killed) / tried.length,
    wanted: WANTED,
  };
}

/** One mutant as text. */
function rowOf({ mutation, fate, by }: Tried): string {
  const { file, line, what, text } = mutation;
  const head = `${file}:${line}  ${what}`;
  switch (fate) {
    case 'killed':
      return `${head}\n    killed by ${by}`;
    case 'survived':
      return `${head}\n    SURVIVED in: ${text}`;
    case 'explained':
      return `${head}\n    survived, explained: ${by}`;
  }
}

/** The table and the summary line. */
export function textOf(tried: readonly Tried[], summary: Summary): string {
  const of = (fate: Tried['fate']): readonly string[] =>
    tried.filter((one) => one.fate === fate).map(rowOf);
  const parts = [of('killed'), of('explained'), of('survived')].flat();
  const { killed, percent, explained, survived, seed } = summary;
  return [
    ...parts,
    `${killed} of ${summary.tried} mutants killed (${percent.toFixed(1)} %, wanted ${WANTED} %), ${survived} survived, ${explained} survived and are explained; seed ${seed}`,
  ].join('\n');
}
