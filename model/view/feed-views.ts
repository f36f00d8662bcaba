import type { Outline } from '../plan/plan';
import { factsOf, type RunFacts } from './node-facts';
import type { FeedView } from './recovery-view';
import { serversOf, sumOf } from './server-counts';
import type { ProgressByNode } from './step-views';

/** The feeds of a plan, wave by wave. A wave on two feeds counts on both. */
export function feedViews(
  outline: Outline,
  facts: RunFacts,
  progress: ProgressByNode,
): readonly FeedView[] {
  return outline.feeds.map((feed) => {
    const waves = feed.waves.map((wave) => {
      const node = factsOf(facts, wave.node);
      return { wave, node, counts: serversOf(wave.servers, node, progress.get(wave.node)) };
    });
    return {
      id: feed.id,
      title: feed.title,
      servers: sumOf(waves.map(({ counts }) => counts)),
      waves: waves.map(({ wave, node, counts }) => ({
        node: wave.node,
        status: node.status,
        servers: wave.servers,
        up: counts.up,
      })),
    };
  });
}
