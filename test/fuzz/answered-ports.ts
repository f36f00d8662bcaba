import type { HttpRequest, Ports } from '../../activities/ports/ports';
import type { JsonObject } from '../../model/json';
import type { TargetObject } from '../../model/plan/plan';

/** Time of everything that answers without sockets, ms since 1970. */
export const NOW = Date.parse('2026-01-01T00:00:30Z');

export interface TextAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** Where it came from in the end; by default where it was asked for. */
  readonly url?: string;
}

/** The objects of a small site, all at one address. */
export function objectsAt(
  host: string,
  linePort = '3493',
  mail = 'smtp://mail.example:25',
): readonly TargetObject[] {
  const http = `http://${host}`;
  const line = `${host.replace(/:\d+$/, '')}:${linePort}`;
  const object = (
    kind: TargetObject['kind'],
    id: string,
    address: string,
    record: JsonObject,
  ): TargetObject => ({
    kind,
    id,
    addresses: [address],
    record: { id, ...record },
  });
  const traffic = { address: `tcp://${line}`, backend: 'talk-be', server: 'site' };
  return [
    object('pdu', 'pdu-a', `${http}/pdu`, { address: `${http}/pdu`, sections: ['s1'] }),
    object('server', 'a001', `${http}/bmc`, { bmc: `${http}/bmc`, serial: 'SN-1' }),
    object('ups', 'ups-a', `nut://${line}/ups-a`, { address: `nut://${line}/ups-a` }),
    object('service', 'talk', `tcp://${line}`, { traffic }),
    object('endpoint', 'prometheus', http, { kind: 'prometheus', address: http }),
    object('channel', 'mail', mail, {
      uses: 'notify.mail',
      public: false,
      with: { server: mail, from: 'a@example.example', to: ['b@example.example'] },
    }),
  ];
}

/** Ports whose answers are given texts; every change that leaves is kept in `sent`. */
export function answeredPorts(
  page: (path: string, request: HttpRequest) => TextAnswer,
  lines: (sent: string) => readonly string[] = () => [],
  sent: string[] = [],
): Ports {
  const none = (): never => {
    throw new Error('no such port here');
  };
  return {
    http: {
      request: (request) => {
        const { pathname, search, hostname } = new URL(request.url);
        if (request.method !== undefined && request.method !== 'GET')
          sent.push(`${request.method} ${hostname}${pathname} ${request.body ?? ''}`);
        const answer = page(pathname + search, request);
        return Promise.resolve({ status: 200, headers: {}, url: request.url, ...answer });
      },
    },
    tcp: {
      connect: () => {
        const waiting: string[] = [];
        return Promise.resolve({
          send: (text) => Promise.resolve(void waiting.push(...lines(text.trimEnd()))),
          readLine: () => Promise.resolve(waiting.shift()),
          close: () => undefined,
        });
      },
    },
    mail: { send: none },
    exec: { run: none },
    secrets: {
      resolve: (reference) => Promise.resolve(reference.replace('secret://env/', 'secret-')),
      hmacSha256: none,
    },
    log: { write: none },
    clock: { now: () => NOW, sleep: () => Promise.resolve() },
  };
}
