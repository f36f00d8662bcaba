import { closest } from '../closest';
import type { Inventory } from '../schema/inventory';
import type { Findings } from '../source/findings';
import type { LoadedFile, SourcePath } from '../source/loaded-file';
import { circleText, findCycle } from './find-cycle';

/** Says that names are not there, with the one that was probably meant for the first of them. */
export function unknown(
  findings: Findings,
  file: LoadedFile<unknown>,
  path: SourcePath,
  what: string,
  names: readonly string[],
  known: Iterable<string>,
  part: 'key' | 'value' = 'value',
): void {
  const [name] = names;
  if (name === undefined) return;
  const near = closest(name, [...known]);
  const more = names.length > 1 ? ` (and ${String(names.length - 1)} more of this entry)` : '';
  findings.add('REFERENCE_UNKNOWN', file, path, `there is no ${what} '${name}'${more}`, {
    part,
    ...(near === undefined ? {} : { fix: `Did you mean '${near}'?` }),
  });
}

/** Whether ids are unique, and what one part of an inventory says of another is there. */
export function checkInventory(file: LoadedFile<Inventory>, findings: Findings): void {
  checkIds(file, findings);
  checkReferences(file, findings);
  const { equipment, tools, power } = file.value;
  circle(file, findings, 'equipment', equipment, (one) => one.needs);
  circle(file, findings, 'tools', tools, (one) => one.needs);
  circle(file, findings, 'power', power, (one) => (one.from === undefined ? [] : [one.from]));
}

function checkIds(file: LoadedFile<Inventory>, findings: Findings): void {
  const lists = ['sites', 'power', 'feeds', 'equipment', 'channels', 'tools', 'endpoints'] as const;
  for (const list of [...lists, 'locks'] as const)
    unique(
      file,
      findings,
      file.value[list].map((one) => one.id),
      (i) => [list, i, 'id'],
      `in '${list}'`,
    );
  file.value.power.forEach((node, i) => {
    unique(
      file,
      findings,
      node.sections,
      (k) => ['power', i, 'sections', k],
      `in the sections of '${node.id}'`,
    );
  });
  // Two feeds of one PDU would close the same sections, one behind the gate of the other.
  const ends = new Map<string, string>();
  file.value.feeds.forEach((feed, i) => {
    const other = ends.get(feed.pdu);
    if (other !== undefined)
      findings.add(
        'POWER_TREE_INVALID',
        file,
        ['feeds', i, 'pdu'],
        `feeds '${other}' and '${feed.id}' both end in PDU '${feed.pdu}'`,
        { fix: 'Give each feed a PDU of its own.' },
      );
    else ends.set(feed.pdu, feed.id);
  });
}

function unique(
  file: LoadedFile<Inventory>,
  findings: Findings,
  ids: readonly string[],
  placeOf: (i: number) => SourcePath,
  where: string,
): void {
  const seen = new Set<string>();
  ids.forEach((id, i) => {
    if (seen.has(id))
      findings.add('DUPLICATE_ID', file, placeOf(i), `'${id}' stands twice ${where}`);
    seen.add(id);
  });
}

function checkReferences(file: LoadedFile<Inventory>, findings: Findings): void {
  const { value } = file;
  const sites = value.sites.map((site) => site.id);
  const tools = value.tools.map((tool) => tool.id);
  const equipment = value.equipment.map((one) => one.id);
  const feeds = value.feeds.map((feed) => feed.id);
  const check = (path: SourcePath, what: string, name: string, known: readonly string[]): void => {
    if (!known.includes(name)) unknown(findings, file, path, what, [name], known);
  };
  value.equipment.forEach((one, i) => {
    check(['equipment', i, 'site'], 'site', one.site, sites);
    one.feeds.forEach((feed, k) => {
      check(['equipment', i, 'feeds', k], 'feed', feed, feeds);
    });
    one.needs.forEach((need, k) => {
      check(['equipment', i, 'needs', k], 'equipment', need, equipment);
    });
  });
  value.locks.forEach((lock, i) => {
    check(['locks', i, 'feed'], 'feed', lock.feed, feeds);
  });
  value.tools.forEach((tool, i) => {
    tool.sites.forEach((site, k) => {
      check(['tools', i, 'sites', k], 'site', site, sites);
    });
    tool.needs.forEach((need, k) => {
      check(['tools', i, 'needs', k], 'tool', need, tools);
    });
  });
  for (const list of ['services', 'endpoints'] as const)
    value[list].forEach((one, i) => {
      if (one.site !== undefined) check([list, i, 'site'], 'site', one.site, sites);
    });
}

function circle<T extends { readonly id: string }>(
  file: LoadedFile<Inventory>,
  findings: Findings,
  list: 'equipment' | 'tools' | 'power',
  entries: readonly T[],
  needsOf: (entry: T) => readonly string[],
): void {
  const byId = new Map(entries.map((one) => [one.id, one]));
  const found = findCycle([...byId.keys()], (id) => {
    const one = byId.get(id);
    return one === undefined ? [] : needsOf(one);
  });
  if (found === undefined) return;
  const at = entries.findIndex((one) => one.id === found[0]);
  findings.add(
    'CYCLE',
    file,
    [list, at, list === 'power' ? 'from' : 'needs'],
    list === 'power'
      ? `the power tree runs in a circle: ${circleText(found)}`
      : `${list} need each other in a circle: ${circleText(found)}`,
  );
}
