import { isSatisfied, statusOf } from '../../model/run/run';
import { MARKS, type NodeStatus } from '../../model/run/state';
import { undosUnderway } from '../../model/run/underway';
import type { MachineCall, RunDriver } from './run-driver';
import { TurnRule } from './turn-rule';

/** Statuses that only people end. */
const SHUT: readonly NodeStatus[] = ['held', 'denied', 'undone', 'waiting'];

/** Where a shut node may go by itself: a question expires or is put again, a hold is put back or given up. */
const BY_ITSELF: Readonly<Partial<Record<NodeStatus, readonly NodeStatus[]>>> = {
  waiting: ['held'],
  held: ['undone'],
};

/**
 * What must hold of any run, looked at after each event; `broken` tells of the first time that something did not.
 */
export class NightRules {
  private marks: string;
  private made: number;
  private entries: number;
  private stopped = false;
  private paused = false;
  private tripped = new Set<string>();
  private readonly turns: TurnRule;
  /** Node of a call made once → how often it was sent. */
  private readonly once = new Map<string, number>();

  /** The first rule that was broken. */
  broken: string | undefined;

  constructor(private readonly driver: RunDriver) {
    this.turns = new TurnRule(driver);
    this.marks = driver.run.marks.join('');
    this.made = driver.made.length;
    this.entries = driver.entries.length;
    driver.afterStep = () => {
      this.broken ??= this.look();
    };
  }

  /** Looks at what happened since the last time. */
  private look(): string | undefined {
    const { driver } = this;
    const said = driver.entries.slice(this.entries).some(({ body }) => body.type === 'said');
    const calls = driver.made.slice(this.made);
    const found =
      this.counts() ??
      this.inFlight() ??
      calls.map((call) => this.call(call)).find((text) => text !== undefined) ??
      this.turns.look() ??
      (said ? undefined : this.opened()) ??
      this.services() ??
      this.changes();
    this.made = driver.made.length;
    this.entries = driver.entries.length;
    this.marks = driver.run.marks.join('');
    this.stopped = driver.run.state.stopped;
    this.paused = driver.run.state.paused;
    this.tripped = this.trippedNow();
    return found;
  }

  private counts(): string | undefined {
    const { run, entries } = this.driver;
    for (const [status, count] of Object.entries(run.counts)) {
      const marked = run.marks.filter((mark) => mark === MARKS[status as NodeStatus]).length;
      if (marked !== count)
        return `${String(count)} nodes counted as ${status}, ${String(marked)} are`;
    }
    const gap = entries.findIndex((entry, i) => entry.seq !== i + 1);
    return gap < 0
      ? undefined
      : `entry ${String(gap + 1)} is numbered ${String(entries[gap]?.seq)}`;
  }

  private inFlight(): string | undefined {
    const { run, calls } = this.driver;
    if (run.inFlight !== calls.size)
      return `${String(run.inFlight)} calls counted, ${String(calls.size)} in flight`;
    const nodes = [...calls.values()].map((call) => call.node);
    const twice = nodes.find((node, i) => nodes.findIndex((one) => one.index === node.index) !== i);
    if (twice !== undefined) return `${twice.id} is in flight twice`;
    const names = nodes.flatMap((node) => node.mutex ?? []);
    const shared = names.find((name, i) => names.indexOf(name) !== i);
    return shared === undefined ? undefined : `two nodes hold ${shared}`;
  }

  /** Of a call that was just sent. */
  private call(call: MachineCall): string | undefined {
    const { run, entries } = this.driver;
    const { node, phase } = call;
    const { state } = run;
    if (state.stopped || state.paused || state.rolling)
      return `${node.id} was sent while nothing may`;
    if (state.goal === 'abort' ? node.aside?.of !== 'make-safe' : node.aside?.of === 'make-safe')
      return `${node.id} was sent in an abort, or make-safe in none`;
    if (state.goal === 'undo' && node.aside?.of !== 'undo')
      return `${node.id} was sent while the run is put back`;
    if (node.aside !== undefined) {
      const need = node.needs.find((one) => !isSatisfied(run, one));
      return need === undefined ? undefined : `${node.id} was sent before what it waits for`;
    }
    const [undo] = undosUnderway(run, node.index);
    if (undo !== undefined) return `${node.id} was sent while ${undo.id} puts it back`;
    if (phase.type === 'call' && phase.effect === 'once') {
      const times = (this.once.get(node.id) ?? 0) + 1;
      this.once.set(node.id, times);
      const retries = entries.filter(
        ({ body }) =>
          body.type === 'said' &&
          body.signed.statement.act === 'retry' &&
          body.signed.statement.step === node.id,
      );
      if (times > 1 + retries.length) return `${node.id} was sent ${String(times)} times`;
    }
    return this.behindGates(call);
  }

  private behindGates({ node, ...call }: MachineCall): string | undefined {
    const { run } = this.driver;
    const open = node.needs.filter((need) => !isSatisfied(run, need));
    // An approval with a bound may be asked again for others.
    if (open.some((need) => node.guards?.includes(need) !== true))
      return `${node.id} was sent before what it needs`;
    const live = call.do === 'slice' ? (call.liveFeeds ?? []) : [];
    // A slice without a live feed, as behind a section gone without, starts nothing.
    const feeds = node.liveAfter === undefined ? [node.feed ?? ''] : live;
    for (const feed of feeds) {
      const gate = run.manifest.feeds?.[feed]?.gate;
      if (gate === undefined) continue;
      if (statusOf(run, gate) !== 'done')
        return `${node.id} was sent behind the closed gate of ${feed}`;
      if (run.state.feeds[feed]?.status === 'tripped')
        return `${node.id} was sent on ${feed}, which tripped`;
    }
    return undefined;
  }

  /** Without a statement nothing that is shut opens. */
  private opened(): string | undefined {
    const { run } = this.driver;
    for (let index = 0; index < this.marks.length; index += 1) {
      const was = statusOfMark(this.marks[index]);
      const is = statusOf(run, index);
      if (was === is || !SHUT.includes(was) || BY_ITSELF[was]?.includes(is) === true) continue;
      // Its page came after the abort.
      if (is === 'failed' && run.state.goal === 'abort') continue;
      return `${run.nodes.get(index)?.id ?? String(index)} went from ${was} to ${is} by itself`;
    }
    if (this.stopped && !run.state.stopped) return 'the stop ended by itself';
    if (this.paused && !run.state.paused) return 'the pause ended by itself';
    const now = this.trippedNow();
    const opened = [...this.tripped].find((feed) => !now.has(feed));
    return opened === undefined ? undefined : `${opened} was resumed by itself`;
  }

  private trippedNow(): Set<string> {
    const { feeds } = this.driver.run.state;
    return new Set(Object.keys(feeds).filter((feed) => feeds[feed]?.status === 'tripped'));
  }

  private services(): string | undefined {
    const { run } = this.driver;
    const { enabled } = run.state;
    const wrong = enabled.find((service) => {
      const node = run.enableNodes.get(service);
      return node !== undefined && statusOf(run, node.index) !== 'done';
    });
    if (wrong !== undefined) return `${wrong} counts as enabled and is not`;
    const twice = enabled.find((service, i) => enabled.indexOf(service) !== i);
    return twice === undefined ? undefined : `${twice} is enabled twice`;
  }

  /** An undo puts back the latest change first. */
  private changes(): string | undefined {
    const { state } = this.driver.run;
    const serials = new Map<number, number[]>();
    for (const { aside } of state.added) {
      if (aside?.of !== 'undo') continue;
      serials.set(aside.undo, [...(serials.get(aside.undo) ?? []), ...(aside.changes ?? [])]);
    }
    for (const [undo, list] of serials)
      if (list.some((serial, i) => i > 0 && serial >= (list[i - 1] ?? 0)))
        return `undo ${String(undo)} puts back ${list.join(', ')} in that order`;
    const changes = state.changes.map((change) => change.serial);
    return changes.some((serial, i) => i > 0 && serial <= (changes[i - 1] ?? 0))
      ? 'changes are out of order'
      : undefined;
  }
}

const STATUS_OF = new Map(Object.entries(MARKS).map(([status, mark]) => [mark as string, status]));

function statusOfMark(mark: string | undefined): NodeStatus {
  return (STATUS_OF.get(mark ?? '') ?? 'pending') as NodeStatus;
}
