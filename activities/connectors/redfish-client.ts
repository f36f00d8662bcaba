import { z } from 'zod';
import { OperationError } from '../../model/errors';
import type { ConnectorCall } from '../define-connector';
import type { HttpAnswer } from '../ports/ports';
import { readJson, requireSuccess } from './http-answer';
import type { ServerRecord } from './target-record';

/** Inputs that every Redfish connector takes besides its own. */
export const redfishLogin = {
  user: z
    .string()
    .optional()
    .describe('User at the BMC or PDU, or a `secret://` reference; without it none is sent.'),
  password: z.string().optional().describe('Its password, best as a `secret://` reference.'),
};

interface Login {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

type Caller = Pick<
  ConnectorCall<Login>,
  'input' | 'ports' | 'signal' | 'idempotencyKey' | 'attempt'
>;

/** A Redfish service, spoken to on behalf of one call. */
export class RedfishClient {
  constructor(private readonly caller: Caller) {}

  async get<Schema extends z.ZodType>(
    url: string,
    schema: Schema,
  ): Promise<{ readonly body: z.output<Schema>; readonly headers: HttpAnswer['headers'] }> {
    const answer = await this.send('GET', url);
    return { body: readJson(`GET ${url}`, answer, schema), headers: answer.headers };
  }

  /** Sends a change; the answer's body means nothing, so that the change is read back where it matters. */
  async change(
    method: 'POST' | 'PATCH',
    url: string,
    body: Readonly<Record<string, string>>,
    etag?: string,
  ): Promise<void> {
    await this.send(method, url, JSON.stringify(body), {
      'content-type': 'application/json',
      'idempotency-key': this.caller.idempotencyKey,
      'x-blackstart-attempt': String(this.caller.attempt),
      ...(etag === undefined ? {} : { 'if-match': etag }),
    });
  }

  private async send(
    method: 'GET' | 'POST' | 'PATCH',
    url: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpAnswer> {
    const { ports, signal } = this.caller;
    const answer = await ports.http.request(
      {
        url,
        method,
        headers: {
          accept: 'application/json',
          'odata-version': '4.0',
          ...headers,
          ...(await this.authorization()),
        },
        ...(body === undefined ? {} : { body }),
      },
      signal,
    );
    requireSuccess(`${method} ${url}`, answer);
    // Another host or port, though of the same inventory, would speak for another machine.
    if (new URL(answer.url).host !== new URL(url).host)
      throw new OperationError('REDIRECT_REFUSED', `${url} is answered by ${answer.url}`);
    return answer;
  }

  private async authorization(): Promise<Readonly<Record<string, string>>> {
    const { user, password } = this.caller.input;
    if (user === undefined) return {};
    const { secrets } = this.caller.ports;
    const pair = `${await secrets.resolve(user)}:${await secrets.resolve(password ?? '')}`;
    return {
      authorization: `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(pair)))}`,
    };
  }
}

/**
 * An address that a resource names, absolute or relative to it; only ever at the same service: a machine that
 * names an address of another one would have that switched in its place.
 */
export function linked(resource: string, link: string): string {
  const url = URL.canParse(link, resource) ? new URL(link, resource) : undefined;
  if (url?.origin === new URL(resource).origin) return url.href;
  throw new OperationError('ANSWER_MALFORMED', `${resource} names '${link}' as an address`);
}

const PowerStates = {
  On: 'on',
  Off: 'off',
  PoweringOn: 'powering-on',
  PoweringOff: 'powering-off',
} as const;

/** Power states as connectors give them; anything else a machine says is unknown. */
export const PowerState = z.enum(['on', 'off', 'powering-on', 'powering-off']);
export type PowerState = z.infer<typeof PowerState>;

/** What a resource says of its power; nothing is ever sent on a state that is not known. */
export function powerStateOf(resource: string, said: string | null | undefined): PowerState {
  const state = Object.entries(PowerStates).find(([name]) => name === said)?.[1];
  if (state !== undefined) return state;
  throw new OperationError(
    'READING_UNKNOWN',
    `${resource} says its PowerState is ${JSON.stringify(said ?? null)}`,
  );
}

/** Whether a power state is the wanted one, or on its way to it. */
export function isOrBecomes(state: PowerState, wanted: 'on' | 'off'): boolean {
  return state === wanted || state === `powering-${wanted}`;
}

/** Parts of a ComputerSystem that tell which machine it is. */
export const Identity = { SerialNumber: z.string().nullish(), UUID: z.string().nullish() };

/** Throws TARGET_IDENTITY_WRONG unless a system is the machine of the inventory, by all that both name. */
export function requireIdentity(
  server: ServerRecord,
  system: {
    readonly SerialNumber?: string | null | undefined;
    readonly UUID?: string | null | undefined;
  },
): void {
  const pairs = [
    { name: 'serial', wanted: server.serial?.trim(), found: system.SerialNumber?.trim() },
    { name: 'uuid', wanted: server.uuid?.toLowerCase(), found: system.UUID?.toLowerCase() },
  ];
  const comparable = pairs.filter(
    ({ wanted, found }) => wanted !== undefined && found !== undefined,
  );
  const wrong = comparable.find(({ wanted, found }) => wanted !== found);
  if (wrong !== undefined) {
    throw new OperationError(
      'TARGET_IDENTITY_WRONG',
      `${server.bmc} has ${wrong.name} '${wrong.found ?? ''}', the inventory says '${wrong.wanted ?? ''}' for ${server.id}`,
    );
  }
  if (comparable.length > 0) return;
  throw new OperationError(
    'TARGET_IDENTITY_WRONG',
    `${server.bmc} reports neither the serial nor the uuid by which the inventory knows ${server.id}`,
  );
}
