import { OperationError } from '../../model/errors';
import type { TargetObject, Targets } from '../../model/plan/plan';
import { addressesInText } from '../connectors/addresses-in-text';
import type { TargetRef } from '../define-connector';
import type { AddressGuard } from '../ports/ports';

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  nut: 3493,
  smtp: 25,
  smtps: 465,
  ssh: 22,
};

/** What a plan may reach: the objects of its own inventory, and whatever listens at their addresses. */
export interface InventoryGuard extends AddressGuard {
  /** The object that a call names; throws TARGET_OUTSIDE_INVENTORY. */
  object(ref: TargetRef): TargetObject;
}

interface Place {
  readonly host: string;
  /** Undefined where the text names none and its scheme has none. */
  readonly port: number | undefined;
}

/** Makes the guard of a plan from the targets that compile froze. */
export function inventoryGuard(targets: Targets): InventoryGuard {
  const byPlace = new Map<string, TargetObject>();
  const hosts = new Map<string, TargetObject>();
  for (const object of Object.values(targets.objects)) {
    for (const address of object.addresses) {
      const place = placeOf(address);
      if (place === undefined) continue;
      const key = `${place.host}:${String(place.port ?? '')}`;
      if (!byPlace.has(key)) byPlace.set(key, object);
      if (!hosts.has(place.host)) hosts.set(place.host, object);
    }
  }
  const foreign = new Set(targets.foreignHosts.map((host) => host.toLowerCase()));
  const at = (address: string): TargetObject => {
    const place = placeOf(address);
    const found =
      place?.port === undefined
        ? hosts.get(place?.host ?? '')
        : byPlace.get(`${place.host}:${String(place.port)}`);
    if (found !== undefined) return found;
    throw outside(`'${address}' is no address of the ${targets.environment} inventory`);
  };
  return {
    check: (address) => void at(address),
    checkText(text) {
      for (const address of addressesInText(text)) at(address);
      for (const word of hostLikeWords(text)) at(word);
      const named = foreignWord(text, foreign);
      if (named !== undefined)
        throw outside(`'${named}' is a host of another inventory than ${targets.environment}`);
    },
    object(ref) {
      if (ref.kind === 'address') return at(ref.address);
      const key = `${ref.kind}:${ref.id}`;
      const found = Object.hasOwn(targets.objects, key) ? targets.objects[key] : undefined;
      if (found !== undefined) return found;
      throw outside(`the ${targets.environment} inventory has no ${ref.kind} '${ref.id}'`);
    },
  };
}

function outside(message: string): OperationError {
  return new OperationError('TARGET_OUTSIDE_INVENTORY', message);
}

/** Host and port that an address stands for: `scheme://host[:port]/…`, `host:port`, or a bare host. */
function placeOf(address: string): Place | undefined {
  const url = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address);
  if (url?.[1] !== undefined) {
    if (!URL.canParse(address)) return undefined;
    const { hostname, port } = new URL(address);
    const host = normalHost(hostname);
    if (host === undefined) return undefined;
    return { host, port: port === '' ? DEFAULT_PORTS[url[1].toLowerCase()] : Number(port) };
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

const HOST_NAME = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?\.?$/i;
const IPV4 = /^(\d{1,3}\.){3}\d{1,3}$/;
const HOST_AND_PORT = /^[a-z0-9.-]+:\d{1,5}$/i;

/**
 * Hosts that a plain search for addresses does not see: `user@host`, `//host/share`, `-hdb.example`,
 * `registry.example/image:tag`, `jump:db.example`. Words that begin with `/`, `./` or `../` are files.
 */
function hostLikeWords(text: string): readonly string[] {
  const found: string[] = [];
  for (const [, login = ''] of text.matchAll(/[^\s/@'"=,]@([a-z0-9[][a-z0-9.[\]-]*)/gi))
    found.push(login);
  for (const word of text.split(/[^a-z0-9.:[\]/\\_-]+/i)) {
    if (/^(\/(?!\/)|\.\.?\/)/.test(word)) continue;
    const bare = word.replace(/^[^a-z0-9[]+/i, '');
    // Behind an option letter a value may stand without a space.
    const behindLetter = /^-[a-z]/i.test(word) ? [bare.slice(1)] : [];
    for (const spelling of [bare, ...behindLetter]) {
      found.push(...addressesInText(spelling));
      const head = spelling.split(/[/\\]/)[0] ?? '';
      if (HOST_AND_PORT.test(head)) found.push(head);
      else found.push(...head.split(':').filter((one) => HOST_NAME.test(one) || IPV4.test(one)));
    }
  }
  return found;
}

/** A host of another inventory that a text names, alone or behind an option letter such as in `-hdb1`. */
function foreignWord(text: string, foreign: ReadonlySet<string>): string | undefined {
  for (const word of text.toLowerCase().split(/[^a-z0-9.-]+/)) {
    const bare = word.replace(/^-+/, '').replace(/\.$/, '');
    for (const spelling of [word, bare, bare.slice(1)])
      if (spelling !== '' && foreign.has(spelling)) return spelling;
  }
  return undefined;
}
