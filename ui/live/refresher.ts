import type { QueryClient } from '@tanstack/react-query';

/** Most often that live events have anything read anew, ms; what takes long to read is read more seldom. */
const GAP_MS = 200;
const LEAST_IDLE = 2;

/** Gathers what live events touched, and reads it anew once a gap: a burst of entries is one reading. */
export class Refresher {
  private readonly touched = new Map<string, readonly unknown[]>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isBusy = false;
  private lastAt = -Infinity;
  private took = 0;

  constructor(private readonly client: QueryClient) {}

  touch(...keys: readonly (readonly unknown[])[]): void {
    for (const key of keys) this.touched.set(JSON.stringify(key), key);
    this.plan();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private plan(): void {
    if (this.timer !== undefined || this.isBusy) return;
    const gap = Math.max(GAP_MS, this.took * LEAST_IDLE);
    const wait = Math.max(0, this.lastAt + gap - performance.now());
    this.timer = setTimeout(() => void this.flush(), wait);
  }

  private async flush(): Promise<void> {
    this.timer = undefined;
    this.isBusy = true;
    const began = performance.now();
    const keys = [...this.touched.values()];
    this.touched.clear();
    try {
      await Promise.all(
        keys.map((queryKey) =>
          this.client.invalidateQueries({ queryKey }, { cancelRefetch: true }),
        ),
      );
    } finally {
      this.isBusy = false;
      this.lastAt = performance.now();
      this.took = this.lastAt - began;
      if (this.touched.size > 0) this.plan();
    }
  }
}
