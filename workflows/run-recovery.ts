import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  log,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { RunRef } from '../activities/engine/engine-activities';
import type { Json } from '../model/json';
import { checkStart, judge } from '../model/run/check-statement';
import type { Command, RunEvent } from '../model/run/command';
import type { LedgerEntry } from '../model/run/entry';
import { reduce } from '../model/run/reduce';
import { runState, type Run } from '../model/run/run';
import type { SignedStatement } from '../model/statement';
import { isCancelledAlone, makeCall } from './calls';
import { failure } from './failure';
import { LedgerFeed } from './ledger-feed';
import { loadNodes, loadRun } from './load-plan';
import { LocalCalls } from './local-calls';
import { state, submit, type Receipt, type RunInput, type RunReport } from './messages';

/** Calls answered in this workflow before it may continue as new, so that loading alone never makes it. */
const LEAST_PROGRESS = 200;

/** An event without its time, which the loop stamps. */
type News = RunEvent extends infer E ? (E extends { at: number } ? Omit<E, 'at'> : never) : never;

/**
 * Runs a plan to its end: a thin driver that executes the reducer's commands and feeds their outcomes back.
 * Pauses, holds, retries and people's acts are all state of the reducer; nothing is decided here.
 */
export async function runRecovery(input: RunInput): Promise<RunReport> {
  const driver = new Driver(input);
  driver.listen();
  return await CancellationScope.nonCancellable(() => driver.drive());
}

class Driver {
  private run: Run | undefined;
  /**
   * Workflow time of the last thing that history brought in, ms since 1970. What a local activity brings in is
   * dated by it: when such an activity ended is not the same in a replay, and every date must be.
   */
  private now = Date.now();
  private readonly news: RunEvent[] = [];
  private wake: (() => void) | undefined;
  private readonly calls = new Map<number, CancellationScope>();
  /** Scope of calls that are neither polls nor slices: a stop cancels them all. */
  private shortCalls: CancellationScope | undefined;
  private readonly timers = new Map<string, CancellationScope>();
  private readonly local = new LocalCalls();
  private readonly feed: LedgerFeed;
  private readonly ref: RunRef;
  private progress = 0;

  constructor(private readonly input: RunInput) {
    this.ref = {
      recovery: input.recovery,
      planDigest: input.planDigest,
      mode: input.mode,
      speed: input.speed,
    };
    this.feed = new LedgerFeed(this.local, input.recovery, (message) => {
      this.add({ type: 'ledger-conflict', message });
    });
  }

  /** Handlers first: messages of the first task are met by them. */
  listen(): void {
    setHandler(submit, (signed: SignedStatement) => this.take(signed), {
      validator: (signed: SignedStatement): void => {
        this.refuseUnlessGood(signed);
      },
    });
    setHandler(state, () => this.snapshot());
    CancellationScope.current().cancelRequested.catch(() => {
      this.tell({ type: 'cancel' });
    });
  }

  async drive(): Promise<RunReport> {
    const run = await loadRun(this.local, this.input, this.now);
    const refusal =
      this.input.carried === undefined ? checkStart(run, this.input.start, this.now) : undefined;
    if (refusal !== undefined) throw failure(refusal.code, refusal.message);
    this.run = run;
    this.step(run, {
      type: this.input.carried === undefined ? 'begin' : 'taken-over',
      at: this.now,
    });
    while (!run.over) {
      if (this.news.length === 0) await this.someNews();
      for (const event of this.news.splice(0)) this.step(run, event);
      if (this.mayRoll(run)) await this.roll(run);
    }
    await this.feed.drained();
    await condition(allHandlersFinished);
    return { recovery: this.input.recovery, status: run.state.status, seq: run.state.seq };
  }

  /** The reducer's step, its commands, and its transitions to the ledger. */
  private step(run: Run, event: RunEvent): void {
    for (const command of reduce(run, event)) this.execute(run, command);
    const entries = run.entries.splice(0);
    if (this.input.feedLedger) this.feed.put(entries, mayWait(run, entries));
  }

  private execute(run: Run, command: Command): void {
    switch (command.do) {
      case 'load':
        void this.load(run, command.page, command.digest);
        return;
      case 'call':
      case 'slice': {
        const { token, node } = command;
        const scope = isCancelledAlone(command)
          ? new CancellationScope({ cancellable: true })
          : (this.shortCalls ??= new CancellationScope({ cancellable: true }));
        this.calls.set(token, scope);
        makeCall(this.ref, command, scope, (outcome) => {
          this.calls.delete(token);
          this.progress += 1;
          this.tell({ type: 'settled', node: node.index, token, outcome });
        });
        return;
      }
      case 'cancel':
        this.cancel(command.token);
        return;
      case 'timer':
        this.clear(command.key);
        this.arm(command.key, command.at);
        return;
      case 'clear':
        this.clear(command.key);
        return;
      case 'end':
        for (const key of this.timers.keys()) this.clear(key);
    }
  }

  private cancel(token: number): void {
    const scope = this.calls.get(token);
    scope?.cancel();
    // What is sent from now on is not what was cancelled.
    if (scope === this.shortCalls) this.shortCalls = undefined;
  }

  private async load(run: Run, page: number, digest: string): Promise<void> {
    try {
      this.add({ type: 'loaded', page, nodes: await loadNodes(this.local, digest) });
    } catch (error) {
      // A part that is missing or altered: the run stops and says so, and people decide.
      this.add({
        type: 'plan-broken',
        message: error instanceof Error ? error.message : String(error),
      });
      return;
    }
    log.debug('page loaded', { page, of: run.manifest.pages.length });
  }

  private arm(key: string, at: number): void {
    const scope = new CancellationScope({ cancellable: true });
    this.timers.set(key, scope);
    scope
      .run(() => sleep(Math.max(at - this.now, 1)))
      .then(
        () => {
          this.timers.delete(key);
          this.tell({ type: 'fired', key });
        },
        () => undefined, // cancelled by `clear`
      );
  }

  private clear(key: string): void {
    this.timers.get(key)?.cancel();
    this.timers.delete(key);
  }

  /** Takes in what history brought. */
  private tell(news: News): void {
    this.tick();
    this.add(news);
  }

  private add(news: News): void {
    this.news.push({ ...news, at: this.now });
    this.wake?.();
  }

  private tick(): number {
    this.now = Math.max(this.now, Date.now());
    return this.now;
  }

  private async someNews(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    this.wake = undefined;
  }

  /** Synchronous, and without side effects: an asynchronous validator could never refuse. */
  private refuseUnlessGood(sent: unknown): void {
    if (this.run === undefined)
      throw failure('RUN_NOT_READY', `${this.input.recovery} is loading its plan`);
    const judgement = judge(this.run, sent, Math.max(this.now, Date.now()));
    if (!judgement.ok) throw failure(judgement.refusal.code, judgement.refusal.message);
  }

  /** The validator has judged it; replays take it from history unjudged. */
  private take(signed: SignedStatement): Receipt {
    const { run } = this;
    if (run === undefined)
      throw failure('RUN_NOT_READY', `${this.input.recovery} is loading its plan`);
    this.step(run, { type: 'said', signed, at: this.tick() });
    this.wake?.();
    return { seq: run.state.nonces[signed.statement.nonce]?.seq ?? 0 };
  }

  private snapshot(): Json {
    const { run } = this;
    if (run === undefined) return { status: 'loading' };
    return {
      status: run.state.status,
      seq: run.state.seq,
      counts: { ...run.counts },
      inFlight: run.inFlight,
    };
  }

  private mayRoll(run: Run): boolean {
    if (run.over || run.state.rolling) return false;
    return workflowInfo().continueAsNewSuggested && this.progress >= LEAST_PROGRESS;
  }

  /** Stops sending, lets writes end, calls polls off, and goes on in a new workflow with nothing lost. */
  private async roll(run: Run): Promise<void> {
    this.step(run, { type: 'roll', at: this.now });
    while (this.calls.size > 0 || run.loading > 0 || this.news.length > 0 || this.feed.isBusy) {
      if (this.feed.isBusy && this.calls.size === 0 && run.loading === 0) await this.feed.drained();
      else if (this.news.length === 0) await this.someNews();
      for (const event of this.news.splice(0)) this.step(run, event);
      await condition(allHandlersFinished);
    }
    if (run.over) return;
    await continueAsNew<typeof runRecovery>({ ...this.input, carried: runState(run) });
  }
}

/** Whether nobody waits for these entries: steps that go their way, with more to be told soon. */
function mayWait(run: Run, entries: readonly LedgerEntry[]): boolean {
  if (run.inFlight === 0) return false;
  return entries.every(
    ({ body }) =>
      body.type === 'phase' ||
      (body.type === 'node' && (body.status === 'running' || body.status === 'done')),
  );
}
