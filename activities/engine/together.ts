import { setMaxListeners } from 'node:events';

/** Runs parts beside each other: whichever fails ends the others, and its error is thrown once all have ended. */
export async function together(
  outer: AbortSignal,
  ...parts: readonly ((signal: AbortSignal) => Promise<void>)[]
): Promise<void> {
  const ended = new AbortController();
  const signal = AbortSignal.any([outer, ended.signal]);
  // Every call under way listens to it.
  setMaxListeners(0, signal);
  const errors: unknown[] = [];
  const run = async (part: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    try {
      await part(signal);
    } catch (error) {
      errors.push(error);
      ended.abort(error);
    }
  };
  await Promise.all(parts.map(run));
  outer.throwIfAborted();
  if (errors.length > 0) throw errors[0];
}
