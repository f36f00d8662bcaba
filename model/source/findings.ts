import type { Problem } from '../problem';
import type { LoadedFile, SourcePath } from './loaded-file';
import { problemOf, type RawProblem } from './raw-problem';

/** A file as findings need it: its name and where its parts stand. */
export type Locatable = Pick<LoadedFile<unknown>, 'file' | 'locate' | 'locateInside'>;

interface FindingOptions {
  readonly part?: 'key' | 'value';
  readonly fix?: string;
  readonly severity?: Problem['severity'];
  /** Character inside a text value. */
  readonly offset?: number;
}

/** Collects every problem of a compile, each with its place. */
export class Findings {
  private readonly found: Problem[] = [];
  private readonly seen = new Set<string>();

  add(
    code: RawProblem['code'],
    file: Locatable,
    path: SourcePath,
    message: string,
    options: FindingOptions = {},
  ): void {
    const place =
      options.offset === undefined
        ? file.locate(path, options.part)
        : file.locateInside(path, options.offset);
    const problem = problemOf(file.file, {
      code,
      message,
      place,
      ...(options.fix === undefined ? {} : { fix: options.fix }),
      ...(options.severity === undefined ? {} : { severity: options.severity }),
    });
    const key = `${problem.file}:${problem.line}:${problem.column}:${code}:${message}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.found.push(problem);
  }

  get hasErrors(): boolean {
    return this.found.some((problem) => problem.severity === 'error');
  }

  /** By file, then by place. */
  sorted(): readonly Problem[] {
    return [...this.found].sort(byPlace);
  }
}

/** By file, then by place, then by what they say: the same however the files were given. */
export function byPlace(a: Problem, b: Problem): number {
  return (
    compared(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compared(a.code, b.code) ||
    compared(a.message, b.message)
  );
}

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
