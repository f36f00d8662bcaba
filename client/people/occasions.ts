import type { Outline } from '../../model/plan/plan';
import type { EntryBody, LedgerEntry } from '../../model/run/entry';
import { timeOfIso } from '../../model/run/run';
import { asideOf } from '../../model/view/aside-steps';

/** Something that acts of a drill file wait for. */
export interface Occasion {
  readonly when: 'started' | 'running' | 'held' | 'done' | 'tripped' | 'fallen' | 'stopped';
  /** What it happened to, by every name that a drill file may give it. */
  readonly names: readonly string[];
  /** Ms since 1970. */
  readonly at: number;
  /** Tells it from every other one. */
  readonly id: string;
}

/** What happened so far that an act may wait for, read from the ledger as it grows. */
export class Occasions {
  readonly all: Occasion[] = [];
  private readonly stepOf: ReadonlyMap<string, string>;
  private readonly begun = new Set<string>();
  private readonly counts = new Map<string, number>();

  constructor(outline: Outline) {
    this.stepOf = new Map(
      outline.steps.flatMap((step) => step.nodeIds.map((node) => [node, step.id] as const)),
    );
  }

  take(entries: readonly LedgerEntry[]): void {
    for (const { at, body } of entries) this.takeBody(timeOfIso(at) ?? 0, body);
  }

  private takeBody(at: number, body: EntryBody): void {
    switch (body.type) {
      case 'started':
        return this.add('started', [], at);
      case 'run':
        if (body.status === 'stopped' || body.status === 'paused') this.add('stopped', [], at);
        return;
      case 'tripped':
        return this.add('tripped', [body.feed], at);
      case 'service':
        if (body.health === 'fallen') this.add('fallen', [body.service], at);
        return;
      case 'node':
        return this.takeNode(at, body);
      default:
    }
  }

  private takeNode(at: number, body: Extract<EntryBody, { type: 'node' }>): void {
    const { node, status } = body;
    const steps = this.stepsOf(node);
    if (status === 'running') {
      // A step begins with its first part.
      const first = steps.filter((step) => step !== node && !this.begun.has(step));
      for (const step of first) this.begun.add(step);
      this.add('running', [node, ...first], at);
    } else if (status === 'done') {
      this.add('done', [node], at);
    } else if (status === 'held' && body.error?.code !== 'FEED_TRIPPED') {
      this.add('held', [node, ...steps], at);
    }
  }

  private add(when: Occasion['when'], names: readonly string[], at: number): void {
    const name = `${when} ${names[0] ?? ''}`;
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    this.all.push({ when, names, at, id: `${name} ${String(count)}` });
  }

  private stepsOf(node: string): readonly string[] {
    const step = this.stepOf.get(node);
    return step === undefined ? namesOfAside(node) : [step];
  }
}

/** Names of the step that a node belongs to which the run added: `undo` and `undo-2`, or `make-safe`. */
export function namesOfAside(node: string): readonly string[] {
  const step = asideOf(node);
  return step.startsWith('undo-') ? ['undo', step] : [step];
}
