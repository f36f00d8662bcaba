import { closest } from '../closest';
import type { Findings } from '../source/findings';
import type { Inventory } from '../schema/inventory';
import type { LoadedFile } from '../source/loaded-file';
import type { FeedPath } from './site-inventory';

type Node = Inventory['power'][number];

/** Follows every feed from its PDU up to its source; what does not hold together is found with its place. */
export function feedPaths(
  file: LoadedFile<Inventory>,
  findings: Findings,
): ReadonlyMap<string, FeedPath> {
  const { power, feeds, sites } = file.value;
  const nodes = new Map(power.map((node) => [node.id, node]));
  power.forEach((node, i) => {
    checkNode(
      file,
      node,
      i,
      nodes,
      sites.map((site) => site.id),
      findings,
    );
  });
  const chains = new Map<string, readonly Node[]>();
  feeds.forEach((feed, i) => {
    const pdu = nodes.get(feed.pdu);
    if (pdu?.kind !== 'pdu') {
      const near = closest(
        feed.pdu,
        power.filter((node) => node.kind === 'pdu').map((node) => node.id),
      );
      findings.add(
        'REFERENCE_UNKNOWN',
        file,
        ['feeds', i, 'pdu'],
        `there is no PDU '${feed.pdu}'`,
        near === undefined ? {} : { fix: `Did you mean '${near}'?` },
      );
      return;
    }
    const chain = chainOf(pdu, nodes);
    // A circle has been found and told already.
    if (chain !== undefined) chains.set(feed.id, chain);
  });
  const users = new Map<string, number>();
  for (const chain of chains.values())
    for (const node of chain) users.set(node.id, (users.get(node.id) ?? 0) + 1);
  const paths = new Map<string, FeedPath>();
  for (const feed of feeds) {
    const chain = chains.get(feed.id);
    const [pdu] = chain ?? [];
    if (chain === undefined || pdu === undefined) continue;
    paths.set(feed.id, pathOf(feed, pdu, chain, users));
  }
  return paths;
}

function checkNode(
  file: LoadedFile<Inventory>,
  node: Node,
  i: number,
  nodes: ReadonlyMap<string, Node>,
  sites: readonly string[],
  findings: Findings,
): void {
  const isSource = node.kind === 'source' || node.kind === 'generator';
  if (isSource && node.site === undefined)
    findings.add('POWER_TREE_INVALID', file, ['power', i], `source '${node.id}' names no site`, {
      fix: "Add 'site: ...'.",
    });
  if (node.site !== undefined && !sites.includes(node.site)) {
    const near = closest(node.site, sites);
    findings.add(
      'REFERENCE_UNKNOWN',
      file,
      ['power', i, 'site'],
      `there is no site '${node.site}'`,
      near === undefined ? {} : { fix: `Did you mean '${near}'?` },
    );
  }
  if (isSource) return;
  if (node.from === undefined) {
    findings.add('POWER_TREE_INVALID', file, ['power', i], `'${node.id}' is fed by nothing`, {
      fix: "Add 'from: ...'.",
    });
  } else if (!nodes.has(node.from)) {
    const near = closest(node.from, [...nodes.keys()]);
    findings.add(
      'REFERENCE_UNKNOWN',
      file,
      ['power', i, 'from'],
      `there is no power node '${node.from}'`,
      near === undefined ? {} : { fix: `Did you mean '${near}'?` },
    );
  }
  if (node.kind === 'pdu' && node.sections.length === 0)
    findings.add('POWER_TREE_INVALID', file, ['power', i], `PDU '${node.id}' has no sections`, {
      fix: "Add 'sections: [s1]'.",
    });
}

function chainOf(pdu: Node, nodes: ReadonlyMap<string, Node>): readonly Node[] | undefined {
  const chain: Node[] = [];
  for (let node: Node | undefined = pdu; node !== undefined; node = nodes.get(node.from ?? '')) {
    if (chain.includes(node)) return undefined;
    chain.push(node);
  }
  return chain;
}

function pathOf(
  feed: Inventory['feeds'][number],
  pdu: Node,
  chain: readonly Node[],
  users: ReadonlyMap<string, number>,
): FeedPath {
  const source = chain.at(-1);
  const ups = chain.find((node) => node.kind === 'ups');
  const usable = chain.map((node) => (node.ratingKw * node.derating) / (users.get(node.id) ?? 1));
  return {
    id: feed.id,
    title: feed.title ?? feed.id,
    site: source?.site ?? '',
    pdu,
    chain,
    ups: ups?.id ?? '',
    source:
      ups?.state === 'bypass'
        ? 'bypass'
        : (source?.state ?? (source?.kind === 'generator' ? 'generator' : 'utility')),
    usableKw: Math.round(Math.min(...usable) * 1000) / 1000,
  };
}
