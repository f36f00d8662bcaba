import { expandFolded } from './expand';
import { missing, type FoundTarget } from './fault-target';
import type { SiteInventory } from './site-inventory';

/** What is wrong with the target of a trigger: nothing of the journal can be meant. Undefined where all is well. */
export function triggerProblem(target: string, site: SiteInventory): string | undefined {
  const at = target.indexOf(':');
  const kind = target.slice(0, at);
  const text = target.slice(at + 1);
  const ids = idsOf(kind, site);
  if (ids === undefined)
    return `'${kind}' is nothing that the journal names: source, generator, ups, board, pdu, feed, server, service or equipment`;
  if (text.endsWith('*')) {
    const start = text.slice(0, -1);
    return ids.some((id) => id.startsWith(start)) ? undefined : `there is no ${kind} '${text}'`;
  }
  const known = new Set(ids);
  const [id = text, section] = text.split('/');
  const unknown = (expandFolded(id) ?? [id]).find((one) => !known.has(one));
  if (unknown !== undefined) return sentence(missing(kind, unknown, ids));
  if (section === undefined) return undefined;
  const sections = site.nodes.get(id)?.sections ?? [];
  return sections.includes(section) ? undefined : sentence(missing('section', section, sections));
}

function idsOf(kind: string, site: SiteInventory): readonly string[] | undefined {
  switch (kind) {
    case 'source':
    case 'generator':
    case 'ups':
    case 'board':
    case 'pdu':
      return [...site.nodes.values()].filter((one) => one.kind === kind).map(({ id }) => id);
    case 'feed':
      return [...site.feeds.keys()];
    case 'server':
      return [...site.servers.keys()];
    case 'service':
      return [...site.services.keys()];
    case 'equipment':
      return site.authored.equipment.map(({ id }) => id);
    default:
      return undefined;
  }
}

/** Says of what happens whether a trigger names it. The journal knows a feed by the PDU at its end. */
export function triggerMatcher(pattern: string, site: SiteInventory): (target: string) => boolean {
  if (pattern.startsWith('feed:')) {
    const start = pattern.endsWith('*') ? pattern.slice('feed:'.length, -1) : undefined;
    const ids = expandFolded(pattern.slice('feed:'.length)) ?? [];
    const isMeant = (id: string): boolean =>
      start === undefined ? ids.includes(id) : id.startsWith(start);
    const pdus = new Set(
      [...site.feeds.values()].flatMap(({ id, pdu }) => (isMeant(id) ? [`pdu:${pdu.id}`] : [])),
    );
    return (target) => pdus.has(target);
  }
  if (pattern.endsWith('*')) {
    const start = pattern.slice(0, -1);
    return (target) => target.startsWith(start);
  }
  const targets = new Set(expandFolded(pattern) ?? [pattern]);
  return (target) => targets.has(target);
}

function sentence(found: FoundTarget): string | undefined {
  if (found.ok) return undefined;
  return found.near === undefined
    ? found.problem
    : `${found.problem}; did you mean '${found.near}'?`;
}
