import { DetailedError } from '../failures';
import { together } from '../together';
import type { FeedWatch } from './feed-watch';

/** Does work while the feeds are watched. Where it fails they are looked at first: it may be they that failed it. */
export async function underWatch<T>(
  watch: FeedWatch,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  let given: { readonly result: T } | undefined;
  try {
    await together(
      outer,
      async (signal) => {
        given = { result: await work(signal) };
        done.abort();
      },
      (signal) => watch.guard(done.signal, signal),
    );
  } catch (error) {
    outer.throwIfAborted();
    if (!(error instanceof DetailedError) || !('trips' in error.detail)) await watch.judge(outer);
    throw error;
  }
  if (given !== undefined) return given.result;
  throw new Error('it ended without a result');
}
