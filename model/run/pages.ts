import type { PlanNode } from '../plan/plan';
import { enqueueIfReady } from './ready';
import { isSatisfied, push, type Run } from './run';

const NOT_ASKED = 0;
const ASKED = 1;
const LOADED = 2;

/** Asks for a page of the program, once. */
export function askForPage(run: Run, page: number): void {
  const ref = run.manifest.pages[page];
  if (ref === undefined || run.state.pages[page] !== NOT_ASKED) return;
  run.state.pages[page] = ASKED;
  run.loading += 1;
  run.commands.push({ do: 'load', page, digest: ref.digest });
}

/** Asks for every page that is needed from the start. */
export function askForFirstPages(run: Run): void {
  run.manifest.pages.forEach((page, index) => {
    if (page.loadAfter.length === 0 || page.loadAfter.some((node) => isSatisfied(run, node))) {
      askForPage(run, index);
    }
  });
}

/** After a take-over: asks again for the pages that were there or on their way. */
export function askForPagesAgain(run: Run): void {
  run.state.pages.forEach((was, page) => {
    if (was === NOT_ASKED) return;
    run.state.pages[page] = NOT_ASKED;
    askForPage(run, page);
  });
}

/** Whether a node's page was asked for and has not come yet. */
export function isOnItsWay(run: Run, index: number): boolean {
  return run.manifest.pages.some(
    ({ first, count }, page) =>
      run.state.pages[page] === ASKED && index >= first && index < first + count,
  );
}

/** Takes in the nodes of a page and queues those that may start. */
export function takePage(run: Run, page: number, nodes: readonly PlanNode[]): void {
  if (run.state.pages[page] !== ASKED) return;
  run.state.pages[page] = LOADED;
  run.loading -= 1;
  for (const node of nodes) {
    run.nodes.set(node.index, node);
    run.byId.set(node.id, node.index);
    if (node.kind === 'enable' && node.service !== undefined)
      run.enableNodes.set(node.service, node);
    for (const need of node.needs) push(run.dependants, need, node.index);
    for (const group of node.needsAny ?? []) {
      for (const need of group) push(run.dependants, need, node.index);
    }
  }
  for (const node of nodes) enqueueIfReady(run, node.index);
}
