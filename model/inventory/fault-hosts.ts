import type { Json } from '../json';
import type { SiteInventory } from './site-inventory';

const DEFAULT_PORTS: Readonly<Record<string, string>> = {
  http: '80',
  https: '443',
  nut: '3493',
  smtp: '25',
};

/** Names that a fault of a connection can go by → host:port of each address behind them. */
export function faultHosts(site: SiteInventory): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  const put = (name: string, value: Json): void => {
    for (const host of hostsIn(value)) {
      for (const one of [name, host, host.slice(0, host.lastIndexOf(':'))]) {
        const known = names.get(one) ?? [];
        if (!known.includes(host)) names.set(one, [...known, host]);
      }
    }
  };
  for (const { id, bmc, ready } of site.servers.values()) {
    put(`server:${id}`, bmc);
    put(`ready:${id}`, ready);
  }
  for (const { id, kind, address } of site.nodes.values()) put(`${kind}:${id}`, address ?? '');
  for (const { id, authored } of site.services.values()) {
    put(`service:${id}`, [authored.health.with, authored.data?.with ?? {}]);
    put(`traffic:${id}`, authored.traffic?.address ?? '');
  }
  for (const { id, health } of site.authored.equipment) put(`equipment:${id}`, health.with);
  for (const { id, with: input } of site.authored.channels) put(`channel:${id}`, input);
  for (const { id, address } of site.authored.endpoints) put(`endpoint:${id}`, address);
  return names;
}

/** host:port of every address in a value, lower-case. */
export function hostsIn(value: Json): readonly string[] {
  if (typeof value === 'string') {
    const found = /^([a-z][a-z0-9+.-]*):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/?#\s]+)(?::(\d+))?/i.exec(
      value,
    );
    const [, scheme = '', host = '', port = DEFAULT_PORTS[scheme.toLowerCase()]] = found ?? [];
    return host === '' || port === undefined ? [] : [`${host.toLowerCase()}:${port}`];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((member: Json) => hostsIn(member));
}
