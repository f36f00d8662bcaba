import type { FeedPath, SiteInventory } from '../inventory/site-inventory';
import type { FeedPlace, PlanNode, SharedFeed, Slice } from '../plan/plan';
import type { Planner } from './planner';

/** Racks that are named one by one where two feeds share more. */
const MOST_RACKS = 3;

/** Where each feed that the program puts to use stands in it, and what it shares with the others of them. */
export function feedPlaces(
  planner: Planner,
  nodes: readonly PlanNode[],
): Readonly<Record<string, FeedPlace>> {
  const { site } = planner.context;
  const ids = new Map(nodes.map((node) => [node.id, node.index]));
  const standing = new Map<string, { sections: number[]; waves: number[] }>();
  const placeOf = (feed: string): { sections: number[]; waves: number[] } => {
    const known = standing.get(feed) ?? { sections: [], waves: [] };
    standing.set(feed, known);
    return known;
  };
  for (const feed of planner.gates.keys()) placeOf(feed);
  for (const node of nodes) {
    for (const slice of slicesOf(planner.slices, node)) {
      if (slice.type === 'section') placeOf(slice.feed.id).sections.push(node.index);
      else for (const feed of slice.feeds) placeOf(feed.id).waves.push(node.index);
    }
  }
  const features = new Map([...standing.keys()].map((feed) => [feed, featuresOf(site, feed)]));
  const places: Record<string, FeedPlace> = {};
  for (const feed of [...standing.keys()].sort()) {
    const gate = ids.get(planner.gates.get(feed)?.node ?? '');
    const { sections, waves } = placeOf(feed);
    places[feed] = {
      ...(gate === undefined ? {} : { gate }),
      sections,
      waves,
      shares: sharesOf(feed, features),
    };
  }
  return places;
}

function slicesOf(slices: ReadonlyMap<string, Slice>, node: PlanNode): readonly Slice[] {
  if (node.work.type !== 'phases') return [];
  return node.work.phases.flatMap((phase) =>
    phase.type === 'slice' ? (slices.get(phase.slice) ?? []) : [],
  );
}

/** What a feed has that another may have too: load or heat comes over by it. */
interface Features {
  readonly racks: ReadonlySet<string>;
  /** Such as `ups ups-1`, `zone cold-1`. */
  readonly others: ReadonlySet<string>;
}

function featuresOf(site: SiteInventory, feed: string): Features {
  const racks = new Set<string>();
  const others = new Set<string>();
  for (const rack of site.racks.values()) {
    if (!Object.hasOwn(rack.feeds, feed)) continue;
    racks.add(rack.id);
    if (rack.zone !== '') others.add(`zone ${rack.zone}`);
  }
  for (const node of site.feeds.get(feed)?.chain ?? []) if (isFelt(node)) others.add(nameOf(node));
  for (const one of site.authored.equipment)
    if (one.kind === 'cooling' && one.feeds.includes(feed)) others.add(`cooling ${one.id}`);
  return { racks, others };
}

/** Utility carries whatever comes; a UPS, a generator or a battery feels what another feed loses or takes. */
function isFelt(node: FeedPath['chain'][number]): boolean {
  switch (node.kind) {
    case 'ups':
    case 'generator':
      return true;
    case 'source':
      return node.state === 'generator' || node.state === 'battery';
    case 'board':
    case 'pdu':
      return false;
  }
}

function nameOf({ kind, id }: FeedPath['chain'][number]): string {
  return `${kind} ${id}`;
}

function sharesOf(feed: string, features: ReadonlyMap<string, Features>): readonly SharedFeed[] {
  const own = features.get(feed);
  if (own === undefined) return [];
  return [...features.keys()].sort().flatMap((other): readonly SharedFeed[] => {
    const theirs = features.get(other);
    if (other === feed || theirs === undefined) return [];
    const racks = [...own.racks].filter((rack) => theirs.racks.has(rack)).sort();
    const rest = [...own.others].filter((one) => theirs.others.has(one)).sort();
    const what = [...namedRacks(racks), ...rest];
    return what.length === 0 ? [] : [{ feed: other, what }];
  });
}

function namedRacks(racks: readonly string[]): readonly string[] {
  const named = racks.slice(0, MOST_RACKS).map((rack) => `rack ${rack}`);
  const more = racks.length - named.length;
  return more === 0 ? named : [...named, `${String(more)} more ${more === 1 ? 'rack' : 'racks'}`];
}
