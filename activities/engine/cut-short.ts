/** Longest that work is waited for once it was told to end, ms. */
const LAST_MS = 400;

const GIVEN_UP = Symbol('given up');

/**
 * What work comes to. Once the signal is aborted it has a moment to end by itself; what then still hangs is left
 * behind, and the reason of the abort is thrown.
 */
export async function cutShortBy<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => undefined;
  const late = new Promise<typeof GIVEN_UP>((resolve) => {
    onAbort = () => {
      timer = setTimeout(() => resolve(GIVEN_UP), LAST_MS);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    const first = await Promise.race([work, late]);
    if (first !== GIVEN_UP) return first;
    signal.throwIfAborted();
    return await work;
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(timer);
  }
}
