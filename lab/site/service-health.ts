import type { Service } from '../../model/inventory/site-inventory';

/** How a service stands, with why. */
export interface ServiceHealth {
  readonly healthy: boolean;
  readonly ready: number;
  readonly servers: number;
  /** Servers that must be ready. */
  readonly wanted: number;
  /** Services it needs that are not healthy. */
  readonly missing: readonly string[];
}

/** Health of every service: enough of its servers are ready, and what it needs is healthy. */
export function healthOf(
  services: ReadonlyMap<string, Service>,
  /** How many of its servers are ready. */
  readyOf: (service: string) => number,
  /** Whether it is unhealthy whatever its servers do. */
  isSick: (service: string) => boolean = () => false,
): ReadonlyMap<string, ServiceHealth> {
  const found = new Map<string, ServiceHealth>();
  const open = new Set<string>();
  const visit = (service: Service): ServiceHealth => {
    const known = found.get(service.id);
    if (known !== undefined) return known;
    open.add(service.id);
    const missing = service.needs.filter((need) => {
      const other = services.get(need);
      // Needs in a circle are refused at validation; here nobody in one gets healthy.
      return other === undefined || open.has(need) || !visit(other).healthy;
    });
    open.delete(service.id);
    const ready = readyOf(service.id);
    // 80 % of 5 is 4.000000000000001 in floating point, and still 4 servers.
    const wanted = Math.ceil(service.servers.length * service.capacity - 1e-9);
    const health = {
      healthy: ready >= wanted && missing.length === 0 && !isSick(service.id),
      ready,
      servers: service.servers.length,
      wanted,
      missing,
    };
    found.set(service.id, health);
    return health;
  };
  for (const service of services.values()) visit(service);
  return found;
}

/** Counts ready servers by service, as servers come and go. */
export class ReadyCounts {
  private readonly ready = new Set<string>();
  private readonly counts = new Map<string, number>();
  private readonly users = new Map<string, readonly string[]>();

  constructor(services: ReadonlyMap<string, Service>) {
    for (const { id, servers } of services.values())
      for (const server of servers) this.users.set(server, [...(this.users.get(server) ?? []), id]);
  }

  /** Takes note of a server; says whether that changed anything. */
  note(server: string, isReady: boolean): boolean {
    if (isReady === this.ready.has(server)) return false;
    if (isReady) this.ready.add(server);
    else this.ready.delete(server);
    for (const service of this.users.get(server) ?? [])
      this.counts.set(service, this.of(service) + (isReady ? 1 : -1));
    return true;
  }

  of(service: string): number {
    return this.counts.get(service) ?? 0;
  }
}
