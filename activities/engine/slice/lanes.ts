import { setMaxListeners } from 'node:events';

/**
 * Runs a job for each item, at most `lanes` at a time, in order. The first failure aborts the signal of the
 * others, and is thrown once all have ended.
 */
export async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  outer: AbortSignal,
  job: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const ended = new AbortController();
  const signal = AbortSignal.any([outer, ended.signal]);
  setMaxListeners(0, signal);
  const errors: unknown[] = [];
  const rest = items.values();
  const lane = async (): Promise<void> => {
    for (const item of rest) {
      if (errors.length > 0) return;
      try {
        await job(item, signal);
      } catch (error) {
        errors.push(error);
        ended.abort(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
  if (errors.length > 0) throw errors[0];
}

/** Lets one job in at a time, in the order in which they came. */
export class Turnstile {
  private last: Promise<unknown> = Promise.resolve();

  async through<T>(job: () => Promise<T>): Promise<T> {
    const before = this.last;
    const mine = before.then(job, job);
    this.last = mine;
    return await mine;
  }
}
