import type { CallOutcome, Command, RunEvent } from '../../model/run/command';
import type { Manifest, PlanNode } from '../../model/plan/plan';
import type { Policy } from '../../model/plan/policy';
import { reduce } from '../../model/run/reduce';
import { newRun, runOf, runState, type Run } from '../../model/run/run';
import type { LedgerEntry } from '../../model/run/entry';
import type { RunState } from '../../model/run/state';
import type { SignedStatement, Statement } from '../../model/statement';

type MachineCall = Extract<Command, { do: 'call' | 'slice' }>;
type News = RunEvent extends infer E ? (E extends { at: number } ? Omit<E, 'at'> : never) : never;

/** Drives a reducer without Temporal: keeps its calls, timers and pages, and answers as a test says. */
export class RunDriver {
  run: Run;
  now = Date.UTC(2022, 9, 15, 6, 27);
  readonly calls = new Map<number, MachineCall>();
  readonly made: MachineCall[] = [];
  /** Tokens of calls that were told to stop. */
  readonly cancelled = new Set<number>();
  readonly timers = new Map<string, number>();
  readonly entries: LedgerEntry[] = [];
  private readonly toLoad: number[] = [];
  private nonce = 0;

  constructor(
    private readonly plan: {
      manifest: Manifest;
      pages: readonly (readonly PlanNode[])[];
      planDigest: string;
    },
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
    for (let page = this.toLoad.shift(); page !== undefined; page = this.toLoad.shift()) {
      this.step({ type: 'loaded', page, nodes: this.plan.pages[page]! });
    }
  }

  /** Answers the call of a node that is in flight. */
  answer(id: string, outcome: CallOutcome = { ok: true, output: null }): void {
    const call = [...this.calls.values()].find((one) => one.node.id === id);
    if (call === undefined) throw new Error(`no call of '${id}' is in flight`);
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
    this.run = runOf(stored, this.plan.manifest, this.policy);
    this.send({ type: 'taken-over' });
  }

  private step(news: News): void {
    for (const command of reduce(this.run, { ...news, at: this.now })) this.execute(command);
    this.entries.push(...this.run.entries.splice(0));
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
        return;
      case 'end':
    }
  }
}
