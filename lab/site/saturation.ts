import type { Site } from './site';

/** Saturation when every dependant has all of its traffic here, and nothing storms. */
const ALL_AT_HOME = 0.6;

/**
 * How busy a service is, 0 to 1, over 1 where it is asked for more than it can: the traffic of the services that need
 * it, each by its weight, so that all of them at 100 % make 0.6. A service that nobody needs is busy by its own.
 * Traffic just regained counts more where a storm was set: people log in again and caches are cold.
 */
export function saturationOf(site: Site, service: string): number {
  const all = [...site.inventory.services.values()].filter(
    ({ authored }) => authored.traffic !== undefined,
  );
  const needing = all.filter(({ needs }) => needs.includes(service));
  const asking = needing.length > 0 ? needing : all.filter(({ id }) => id === service);
  const total = asking.reduce((sum, { weight }) => sum + weight, 0);
  // Where no weight says what counts, all count the same.
  const partOf = (weight: number): number => (total > 0 ? weight / total : 1 / asking.length);
  return asking.reduce(
    (sum, { id, weight }) => sum + ALL_AT_HOME * partOf(weight) * demandOf(site, id),
    0,
  );
}

/** Share of its traffic that a service has here, and what its storms add for now. */
function demandOf(site: Site, service: string): number {
  const { now } = site.scheduler;
  const extra = site.faults.storms.all(service).flatMap(({ factor, decayMs, since }) =>
    site.traffic
      .gainsOf(service)
      .filter(({ at }) => at >= since)
      .map(({ at, share }) => share * (factor - 1) * Math.exp((at - now) / decayMs)),
  );
  return site.traffic.shareOf(service) + extra.reduce((sum, one) => sum + one, 0);
}
