/*
 * What connectors may use to reach the outside. Types only: the real ones are made in worker/, tests pass
 * fakes, and the engine narrows them for each call to the addresses of the plan's own inventory.
 *
 * They throw OperationErrors: TARGET_NAME_UNKNOWN and TARGET_UNREACHABLE (nothing was sent), TARGET_NO_ANSWER
 * (something was), TARGET_OUTSIDE_INVENTORY and so on. When the signal is aborted they throw its reason.
 * They try once: retries belong to the engine.
 */

export interface HttpRequest {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds until the whole answer is in; default 10,000. Technical: never divided by speed. */
  readonly timeoutMs?: number;
  /** Most bytes read of the answer; default 1 MiB. More throws ANSWER_TOO_LARGE. */
  readonly maxBytes?: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Where the answer came from, after redirects; every hop was checked like the first. */
  readonly url: string;
}

export interface LineConnection {
  /** Sends text as it is. */
  send(text: string): Promise<void>;
  /** Next line without its end; undefined when the other side closed. */
  readLine(): Promise<string | undefined>;
  close(): void;
}

export interface Ports {
  readonly http: {
    /** Follows at most 5 redirects, GET and HEAD only, each hop checked. */
    request(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
  };
  readonly tcp: {
    /**
     * Opens a connection; `address` is tcp://host:port or nut://host:port/…; refused unless in the inventory.
     * `timeoutMs` bounds the connecting and each wait for a line; lines of over 64 KiB throw ANSWER_TOO_LARGE.
     */
    connect(
      address: string,
      options: { readonly timeoutMs: number },
      signal: AbortSignal,
    ): Promise<LineConnection>;
  };
  readonly mail: {
    send(
      mail: {
        readonly server: string;
        readonly from: string;
        readonly to: readonly string[];
        readonly subject: string;
        readonly text: string;
        readonly messageId: string;
        readonly user?: string;
        readonly password?: string;
      },
      signal: AbortSignal,
    ): Promise<{ readonly accepted: readonly string[]; readonly rejected: readonly string[] }>;
  };
  readonly exec: {
    /** No shell, empty environment but PATH, LANG and what is given; output beyond `maxBytes` is cut. */
    run(
      command: {
        readonly argv: readonly [string, ...string[]];
        readonly env?: Readonly<Record<string, string>>;
        readonly timeoutMs: number;
        readonly maxBytes: number;
      },
      signal: AbortSignal,
    ): Promise<{
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly stdout: string;
      readonly stderr: string;
    }>;
  };
  readonly secrets: {
    /** Resolves `secret://env/NAME` and `secret://file/PATH`; any other text is given back as it is. */
    resolve(reference: string): Promise<string>;
    /** HMAC-SHA256 of a text in lower-case hex, keyed by a secret that stays in here. */
    hmacSha256(reference: string, text: string): Promise<string>;
  };
  readonly log: {
    write(entry: {
      readonly message: string;
      readonly fields: Readonly<Record<string, unknown>>;
    }): void;
  };
  readonly clock: {
    /** Milliseconds since 1970. */
    now(): number;
    sleep(ms: number, signal: AbortSignal): Promise<void>;
  };
}

/**
 * What one plan may reach. Both throw TARGET_OUTSIDE_INVENTORY, before a packet leaves.
 * An address is a URL (`scheme://host[:port]/…`) or `host:port`.
 */
export interface AddressGuard {
  /** Every address that a port is about to reach, each hop of a redirect included. */
  check(address: string): void;
  /** Free text that leaves this process, such as an argument of a command: the addresses in it, and names of foreign hosts. */
  checkText(text: string): void;
}

/** Makes ports that reach only what a guard lets pass; built in worker/, handed to the engine. */
export interface PortFactory {
  /** `recovery`: whose calls they are for; the lab of another one is out of their reach. */
  narrowed(guard: AddressGuard, recovery?: string): Ports;
}
