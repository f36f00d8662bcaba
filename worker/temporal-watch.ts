import type { NativeConnection } from '@temporalio/worker';

const EVERY_MS = 2000;
const TIMEOUT_MS = 2000;

/**
 * Knows when this worker last had an answer from Temporal. The SDK does not say which heartbeats were taken, so
 * the worker asks for a small thing every two seconds. An answer counts from when it was asked for.
 */
export class TemporalWatch {
  private at = 0;
  private timer: NodeJS.Timeout | undefined;

  /** Milliseconds since 1970; 0 before the first answer. */
  readonly reachedAt = (): number => this.at;

  /** Watches a connection instead of the one before. */
  follow(connection: NativeConnection): void {
    this.stop();
    this.timer = setInterval(() => void this.ask(connection), EVERY_MS);
    void this.ask(connection);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async ask(connection: NativeConnection): Promise<void> {
    const askedAt = Date.now();
    try {
      await connection.withDeadline(askedAt + TIMEOUT_MS, () =>
        connection.workflowService.getSystemInfo({}),
      );
      this.at = Math.max(this.at, askedAt);
    } catch {
      // What matters is only how long ago it last went well.
    }
  }
}
