/** Asks until a value comes; throws after `withinMs`. */
export async function poll<T>(
  read: () => Promise<T | undefined> | T | undefined,
  withinMs: number,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    if (performance.now() > until)
      throw new Error(`it did not come within ${String(withinMs / 1000)} s`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}
