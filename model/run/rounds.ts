import type { Run } from './run';

/**
 * What is done on a node from now on is no repeat of what was done before: its orders get another idempotency key.
 */
export function beginRound(run: Run, index: number): void {
  run.state.rounds[String(index)] = (run.state.rounds[String(index)] ?? 0) + 1;
}
