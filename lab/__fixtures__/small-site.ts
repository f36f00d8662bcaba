import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expandInventory } from '../../model/inventory/expand-inventory';
import type { SiteInventory } from '../../model/inventory/site-inventory';
import { Findings } from '../../model/source/findings';
import { loadAny } from '../../model/source/load-file';
import type { SiteEvent } from '../site/events';
import { Site } from '../site/site';
import { siteSettings, type SiteSettings } from '../site/site-settings';

const parsed = new Map<string, SiteInventory>();

/** The small inventory; `edits` are replaced in its text. */
export function smallInventory(edits: Readonly<Record<string, string>> = {}): SiteInventory {
  const key = JSON.stringify(edits);
  const site = parsed.get(key) ?? readSmall(edits);
  parsed.set(key, site);
  return site;
}

function readSmall(edits: Readonly<Record<string, string>>): SiteInventory {
  let text = readFileSync(join(__dirname, 'inventory.small.yaml'), 'utf8');
  for (const [from, to] of Object.entries(edits)) {
    if (!text.includes(from)) throw new Error(`the small inventory does not hold '${from}'`);
    text = text.replaceAll(from, to);
  }
  const loaded = loadAny('inventory.small.yaml', new TextEncoder().encode(text));
  if (!loaded.ok || loaded.authored.kind !== 'Inventory')
    throw new Error(JSON.stringify(loaded.ok ? 'no inventory' : loaded.problems));
  const findings = new Findings();
  const site = expandInventory(loaded.authored.file, findings);
  if (findings.hasErrors) throw new Error(JSON.stringify(findings.sorted()));
  return site;
}

/** A small site with its events; time passes when told to. */
export class SmallSite {
  readonly events: SiteEvent[] = [];
  readonly site: Site;

  constructor(
    settings: Partial<SiteSettings> = {},
    edits: Readonly<Record<string, string>> = {},
  ) {
    this.site = new Site(smallInventory(edits), { ...siteSettings(1, undefined), ...settings });
    this.site.follow((event) => this.events.push(event));
  }

  /** Lets lab time pass. */
  pass(ms: number): void {
    this.site.scheduler.advanceTo(this.site.scheduler.now + ms);
  }

  switch(pdu: string, id: string, on: boolean): void {
    const section = this.site.section(pdu, id);
    if (section === undefined) throw new Error(`there is no section ${pdu}/${id}`);
    this.site.switchOutlet(section, on);
  }

  /** Closes every outlet of the site, far enough apart that no inrush meets another. */
  energise(): void {
    this.switch('pdu-b', 's1', true);
    this.pass(3000);
    this.switch('pdu-a', 's1', true);
    this.pass(3000);
    this.switch('pdu-a', 's2', true);
    this.pass(3000);
  }

  turnOn(...ids: readonly string[]): void {
    for (const id of ids) this.site.servers.get(id)?.turnOn();
  }

  /** Turns servers on one by one, far enough apart that no inrush meets another, and waits until they are up. */
  bringUp(...ids: readonly string[]): void {
    for (const id of ids) {
      this.turnOn(id);
      this.pass(3000);
    }
    this.pass(3_600_000);
  }

  state(id: string): string | undefined {
    return this.site.servers.get(id)?.state;
  }

  /** Targets of events of a kind, in order. */
  targets(value: SiteEvent['value']): readonly string[] {
    return this.events.filter((event) => event.value === value).map(({ target }) => target);
  }
}
