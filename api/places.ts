import { OperationError } from '../model/errors';

/** Where the page can be reached. */
export interface Places {
  /** On this machine, once it listens. */
  readonly local: URL;
  /** Behind what people type, where there is a login provider. */
  readonly public: URL | undefined;
}

/** Names by which this machine reaches itself. */
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'] as const;

/**
 * The place that a request names, with the host as it named it. A page elsewhere may have its own name point to this
 * machine; its requests still bear that name. Throws HOST_REFUSED.
 */
export function placeOf(host: string | undefined, places: Places): URL {
  const named = (host ?? '').toLowerCase();
  const { local } = places;
  if (places.public?.host === named) return places.public;
  const hosts = LOOPBACK.map((name) => (local.port === '' ? name : `${name}:${local.port}`));
  if (hosts.includes(named)) return new URL(`${local.protocol}//${named}`);
  throw new OperationError(
    'HOST_REFUSED',
    `'${named.slice(0, 100)}' is not ${(places.public ?? local).host}`,
  );
}
