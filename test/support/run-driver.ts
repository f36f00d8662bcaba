import type { CallOutcome, Command, RunEvent } from '../../model/run/command';
import type { Policy } from '../../model/plan/policy';
import { checkAct } from '../../model/run/check-statement';
import { reduce } from '../../model/run/reduce';
import { newRun, runOf, runState, type Run } from '../../model/run/run';
import type { Json } from '../../model/json';
import type { EntryBody, LedgerEntry } from '../../model/run/entry';
import type { RunState } from '../../model/run/state';
import type { SignedStatement, Statement } from '../../model/statement';
import type { TinyPlan } from './tiny-plan';

export type MachineCall = Extract<Command, { do: 'call' | 'slice' }>;
type Watch = Extract<Command, { do: 'watch' }>;
type News = RunEvent extends infer E ? (E extends { at: number } ? Omit<E, 'at'> : never) : never;

/** Drives a reducer without Temporal: keeps its calls, timers and pages, and answers as a test says. */
export class RunDriver {
  run: Run;
  now = Date.UTC(2022, 9, 15, 6, 27);
  readonly calls = new Map<number, MachineCall>();
  readonly made: MachineCall[] = [];
  /** Called after each event. */
  afterStep: (() => void) | undefined;
  /** The watch over services, while there is one. */
  watch: Watch | undefined;
  /** Pages and make-safe are handed in only by {@link load}. */
  holdsBack = false;
  /** Tokens of calls that were told to stop. */
  readonly cancelled = new Set<number>();
  readonly timers = new Map<string, number>();
  readonly entries: LedgerEntry[] = [];
  /** Pages to be handed in; -1 stands for make-safe. */
  readonly toLoad: number[] = [];
  private nonce = 0;

  constructor(
    private readonly plan: Omit<TinyPlan, 'texts'>,
    private readonly policy: Policy,
    header: Partial<Run['state']['header']> = {},
  ) {
    this.run = newRun(
      {
        recovery: 'tiny-20221015-abcdef',
        planDigest: plan.planDigest,
        mode: 'drill',
        speed: 1,
        simulated: false,
        starter: 'ann',
        startedAt: this.now,
        lostAt: this.now,
        ...header,
      },
      plan.manifest,
      policy,
    );
    this.send({ type: 'begin' });
  }

  /** One event, and every page load that follows from it. */
  send(news: News): void {
    this.step(news);
    if (!this.holdsBack) this.load();
  }

  /** Hands in the pages that were asked for, or the first `most` of them. */
  load(most = Infinity): void {
    for (let done = 0; done < most; done += 1) {
      const page = this.toLoad.shift();
      if (page === undefined) return;
      if (page < 0) this.step({ type: 'make-safe-loaded', steps: this.plan.makeSafe });
      else this.step({ type: 'loaded', page, nodes: this.plan.pages[page]! });
    }
  }

  /** The call of a node that is in flight, the oldest first. */
  callOf(id: string): MachineCall | undefined {
    return [...this.calls.values()].find((one) => one.node.id === id);
  }

  /** Ids of the nodes with a call in flight, in the order in which they were sent. */
  get flying(): readonly string[] {
    return [...this.calls.values()].map((call) => call.node.id);
  }

  /** Ids of the nodes whose calls were made, in order. */
  get sent(): readonly string[] {
    return this.made.map((call) => call.node.id);
  }

  /** Entries of a type, in order. */
  bodies<T extends EntryBody['type']>(type: T): readonly Extract<EntryBody, { type: T }>[] {
    return this.entries.flatMap(({ body }) =>
      body.type === type ? [body as Extract<EntryBody, { type: T }>] : [],
    );
  }

  /** Ends the calls that were told to stop, as the worker does that gets the word. */
  endCancelled(checkpoint?: Json): void {
    for (const call of [...this.calls.values()]) {
      if (!this.cancelled.has(call.token)) continue;
      this.answerCall(call, cancelledOutcome(checkpoint));
    }
  }

  /** The watch over services has news. */
  watched(changed: Readonly<Record<string, boolean>>, failed = false): void {
    const { watch } = this;
    if (watch === undefined) throw new Error('nothing watches');
    this.watch = undefined;
    this.send({ type: 'watched', token: watch.token, changed, ...(failed ? { failed } : {}) });
  }

  /** Answers the call of a node that is in flight. */
  answer(id: string, outcome: CallOutcome = { ok: true, output: null }): void {
    const call = this.callOf(id);
    if (call === undefined) throw new Error(`no call of '${id}' is in flight`);
    this.answerCall(call, outcome);
  }

  /** Answers a call. */
  answerCall(call: MachineCall, outcome: CallOutcome): void {
    this.calls.delete(call.token);
    this.send({ type: 'settled', node: call.node.index, token: call.token, outcome });
  }

  /** Lets time pass, timers included. */
  wait(ms: number): void {
    const until = this.now + ms;
    for (;;) {
      const next = [...this.timers].sort((a, b) => a[1] - b[1])[0];
      if (next === undefined || next[1] > until) break;
      this.now = Math.max(this.now, next[1]);
      this.timers.delete(next[0]);
      this.send({ type: 'fired', key: next[0] });
    }
    this.now = until;
  }

  /** A statement as a good client would make it; unsigned, since the reducer trusts what was judged. */
  statement(
    person: string,
    role: string,
    act: Statement['act'],
    step = '',
    over: Partial<Statement> = {},
  ): SignedStatement {
    const index = this.run.byId.get(step);
    const kept = index === undefined ? undefined : this.run.state.active[String(index)];
    this.nonce += 1;
    return {
      statement: {
        v: 1,
        alg: 'Ed25519',
        keyId: 'local',
        recovery: this.run.state.header.recovery,
        planDigest: this.plan.planDigest,
        step,
        attempt: kept?.attempt ?? 0,
        act,
        answer: null,
        shown: kept?.gate?.shown ?? '',
        reason: 'because',
        person,
        role,
        at: new Date(this.now).toISOString(),
        nonce: this.nonce.toString(16).padStart(32, '0'),
        ...over,
      },
      signature: '',
    };
  }

  say(
    person: string,
    role: string,
    act: Statement['act'],
    step = '',
    over: Partial<Statement> = {},
  ): void {
    this.send({ type: 'said', signed: this.statement(person, role, act, step, over) });
  }

  /** Hands a statement in as the workflow does, but for its signature: `taken`, or the code of its refusal. */
  submit(
    person: string,
    role: string,
    act: Statement['act'],
    step = '',
    over: Partial<Statement> = {},
  ): string {
    const signed = this.statement(person, role, act, step, over);
    const refusal = checkAct(this.run, signed.statement, this.now);
    if (refusal !== undefined) return refusal.code;
    this.send({ type: 'said', signed });
    return 'taken';
  }

  /** Status of a node by its id. */
  status(id: string): string {
    const last = this.entries.findLast(
      (entry) => entry.body.type === 'node' && entry.body.node === id,
    );
    return last?.body.type === 'node' ? last.body.status : 'pending';
  }

  /** Kills and replaces the run by one made from its JSON, as continue-as-new does. */
  takeOver(): void {
    const stored = JSON.parse(JSON.stringify(runState(this.run))) as RunState;
    this.calls.clear();
    this.timers.clear();
    this.toLoad.length = 0;
    this.watch = undefined;
    this.run = runOf(stored, this.plan.manifest, this.policy);
    this.send({ type: 'taken-over' });
  }

  /** Continues as new in the way of the workflow: nothing starts, calls end by `answer`, then the state goes over. */
  continueAsNew(answer: (call: MachineCall) => CallOutcome = () => OK): void {
    this.send({ type: 'roll' });
    for (const call of [...this.calls.values()]) {
      const outcome = this.cancelled.has(call.token) ? cancelledOutcome() : answer(call);
      if (this.calls.has(call.token)) this.answerCall(call, outcome);
    }
    if (!this.run.over) this.takeOver();
  }

  private step(news: News): void {
    for (const command of reduce(this.run, { ...news, at: this.now })) this.execute(command);
    this.entries.push(...this.run.entries.splice(0));
    this.afterStep?.();
  }

  private execute(command: Command): void {
    switch (command.do) {
      case 'load':
        this.toLoad.push(command.page);
        return;
      case 'call':
      case 'slice':
        this.calls.set(command.token, command);
        this.made.push(command);
        return;
      case 'timer':
        this.timers.set(command.key, command.at);
        return;
      case 'clear':
        this.timers.delete(command.key);
        return;
      case 'cancel':
        this.cancelled.add(command.token);
        if (this.watch?.token === command.token) this.watch = undefined;
        return;
      case 'load-make-safe':
        this.toLoad.push(-1);
        return;
      case 'watch':
        if (this.watch !== undefined) throw new Error('two watches at once');
        this.watch = command;
        return;
      case 'end':
    }
  }
}

const OK: CallOutcome = { ok: true, output: null };

/** What a call ends with that was told to stop. */
export function cancelledOutcome(checkpoint?: Json): CallOutcome {
  return {
    ok: false,
    end: 'cancelled',
    retry: false,
    error: { code: 'WORKER_LOST', message: 'cancelled' },
    ...(checkpoint === undefined ? {} : { checkpoint }),
  };
}
