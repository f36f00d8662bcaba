import type { Ports } from '../../activities/ports/ports';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/**
 * A clock that jumps to the next sleeper as soon as everything else has come to rest, so that tests of long
 * waits take no time.
 */
export class AutoClock {
  private at = Date.UTC(2022, 9, 15, 6, 27);
  private readonly sleepers = new Set<Sleeper>();
  private isPumping = false;

  readonly port: Ports['clock'] = {
    now: () => this.at,
    sleep: (ms, signal) => this.sleep(ms, signal),
  };

  readonly now = (): number => this.at;

  private sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.sleepers.delete(sleeper);
        reject(signal.reason as Error);
      };
      const sleeper: Sleeper = {
        at: this.at + Math.max(ms, 0),
        wake: () => {
          signal.removeEventListener('abort', abort);
          resolve();
        },
      };
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, { once: true });
      this.sleepers.add(sleeper);
      this.pump();
    });
  }

  private pump(): void {
    if (this.isPumping) return;
    this.isPumping = true;
    const turn = (left: number) => {
      if (left > 0) {
        setImmediate(turn, left - 1);
        return;
      }
      const next = [...this.sleepers].sort((a, b) => a.at - b.at)[0];
      this.isPumping = false;
      if (next === undefined) return;
      this.at = Math.max(this.at, next.at);
      this.sleepers.delete(next);
      next.wake();
      if (this.sleepers.size > 0) this.pump();
    };
    turn(3);
  }
}
