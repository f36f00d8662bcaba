import type { TargetObject } from './plan';

const DEFAULT_PORTS: ReadonlyMap<string, number> = new Map([
  ['http', 80],
  ['https', 443],
  ['ws', 80],
  ['wss', 443],
  ['nut', 3493],
  ['smtp', 25],
  ['smtps', 465],
  ['ssh', 22],
]);

/** Port of a scheme such as `https`, where an address of it names none. */
export function defaultPort(scheme: string): number | undefined {
  return DEFAULT_PORTS.get(scheme.toLowerCase());
}

/** Where something listens. */
export interface Place {
  /** In its one spelling: lower case, no dot at the end. */
  readonly host: string;
  /** Undefined where the text names none and its scheme has none. */
  readonly port: number | undefined;
}

/** Host and port that an address stands for: `scheme://host[:port]/…`, `host:port`, or a bare host. */
export function placeOf(address: string): Place | undefined {
  const url = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address);
  if (url?.[1] !== undefined) {
    if (!URL.canParse(address)) return undefined;
    const { hostname, port } = new URL(address);
    const host = normalHost(hostname);
    if (host === undefined) return undefined;
    return { host, port: port === '' ? defaultPort(url[1]) : Number(port) };
  }
  const split = /^(\[[^\]]*\]|[^:]*):(\d{1,5})$/.exec(address);
  const host = normalHost(split?.[1] ?? address);
  if (host === undefined) return undefined;
  return { host, port: split?.[2] === undefined ? undefined : Number(split[2]) };
}

/** One spelling for a host: lower case, no dot at the end, numbers of IP addresses as browsers read them. */
function normalHost(host: string): string | undefined {
  const bare = host.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const url = `http://${bare.includes(':') ? `[${bare}]` : bare}/`;
  if (bare === '' || !URL.canParse(url)) return undefined;
  const { hostname, pathname, username } = new URL(url);
  return pathname === '/' && username === '' ? hostname : undefined;
}

/** Finds the object that listens at an address; at a host alone, the first that listens there at all. */
export function addressBook(
  objects: Iterable<TargetObject>,
): (address: string) => TargetObject | undefined {
  const byPlace = new Map<string, TargetObject>();
  const byHost = new Map<string, TargetObject>();
  for (const object of objects) {
    for (const address of object.addresses) {
      const place = placeOf(address);
      if (place === undefined) continue;
      const key = keyOf(place);
      if (!byPlace.has(key)) byPlace.set(key, object);
      if (!byHost.has(place.host)) byHost.set(place.host, object);
    }
  }
  return (address) => {
    const place = placeOf(address);
    if (place === undefined) return undefined;
    return place.port === undefined ? byHost.get(place.host) : byPlace.get(keyOf(place));
  };
}

function keyOf({ host, port }: Place): string {
  return `${host}:${String(port ?? '')}`;
}
