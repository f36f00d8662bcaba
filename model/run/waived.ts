import type { PlanNode } from '../plan/plan';
import type { WaivedInterlock } from './command';
import { feedsOf } from './goal';
import type { Run } from './run';

/** Interlocks of a node's feeds that are waived now. */
export function waivedOf(run: Run, node: PlanNode): readonly WaivedInterlock[] {
  if (run.state.waivers.length === 0) return [];
  const feeds = feedsOf(node);
  return run.state.waivers.flatMap(({ feed, interlock, until }) =>
    until !== undefined && until > run.now && feeds.includes(feed)
      ? [{ feed, interlock, until }]
      : [],
  );
}
