/** An address of an inventory, taken apart. */
export interface LabAddress {
  readonly scheme: string;
  /** host:port, lower-case, the port always there. */
  readonly host: string;
  /** Path without a slash at its end; empty at the root. */
  readonly path: string;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  nut: 3493,
  smtp: 25,
};

/** Names of this machine itself: what listens there is real, and the lab does not stand in for it. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Takes an address of the simulated site apart; undefined of a text that is none, has no port and no default, or
 * names this machine.
 */
export function parseAddress(text: unknown): LabAddress | undefined {
  if (typeof text !== 'string' || text.includes('${{') || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const scheme = url.protocol.replace(':', '');
  const port = url.port === '' ? DEFAULT_PORTS[scheme] : Number(url.port);
  if (url.hostname === '' || LOOPBACK.test(url.hostname) || port === undefined) return undefined;
  return {
    scheme,
    host: `${url.hostname.toLowerCase()}:${port}`,
    path: trimmedPath(url.pathname),
  };
}

/** A path without slashes at its end, so that both spellings find the same thing. */
export function trimmedPath(path: string): string {
  return path.replace(/\/+$/, '');
}
