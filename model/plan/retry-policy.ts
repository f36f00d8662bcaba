/** How often a call that may be repeated is tried, and how long is waited in between: delay x backoff^(n-1). */
export interface RetryPolicy {
  readonly attempts: number;
  readonly delayMs: number;
  readonly backoff: number;
  readonly maxDelayMs: number;
}
