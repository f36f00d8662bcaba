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
import {
  isCancelledAlone,
  makeCalls,
  watchServices,
  type MachineCall,
  type OpenCall,
} from './calls';
import { failure } from './failure';
import { LedgerFeed } from './ledger-feed';
import { loadMakeSafe, loadNodes, loadRun } from './load-plan';
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
  const scope = new CancellationScope({ cancellable: false });
  const driver = new Driver(input, scope);
  driver.listen();
  return await scope.run(() => driver.drive());
}

class Driver {
  private run: Run | undefined;
  /**
   * Workflow time of the last thing that history brought in, ms since 1970. What a local activity brings in is
   * dated by it: when such an activity ended is not the same in a replay, and every date must be.
   */
  private now = Date.now();
  /** What came in before the plan was there. */
  private readonly early: RunEvent[] = [];
  private readonly calls = new Map<number, CancellationScope>();
  /** Scope of calls that are neither polls nor slices: a stop cancels them all. */
  private shortCalls: CancellationScope | undefined;
  /** Short calls that are made together, before anything else goes out. */
  private readonly unsent: OpenCall[] = [];
  private readonly timers = new Map<string, CancellationScope>();
  private readonly local = new LocalCalls();
  private readonly feed: LedgerFeed;
  private readonly ref: RunRef;
  private progress = 0;

  constructor(
    private readonly input: RunInput,
    /** Scope of all that a stop does not cancel: outcomes are taken in within the scope of their call. */
    private readonly scope: CancellationScope,
  ) {
    this.ref = {
      recovery: input.recovery,
      planDigest: input.planDigest,
      mode: input.mode,
      speed: input.speed,
    };
    this.feed = new LedgerFeed(this.local, scope, input.recovery, (message) => {
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
    for (const event of this.early.splice(0)) this.step(run, event);
    for (;;) {
      await condition(() => run.over || this.mayRoll(run));
      if (run.over) break;
      await this.roll(run);
    }
    await this.feed.drained();
    await condition(allHandlersFinished);
    return { recovery: this.input.recovery, status: run.state.status, seq: run.state.seq };
  }

  /** The reducer's step, its commands, and its transitions to the ledger. */
  private step(run: Run, event: RunEvent): void {
    for (const command of reduce(run, event)) this.execute(run, command);
    this.send();
    const entries = run.entries.splice(0);
    if (this.input.feedLedger) this.feed.put(entries, mayWait(run, entries));
  }

  private execute(run: Run, command: Command): void {
    if (command.do === 'call' || command.do === 'slice') {
      this.open(command);
      return;
    }
    this.send(); // commands go out in the reducer's order
    switch (command.do) {
      case 'load':
        void this.scope.run(() => this.load(run, command.page, command.digest));
        return;
      case 'load-make-safe':
        void this.scope.run(() => this.loadMakeSafe(command.digest));
        return;
      case 'watch':
        this.watch(command);
        return;
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

  private open(command: MachineCall): void {
    const { token, node } = command;
    const call: OpenCall = {
      command,
      settled: (outcome) => {
        this.calls.delete(token);
        this.progress += 1;
        this.tell({ type: 'settled', node: node.index, token, outcome });
      },
    };
    if (isCancelledAlone(command)) {
      this.send();
      const scope = this.cancellable();
      this.calls.set(token, scope);
      makeCalls(this.ref, [call], scope);
    } else {
      this.shortCalls ??= this.cancellable();
      this.calls.set(token, this.shortCalls);
      this.unsent.push(call);
    }
  }

  private send(): void {
    if (this.unsent.length === 0 || this.shortCalls === undefined) return;
    makeCalls(this.ref, this.unsent.splice(0), this.shortCalls);
  }

  private cancellable(): CancellationScope {
    return new CancellationScope({ cancellable: true, parent: this.scope });
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

  private async loadMakeSafe(digest: string): Promise<void> {
    // A part that is gone or altered cannot be made up for: the run ends unsafe, and says what is left.
    const steps = await loadMakeSafe(this.local, digest).catch(() => undefined);
    this.add({ type: 'make-safe-loaded', steps: steps ?? null });
  }

  private watch({ token, services }: Extract<Command, { do: 'watch' }>): void {
    const scope = this.cancellable();
    this.calls.set(token, scope);
    watchServices(this.ref, services, scope, (changed) => {
      this.calls.delete(token);
      this.tell({
        type: 'watched',
        token,
        changed: changed ?? {},
        ...(changed === undefined ? { failed: true } : {}),
      });
    });
  }

  private arm(key: string, at: number): void {
    const scope = this.cancellable();
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
    const event = { ...news, at: this.now };
    if (this.run === undefined) this.early.push(event);
    else this.step(this.run, event);
  }

  private tick(): number {
    this.now = Math.max(this.now, Date.now());
    return this.now;
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
    do {
      await condition(() => run.over || (this.calls.size === 0 && run.loading === 0));
      await this.feed.drained();
      await condition(allHandlersFinished);
    } while (!run.over && (this.calls.size > 0 || run.loading > 0 || this.feed.isBusy));
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
