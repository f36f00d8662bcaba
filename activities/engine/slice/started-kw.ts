import type { ProgressRow } from '../../../ledger/ledger';
import { isJsonObject, type JsonObject } from '../../../model/json';
import type { EngineDeps } from '../engine-deps';

/*
 * What the waves of a run have put on each feed, by what they told the ledger: a meter alone never makes room. The
 * records are volatile, and kept right where what they tell of is gone.
 */

type Deps = Pick<EngineDeps, 'ledger' | 'log' | 'now'>;

/** Feed → kW at peak of what other waves of the run started on it. */
export async function startedKw(
  deps: Deps,
  recovery: string,
  node: string,
): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, number>();
  for (const row of await deps.ledger.progress(recovery)) {
    if (row.node === node) continue;
    for (const [feed, kw] of Object.entries(feedKwOf(row)))
      if (typeof kw === 'number') sums.set(feed, (sums.get(feed) ?? 0) + kw);
  }
  return sums;
}

/**
 * Of a feed whose sections are all open nothing counts any more: its servers are off, and count again when their waves
 * start them. Those that another feed carries too may be on, and go on counting.
 */
export async function forgetDead(deps: Deps, recovery: string, detail: JsonObject): Promise<void> {
  const { trips } = detail;
  const dead = (Array.isArray(trips) ? trips : []).flatMap((trip) =>
    isJsonObject(trip) && isOpen(trip['sections']) ? [trip['feed']] : [],
  );
  if (dead.length === 0) return;
  await rewrite(deps, recovery, (row) => {
    const feeds = Object.keys(feedKwOf(row));
    const [only] = feeds;
    return feeds.length === 1 && dead.includes(only ?? '') ? 0 : undefined;
  });
}

/** What a wave started counts no longer but for what its undo left on. */
export async function forgetUndone(
  deps: Deps,
  recovery: string,
  undoNode: string,
  leftKw: number,
): Promise<void> {
  await rewrite(deps, recovery, ({ node }) => (isUndoOf(undoNode, node) ? leftKw : undefined));
}

/** `undo-1/restore/w1`, and `undo-1/restore/w1/2` where it is undone in parts. */
function isUndoOf(undoNode: string, node: string): boolean {
  const [, of = ''] = /^undo-\d+\/(.*)$/.exec(undoNode) ?? [];
  return of === node || (of.startsWith(`${node}/`) && /^\d+$/.test(of.slice(node.length + 1)));
}

/** Sets what some records say of their feeds; a ledger that is away stops nothing. */
async function rewrite(
  { ledger, log, now }: Deps,
  recovery: string,
  kwOf: (row: ProgressRow) => number | undefined,
): Promise<void> {
  try {
    for (const row of await ledger.progress(recovery)) {
      const kw = kwOf(row);
      if (kw === undefined || Object.keys(feedKwOf(row)).length === 0) continue;
      const feedKw = Object.fromEntries(Object.keys(feedKwOf(row)).map((feed) => [feed, kw]));
      const at = new Date(now()).toISOString();
      await ledger.recordProgress({ ...row, at, counts: { ...row.counts, feedKw } });
    }
  } catch (error) {
    log.warn({ err: error, recovery }, 'progress not recorded');
  }
}

function feedKwOf({ counts }: ProgressRow): JsonObject {
  const { feedKw } = counts;
  return isJsonObject(feedKw) ? feedKw : {};
}

function isOpen(sections: unknown): boolean {
  if (!isJsonObject(sections)) return false;
  const states = Object.values(sections);
  return states.length > 0 && states.every((state) => state === 'off');
}
