import type { Problem } from '../problem';

/** Path of keys and indices into an authored document. */
export type SourcePath = readonly (string | number)[];

/** Place in a file, 1-based. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** An authored file that parsed and fits its schema. */
export interface LoadedFile<T> {
  /** Path as the user gave it. */
  readonly file: string;
  readonly value: T;
  /** Where the value at `path` (or its key) stands; of a missing node, its nearest parent. */
  locate(path: SourcePath, part?: 'key' | 'value'): Place;
  /** Place of a character inside a one-line text, for expressions in it. */
  locateInside(path: SourcePath, offset: number): Place;
}

/** What reading one file gave: a value, or the problems that stand against it. */
export type Loaded<T> =
  | { readonly ok: true; readonly file: LoadedFile<T>; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };
