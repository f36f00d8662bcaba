import { isJsonObject, type Json } from '../json';

/**
 * How a server of a wave stands, one character each, so that the checkpoint of a wave stays small:
 * `.` nothing sent, `?` about to be sent, `!` its order has left, `s` started, `r` ready, `l` late, `f` failed, `F` failed
 * with its power perhaps on; capitals `S R L` where it was on before the wave came to it.
 */
export type Mark = '.' | '?' | '!' | 's' | 'S' | 'r' | 'R' | 'l' | 'L' | 'f' | 'F';

/** What the marks of a whole wave look like. */
export const MARKS_TEXT = /^[.?!sSrRlLfF]*$/;

/** Started by the wave, or perhaps so: what undo powers off. */
export const OURS: ReadonlySet<Mark> = new Set<Mark>(['!', 's', 'r', 'l', 'F']);

/** On before the wave came to it. */
export const BEFORE: ReadonlySet<Mark> = new Set<Mark>(['S', 'R', 'L']);

/** Servers of a wave, each by its place in the slice, by what undo may do with them. */
export interface OwnServers {
  readonly ours: readonly number[];
  /** About to be started when the worker was lost: nobody knows who switched it on, and it is left as it is. */
  readonly unsure: readonly number[];
  /** Those that were on before. */
  readonly before: readonly number[];
}

/** Servers of a wave by what its marks say, for undo; undefined where they are none of this wave. */
export function ownServers(before: Json, count: number): OwnServers | undefined {
  const marks = isJsonObject(before) ? before['marks'] : undefined;
  if (typeof marks !== 'string' || marks.length !== count || !MARKS_TEXT.test(marks))
    return undefined;
  const list = Array.from(marks);
  const places = (isSo: (mark: string) => boolean): readonly number[] =>
    list.flatMap((mark, i) => (isSo(mark) ? [i] : []));
  return {
    ours: places((mark) => isMark(mark) && OURS.has(mark)),
    unsure: places((mark) => mark === '?'),
    before: places((mark) => isMark(mark) && BEFORE.has(mark)),
  };
}

/** Whether a text is the mark of one server. */
export function isMark(text: string): text is Mark {
  return text.length === 1 && MARKS_TEXT.test(text);
}
