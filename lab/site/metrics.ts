import type { LabServer } from './server';
import type { Site } from './site';

/** One sample of one series. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** p95 of storage at rest, ms, and what each booting server adds. */
const STORAGE_P95_MS = { rest: 3, perBoot: 0.1 } as const;

/** Series of a site by name. What has no power has no sample, so that it is absent, not 0. */
export const METRICS: Readonly<Record<string, (site: Site) => readonly Sample[]>> = {
  up: () => [{ labels: { job: 'lab' }, value: 1 }],
  inlet_celsius: (site) =>
    litFeeds(site).map(({ id, labels }) => ({ labels, value: rounded(site.inletCelsius(id), 2) })),
  feed_load_kw: (site) =>
    litFeeds(site).map(({ pdu, labels }) => ({
      labels,
      value: rounded(site.loadW(pdu) / 1000, 4),
    })),
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

function serverLabels({ model }: LabServer): Readonly<Record<string, string>> {
  return { server: model.id, site: model.site, rack: model.rack, role: model.role };
}

/** Latency of healthy storage grows with the servers of its site that boot; a site without storage has one series. */
function storageLatency(site: Site): readonly Sample[] {
  const storage = site.inventory.authored.equipment.filter(({ kind }) => kind === 'storage');
  const places =
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
    return {
      labels,
      value: rounded(STORAGE_P95_MS.rest + STORAGE_P95_MS.perBoot * booting, 2),
    };
  });
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
