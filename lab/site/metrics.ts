import { readMeter } from './meters';
import { saturationOf } from './saturation';
import type { LabServer } from './server';
import type { Site } from './site';

/** One sample of one series. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Lab time when it was taken, ms; just now where it does not say. */
  readonly at?: number;
}

/** p95 of storage at rest, ms, and what each booting server adds. */
const STORAGE_P95_MS = { rest: 3, perBoot: 0.1 } as const;

/** Series of a site by name. What has no power has no sample, so that it is absent, not 0. */
export const METRICS: Readonly<Record<string, (site: Site) => readonly Sample[]>> = {
  up: () => [{ labels: { job: 'lab' }, value: 1 }],
  inlet_celsius: (site) =>
    litFeeds(site).flatMap(({ id, labels }) => metered(site, `inlet:${id}`, labels, 1, 2)),
  feed_load_kw: (site) =>
    litFeeds(site).flatMap(({ pdu, labels }) => metered(site, pdu, labels, 1000, 4)),
  server_up: (site) =>
    [...site.servers.values()].map((server) => ({
      labels: serverLabels(server),
      value: server.isReady ? 1 : 0,
    })),
  service_up: (site) =>
    [...site.inventory.services.values()].map((service) => ({
      labels: { service: service.id, tier: String(service.tier) },
      value: site.serviceHealth(service.id)?.healthy === true ? 1 : 0,
    })),
  service_saturation: (site) =>
    [...site.inventory.services.values()].map((service) => ({
      labels: { service: service.id },
      value: rounded(saturationOf(site, service.id), 4),
    })),
  equipment_up: (site) =>
    site.inventory.authored.equipment.map(({ id, kind, site: at }) => ({
      labels: { equipment: id, kind, site: at },
      value: site.equipmentState(id) === 'healthy' ? 1 : 0,
    })),
  storage_p95_ms: storageLatency,
};

function litFeeds(
  site: Site,
): readonly { id: string; pdu: string; labels: Readonly<Record<string, string>> }[] {
  return [...site.inventory.feeds.values()]
    .filter(({ pdu }) => site.isLit(pdu.id))
    .map(({ id, pdu, site: at }) => ({ id, pdu: pdu.id, labels: { feed: id, site: at } }));
}

/** The sample of a meter; none where it says nothing. */
function metered(
  site: Site,
  meter: string,
  labels: Sample['labels'],
  unit: number,
  digits: number,
): readonly Sample[] {
  const { value, at } = readMeter(site, meter);
  if (value === 'absent') return [];
  return [{ labels, at, value: value === 'nan' ? Number.NaN : rounded(value / unit, digits) }];
}

function serverLabels({ model }: LabServer): Readonly<Record<string, string>> {
  return { server: model.id, site: model.site, rack: model.rack, role: model.role };
}

/** Latency of healthy storage grows with the servers of its site that boot; a site without storage has one series. */
function storageLatency(site: Site): readonly Sample[] {
  const storage = site.inventory.authored.equipment.filter(({ kind }) => kind === 'storage');
  const places: readonly { readonly storage?: string; readonly site: string }[] =
    storage.length > 0
      ? storage
          .filter(({ id }) => site.equipmentState(id) === 'healthy')
          .map(({ id, site: at }) => ({ storage: id, site: at }))
      : site.inventory.authored.sites.map(({ id }) => ({ site: id }));
  return places.map((labels) => {
    const booting = [...site.servers.values()].filter(
      ({ model, state }) =>
        model.site === labels.site && (state === 'starting' || state === 'booting'),
    ).length;
    const slow = site.faults.slowStorage.all(labels.storage ?? labels.site);
    const slowness = slow.reduce((sum, ms) => sum + ms, 0);
    return {
      labels,
      value: rounded(STORAGE_P95_MS.rest + STORAGE_P95_MS.perBoot * booting + slowness, 2),
    };
  });
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
