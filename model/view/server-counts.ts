import type { JsonObject } from '../json';
import type { NodeFacts } from './node-facts';
import type { ServerCounts, ViewProgress } from './recovery-view';

/** How many of a wave's servers are up: what its slice gave back, or, while it is at work, how far it is. */
export function serversOf(
  total: number,
  node: NodeFacts,
  progress: ViewProgress | undefined,
): ServerCounts {
  const done = node.status === 'done' ? node.counts : null;
  if (done !== null) {
    const failed = done['failed'];
    return {
      total,
      // Those that were on before the wave came to them are among them.
      up: Math.min(numberOf(done, 'ok'), total),
      failed: Array.isArray(failed) ? failed.length : numberOf(done, 'failed'),
      slow: numberOf(done, 'slow'),
    };
  }
  if (node.status === 'undone') {
    // Those that were on before the wave came to them were left on.
    const left = numberOf(node.counts ?? {}, 'already');
    return { total, up: Math.min(left, total), failed: 0, slow: 0 };
  }
  const now = progress?.counts ?? {};
  return {
    total,
    up: numberOf(now, 'ready'),
    failed: numberOf(now, 'failed'),
    slow: numberOf(now, 'slow'),
  };
}

/** The counts of several waves together. */
export function sumOf(counts: readonly ServerCounts[]): ServerCounts {
  const sum = { total: 0, up: 0, failed: 0, slow: 0 };
  for (const one of counts) {
    sum.total += one.total;
    sum.up += one.up;
    sum.failed += one.failed;
    sum.slow += one.slow;
  }
  return sum;
}

function numberOf(counts: JsonObject, name: string): number {
  const value = counts[name];
  return typeof value === 'number' ? value : 0;
}
