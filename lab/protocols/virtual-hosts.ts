import type { Caller } from '../journal';
import { parseAddress, trimmedPath } from './address';

export interface HttpCall {
  readonly method: string;
  /** Path below the mount, beginning with a slash; empty at the mount itself. */
  readonly rest: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly caller: Caller;
  /** How far the clock of the host is off, real ms. */
  readonly clockOffMs: number;
}

/**
 * What a mount answers; `drop` closes the connection without a word, as a machine without power does, `hang` keeps it
 * open and never says one.
 */
export type HttpReply =
  | {
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | 'drop'
  | 'hang';

export type Mount = (call: HttpCall) => HttpReply;

/** What answers at which URL; one listener serves the hosts of a whole site. */
export class VirtualHosts {
  private readonly mounts = new Map<string, { readonly below: boolean; readonly mount: Mount }>();
  private readonly names = new Set<string>();

  /** host:port of everything mounted. */
  get hosts(): readonly string[] {
    return [...this.names];
  }

  /** Answers at a URL, and with `below` at every path under it that nothing else answers at. */
  mount(url: string, mount: Mount, options: { readonly below?: boolean } = {}): void {
    const address = parseAddress(url);
    if (address?.scheme !== 'http') return;
    this.names.add(address.host);
    const key = `${address.host}${address.path}`;
    if (!this.mounts.has(key)) this.mounts.set(key, { below: options.below ?? false, mount });
  }

  /** Answer to a call for a host (as in its Host header) and path. */
  answer(host: string, path: string, call: Omit<HttpCall, 'rest'>): HttpReply {
    const name = hostName(host);
    const whole = trimmedPath(path);
    for (let at = whole; ; at = at.slice(0, at.lastIndexOf('/'))) {
      const found = this.mounts.get(`${name}${at}`);
      if (found !== undefined && (found.below || at === whole))
        return found.mount({ ...call, rest: whole.slice(at.length) });
      if (at === '') break;
    }
    return { status: 404, body: { error: `nothing answers at ${name}${path}` } };
  }
}

/** host:port that a Host header names. */
export function hostName(header: string): string {
  return /:\d+$/.test(header) ? header.toLowerCase() : `${header.toLowerCase()}:80`;
}
