import type { Json } from '../json';
import type { MakeSafe, PlanNode } from '../plan/plan';
import { addNodes, nextIndex } from './added';
import { serving } from './goal';
import { mark } from './mark';
import { clearTimer, recordOf, statusOf, type Run } from './run';
import { valueOf } from './scope';
import { cancelCalls } from './stop';

/*
 * An abort: nothing of the program goes on, what is under way is called off, and once all of that has ended the steps
 * of make-safe run, beside each other where they are one step's and past every failure. Nobody can stop them.
 */

/** Begins an abort. */
export function abortRun(run: Run, person: string, reason: string): void {
  const { state } = run;
  state.served = serving(run);
  state.goal = 'abort';
  state.paused = false;
  state.stopped = false;
  cancelCalls(run);
  for (const key of Object.keys(state.timers)) clearTimer(run, key);
  endOpen(run, Object.keys(state.active).map(Number), `${person} aborted the run: ${reason}`);
}

/** What is open of these nodes is over; those whose page comes only after a take-over are told of then. */
export function endOpen(
  run: Run,
  indices: readonly number[],
  message = 'the run was aborted',
): void {
  for (const index of indices) {
    const node = run.nodes.get(index);
    const status = statusOf(run, index);
    if (node === undefined || node.aside?.of === 'make-safe') continue;
    if (status === 'running' || status === 'waiting' || status === 'held' || status === 'denied')
      mark(run, node, 'failed', { error: { code: 'ABORTED', message } });
  }
}

/** Asks for make-safe once nothing of the program is under way any more. */
export function goOnWithAbort(run: Run): void {
  if (run.state.goal !== 'abort' || run.askedMakeSafe || run.inFlight > 0 || run.state.rolling)
    return;
  if (run.state.madeSafe === 'laid') return;
  run.askedMakeSafe = true;
  run.commands.push({ do: 'load-make-safe', digest: run.manifest.makeSafe });
}

/** Stands for steps that could not be read: it fails, so that the run ends unsafe and says why. */
const UNREADABLE: MakeSafe['steps'] = [
  {
    id: 'steps',
    title: 'The steps of make-safe cannot be read from the ledger',
    work: { type: 'phases', phases: [], forEach: 'run.makeSafe', timeoutMs: 1000 },
  },
];

/** Lays out the steps of make-safe. */
export function layMakeSafe(run: Run, given: MakeSafe['steps'] | null): void {
  if (run.state.goal !== 'abort' || run.state.madeSafe === 'laid') return;
  run.state.madeSafe = 'laid';
  const steps = given ?? UNREADABLE;
  const nodes: PlanNode[] = [];
  const items = new Map<number, Json>();
  let before: readonly number[] = [];
  for (const step of steps) {
    const { forEach, ...work } = step.work;
    const base = {
      step: 'make-safe',
      kind: 'action',
      onFailure: 'continue',
      drill: 'run',
    } as const;
    const made: PlanNode[] = [];
    const add = (id: string, title: string, more: Partial<PlanNode>): number => {
      const index = nextIndex(run) + nodes.length + made.length;
      const aside = { of: 'make-safe' } as const;
      made.push({ ...base, index, id, title, needs: before, aside, work, ...more });
      return index;
    };
    const id = `make-safe/${step.id}`;
    if (forEach === undefined) add(id, step.title, {});
    else {
      const list = listOf(run, forEach);
      // What cannot be worked out is left over, and the run says so.
      if (list === undefined) add(id, step.title, { work: step.work });
      for (const item of list ?? []) {
        const name = typeof item === 'string' ? item : JSON.stringify(item);
        items.set(add(`${id}/${name}`, `${step.title}: ${name}`, {}), item);
      }
    }
    nodes.push(...made);
    if (made.length > 0) before = made.map((node) => node.index);
  }
  for (const [index, item] of items) recordOf(run, index).items = [item];
  addNodes(run, 'make-safe', nodes);
}

function listOf(run: Run, text: string): readonly Json[] | undefined {
  const nobody: PlanNode = {
    index: -1,
    id: 'make-safe',
    step: 'make-safe',
    kind: 'action',
    title: '',
    needs: [],
    onFailure: 'continue',
    drill: 'run',
    work: { type: 'join' },
  };
  try {
    const list = valueOf(run, nobody, text);
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}

/** What make-safe left undone, once all of it has ended; undefined while it is at work. */
export function leftUnsafe(run: Run): readonly string[] | undefined {
  if (run.state.goal !== 'abort' || run.state.madeSafe !== 'laid') return undefined;
  const left: string[] = [];
  for (const node of run.state.added) {
    if (node.aside?.of !== 'make-safe') continue;
    const status = statusOf(run, node.index);
    if (status === 'failed') left.push(node.title);
    else if (status !== 'done' && status !== 'skipped') return undefined;
  }
  return left;
}
