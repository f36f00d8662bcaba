import { parseEvents, type StreamEvent } from './parse-events';

/** Waits before a lost stream is opened again, ms; doubled each time up to the last. */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5000;

/** Silence after which the API is asked whether it is there, and how long that may take, ms. */
const SILENT_MS = 4000;
const PROBE_MS = 3000;

/** What a stream tells of itself. */
export interface StreamHooks {
  /** It is open, for the first time or again. */
  onOpen(): void;
  onEvents(events: readonly StreamEvent[]): void;
  /** It is cut; it is being opened again. */
  onLost(): void;
  /** The session has ended. */
  onSignedOut(): void;
}

/**
 * Reads server-sent events and comes back after a cut, where it was. It reads bytes rather than using EventSource, which
 * does not tell silence from a dead line. Gives what closes it.
 */
export function openEventStream(url: string, after: string, hooks: StreamHooks): () => void {
  const stream = new EventStream(url, after, hooks);
  void stream.run();
  return () => stream.close();
}

class EventStream {
  private cut = new AbortController();
  private wake: () => void = () => undefined;
  private heardAt = performance.now();
  private isClosed = false;
  private isOpen = false;
  private readonly watchdog = setInterval(() => void this.probe(), 1000);

  constructor(
    private readonly url: string,
    private lastId: string,
    private readonly hooks: StreamHooks,
  ) {
    addEventListener('offline', this.drop);
    addEventListener('online', this.comeBack);
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.watchdog);
    removeEventListener('offline', this.drop);
    removeEventListener('online', this.comeBack);
    this.cut.abort();
    this.wake();
  }

  async run(): Promise<void> {
    let wait = FIRST_WAIT_MS;
    while (this.goesOn()) {
      this.cut = new AbortController();
      try {
        if (await this.read(this.cut.signal)) wait = FIRST_WAIT_MS;
      } catch {
        // Said by `onLost`, whatever it was.
      }
      if (!this.goesOn()) return;
      this.lose();
      await this.rest(wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }

  private goesOn(): boolean {
    return !this.isClosed;
  }

  /** Reads until it is cut; true where it had been open. */
  private async read(signal: AbortSignal): Promise<boolean> {
    const response = await fetch(this.url, {
      signal,
      cache: 'no-store',
      headers: {
        accept: 'text/event-stream',
        ...(this.lastId === '' ? {} : { 'last-event-id': this.lastId }),
      },
    });
    if (response.status === 401) this.hooks.onSignedOut();
    if (!response.ok || response.body === null) return false;
    this.heardAt = performance.now();
    this.isOpen = true;
    this.hooks.onOpen();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return true;
      this.heardAt = performance.now();
      const { events, rest } = parseEvents(text + value);
      text = rest;
      const last = events.findLast(({ id }) => id !== '');
      if (last !== undefined) this.lastId = last.id;
      if (events.length > 0) this.hooks.onEvents(events);
    }
  }

  /** A line that is silent may be dead. */
  private async probe(): Promise<void> {
    if (!this.isOpen || performance.now() - this.heardAt < SILENT_MS) return;
    this.heardAt = performance.now();
    const { cut } = this;
    try {
      await fetch('/api/v1/session', { cache: 'no-store', signal: AbortSignal.timeout(PROBE_MS) });
    } catch {
      cut.abort();
    }
  }

  private lose(): void {
    this.isOpen = false;
    this.hooks.onLost();
  }

  private readonly drop = (): void => {
    this.cut.abort();
    this.lose();
  };

  private readonly comeBack = (): void => this.wake();

  private rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms * (0.8 + Math.random() * 0.4));
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
