import type { NodeFacts } from './node-facts';

/** Most open parts of a question that one line names. */
const MOST_PARTS = 3;

/** What a node waits for from people, and since when; null where nobody is asked. */
export function waitingForOf(node: NodeFacts): string | null {
  switch (node.status) {
    case 'waiting': {
      if (node.ask === null) return null;
      const parts = node.ask.open.map((part) => part.text);
      const shown = parts.slice(0, MOST_PARTS).join(', ');
      const more =
        parts.length > MOST_PARTS ? ` and ${String(parts.length - MOST_PARTS)} more` : '';
      return `${shown}${more} since ${node.ask.since}`;
    }
    case 'held':
      return `retry or skip since ${node.since}`;
    case 'denied':
      return `retry since ${node.since}`;
    default:
      return null;
  }
}
