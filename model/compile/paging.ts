import { canonicalJson, digestOfText } from '../canonical-json';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { PageRef, PlanNode } from '../plan/plan';
import type { Context } from './context';

/** Most bytes of one page's text (design §5: 256 kB), its frame left out. */
const MOST_PAGE = 250_000;

/** Most nodes of one page; a choice of ours: pages near the frontier load in a moment. */
const MOST_NODES = 1000;

/** Texts by digest, as plans are stored. */
export class Texts {
  readonly all = new Map<string, string>();

  /** Stores a part as canonical JSON and gives its digest. */
  put(part: unknown): string {
    const text = canonicalJson(part);
    const digest = digestOfText(text);
    this.all.set(digest, text);
    return digest;
  }
}

/** Bytes of a text in UTF-8. */
function bytesOf(text: string): number {
  return utf8ToBytes(text).length;
}

/** A node larger than a page could never reach the workflow. */
export function checkNodeSizes(context: Context, nodes: readonly PlanNode[]): void {
  for (const node of nodes) {
    const size = bytesOf(JSON.stringify(node));
    if (size <= MOST_PAGE) continue;
    context.findings.add(
      'STEP_UNUSABLE',
      context.files.runbook,
      [...(context.tree.byId.get(node.step)?.path ?? []), 'id'],
      `'${node.id}' takes ${String(size)} bytes of the program, more than ${String(MOST_PAGE)}`,
      { fix: 'Give `forEach` fewer items or the call a shorter input; split the step.' },
    );
  }
}

/** Cuts a program into pages, each needed as soon as something in it could start. */
export function pagesOf(nodes: readonly PlanNode[], texts: Texts): readonly PageRef[] {
  const pages: PageRef[] = [];
  let page: PlanNode[] = [];
  let size = 0;
  const close = (): void => {
    const [first] = page;
    if (first === undefined) return;
    pages.push({
      digest: texts.put({ first: first.index, nodes: page }),
      first: first.index,
      count: page.length,
      loadAfter: loadAfter(page),
    });
    page = [];
    size = 0;
  };
  for (const node of nodes) {
    const length = bytesOf(JSON.stringify(node)) + 1;
    if (page.length >= MOST_NODES || (page.length > 0 && size + length > MOST_PAGE)) close();
    page.push(node);
    size += length;
  }
  close();
  return pages;
}

/** Nodes after which a page is needed: of each of its nodes that waits for other pages, one that ends last. */
function loadAfter(page: readonly PlanNode[]): readonly number[] {
  const first = page[0]?.index ?? 0;
  const after = new Set<number>();
  for (const node of page) {
    const outside = node.needs.filter((need) => need < first);
    const last = outside.at(-1);
    if (last !== undefined) {
      after.add(last);
      continue;
    }
    if (node.needs.length > 0) continue;
    const groups = node.needsAny?.filter((group) => group.length > 0) ?? [];
    const group = groups.find((one) => one.every((need) => need < first)) ?? groups[0];
    if (group === undefined) return [];
    for (const need of group) if (need < first) after.add(need);
  }
  return [...after].sort((a, b) => a - b);
}
