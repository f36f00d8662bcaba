import { createHmac } from 'node:crypto';
import { OperationError } from '../../model/errors';
import type { JsonObject } from '../../model/json';
import type { TargetObject } from '../../model/plan/plan';
import type { HttpAnswer, HttpRequest, LineConnection, Ports } from '../../activities/ports/ports';

export const NOW = Date.parse('2026-01-01T00:00:05Z');

type Page = (request: HttpRequest) => {
  status: number;
  body: string;
  headers?: Record<string, string>;
};

const system = (id: string, power: string, policy: string): Record<string, unknown> => ({
  '@odata.id': `/redfish/v1/Systems/${id}`,
  SerialNumber: `SN-${id}`,
  UUID: `00000000-0000-4000-8000-00000000${id}`,
  PowerState: power,
  PowerRestorePolicy: policy,
  Actions: {
    '#ComputerSystem.Reset': {
      target: `/redfish/v1/Systems/${id}/Actions/ComputerSystem.Reset`,
      'ResetType@Redfish.AllowableValues': ['On', 'ForceOff', 'GracefulShutdown'],
    },
  },
});

/** The site that the examples of the connectors speak of, in memory. Everything in it may be changed by a test. */
export class FakeSite {
  readonly systems = new Map([
    ['a001', system('a001', 'Off', 'LastState')],
    ['a002', system('a002', 'On', 'AlwaysOff')],
  ]);
  readonly outlets = new Map([
    ['s1', 'On'],
    ['s2', 'Off'],
  ]);
  /** W that an outlet carries; 0 where not set. */
  readonly loads = new Map<string, number>();
  /** What else the meters of outlets say, by section. */
  readonly meters = new Map<string, JsonObject>();
  readonly pages = new Map<string, Page>();
  readonly openPorts = new Set(['tcp://a001.pangyo.example:22']);
  readonly weights = new Map([
    ['talk-be/pangyo', 5],
    ['mail-be/pangyo', 0],
  ]);
  /** Lines that each address answers to each line sent to it. */
  readonly lines = new Map<string, (sent: string) => readonly string[]>();
  readonly mails = new Map<string, string>();
  readonly events = new Map<string, { body: string; signature: string | undefined }>();
  readonly logged = new Map<string, string>();
  /** Every changing call, in order. */
  readonly changes: string[] = [];
  readonly secrets = new Map([['secret://env/HOOK_SECRET', 'hush']]);
  readonly requests: HttpRequest[] = [];

  constructor() {
    const bmc = (id: string): string => `http://bmc-${id}.pangyo.example/redfish/v1/Systems/${id}`;
    for (const [id, resource] of this.systems) {
      this.pages.set(bmc(id), (request) => this.systemPage(request, resource));
      this.pages.set(`${bmc(id)}/Actions/ComputerSystem.Reset`, (request) => {
        resource['PowerState'] = field(request, 'ResetType') === 'On' ? 'On' : 'Off';
        return this.changed(request);
      });
    }
    const pdu = 'http://pdu-a.pangyo.example/redfish/v1/PowerEquipment/RackPDUs/pdu-a';
    this.page(`${pdu}/Metrics`, {
      PowerWatts: { Reading: 12500 },
      SampleTime: '2026-01-01T00:00:00Z',
    });
    for (const id of this.outlets.keys()) {
      this.pages.set(`${pdu}/Outlets/${id}`, () => ok(this.outlet(id)));
      this.pages.set(`${pdu}/Outlets/${id}/Actions/Outlet.PowerControl`, (request) => {
        this.outlets.set(id, field(request, 'PowerState'));
        return this.changed(request);
      });
    }
    this.page('http://talk.pangyo.example/health', { healthy: true });
    this.pages.set('http://mail-app.pangyo.example/health', () => ({
      status: 503,
      body: 'starting',
    }));
    this.pages.set('http://deploy.pangyo.example/v1/freeze', (request) => {
      this.changed(request);
      return { status: 200, body: request.body ?? '' };
    });
    this.pages.set('http://hooks.pangyo.example/blackstart', (request) => {
      const signature = request.headers?.['x-blackstart-signature'];
      this.events.set(field(request, 'id'), { body: request.body ?? '', signature });
      return { status: 202, body: '' };
    });
    this.sample('max(inlet_celsius{feed="feed-a"})', {}, '23.5');
    this.sample('min(timestamp(inlet_celsius{feed="feed-a"}))', {}, '1767225600');
    this.lines.set('nut://ups-a.pangyo.example:3493/ups-a', upsd);
    this.lines.set('tcp://lb.pangyo.example:9999', (sent) => this.haproxy(sent));
  }

  page(url: string, body: unknown, headers: Record<string, string> = {}): void {
    this.pages.set(url, () => ({ status: 200, body: JSON.stringify(body), headers }));
  }

  /** What Prometheus answers to a query. */
  sample(query: string, metric: Record<string, string>, value: string): void {
    this.answer(query, { resultType: 'vector', result: [{ metric, value: [NOW / 1000, value] }] });
  }

  answer(query: string, data: unknown): void {
    this.page(queryUrl(query), { status: 'success', data });
  }

  /** All of its state that a call may change; mails and events by the id by which receivers drop repeats. */
  state(): string {
    return JSON.stringify(
      [this.systems, this.outlets, this.weights, this.mails, this.events, this.logged].map(
        (map) => [...map.entries()],
      ),
    );
  }

  target(ref: { readonly kind: string; readonly id: string }): TargetObject {
    const found = OBJECTS.find((object) => object.kind === ref.kind && object.id === ref.id);
    if (found === undefined) throw new Error(`the fake site has no ${ref.kind} '${ref.id}'`);
    return found;
  }

  ports(): Ports {
    return {
      http: {
        request: (request, signal) => {
          signal.throwIfAborted();
          return Promise.resolve(this.http(request));
        },
      },
      tcp: {
        connect: (address, _options, signal) => {
          signal.throwIfAborted();
          return Promise.resolve(this.connect(address));
        },
      },
      mail: {
        send: (mail) => {
          this.mails.set(mail.messageId, JSON.stringify(mail));
          return Promise.resolve({ accepted: mail.to, rejected: [] });
        },
      },
      exec: {
        run: ({ argv }) =>
          Promise.resolve({
            exitCode: argv[0] === 'false' ? 1 : 0,
            signal: null,
            stdout:
              argv[0] === 'pg_isready' ? 'accepting connections\n' : `fenced ${argv[2] ?? ''}\n`,
            stderr: '',
          }),
      },
      secrets: {
        resolve: (reference) => Promise.resolve(this.secrets.get(reference) ?? reference),
        hmacSha256: (reference, text) =>
          Promise.resolve(
            createHmac('sha256', this.secrets.get(reference) ?? reference)
              .update(text)
              .digest('hex'),
          ),
      },
      log: {
        write: ({ message, fields }) =>
          void this.logged.set(String(fields['messageId']), `${message}|${String(fields['text'])}`),
      },
      clock: { now: () => NOW, sleep: () => Promise.resolve() },
    };
  }

  private http(request: HttpRequest): HttpAnswer {
    this.requests.push(request);
    const answer = this.pages.get(request.url)?.(request) ?? { status: 404, body: '' };
    return { headers: {}, ...answer, url: request.url };
  }

  private systemPage(request: HttpRequest, resource: Record<string, unknown>): ReturnType<Page> {
    if (request.method !== 'PATCH') return { ...ok(resource), headers: { etag: '"1"' } };
    resource['PowerRestorePolicy'] = field(request, 'PowerRestorePolicy');
    return this.changed(request);
  }

  private outlet(id: string): JsonObject {
    const target = `/redfish/v1/PowerEquipment/RackPDUs/pdu-a/Outlets/${id}/Actions/Outlet.PowerControl`;
    return {
      Id: id,
      PowerState: this.outlets.get(id) ?? '',
      PowerWatts: { Reading: this.loads.get(id) ?? 0, ...this.meters.get(id) },
      Actions: {
        '#Outlet.PowerControl': {
          target,
          'PowerState@Redfish.AllowableValues': ['On', 'Off'],
        },
      },
    };
  }

  private changed(request: HttpRequest): ReturnType<Page> {
    this.changes.push(`${request.method ?? 'GET'} ${request.url} ${request.body ?? ''}`);
    return { status: 204, body: '' };
  }

  private haproxy(sent: string): readonly string[] {
    const [verb, , name = '', weight = ''] = sent.split(' ');
    if (!this.weights.has(name)) return ['No such server.', ''];
    if (verb === 'get') return [`${this.weights.get(name) ?? 0} (initial 100)`, ''];
    this.changes.push(sent);
    this.weights.set(name, Number(weight.replace('%', '')));
    return [''];
  }

  private connect(address: string): LineConnection {
    const answer = this.lines.get(address);
    if (answer === undefined && !this.openPorts.has(address))
      throw new OperationError('TARGET_UNREACHABLE', `${address}: connect ECONNREFUSED`);
    const lines: string[] = [];
    return {
      send: (text) => {
        lines.push(...(answer?.(text.replace(/\n$/, '')) ?? []));
        return Promise.resolve();
      },
      readLine: () => Promise.resolve(lines.shift()),
      close: () => undefined,
    };
  }
}

export function queryUrl(query: string): string {
  const url = new URL('http://prometheus.pangyo.example:9090/api/v1/query');
  url.searchParams.set('query', query);
  return url.href;
}

/** What upsd says of a UPS, for tests to bend. */
export function upsd(sent: string): readonly string[] {
  if (sent !== 'LIST VAR ups-a') return ['OK Goodbye'];
  return [
    'BEGIN LIST VAR ups-a',
    'VAR ups-a battery.charge "98"',
    'VAR ups-a battery.runtime "1260"',
    'VAR ups-a device.model "Say \\"when\\""',
    'VAR ups-a ups.load "41.5"',
    'VAR ups-a ups.status "OL CHRG"',
    'END LIST VAR ups-a',
  ];
}

function ok(body: unknown): { status: number; body: string } {
  return { status: 200, body: JSON.stringify(body) };
}

function field(request: HttpRequest, name: string): string {
  return String((JSON.parse(request.body ?? '{}') as Record<string, unknown>)[name]);
}

function server(id: string): TargetObject {
  const bmc = `http://bmc-${id}.pangyo.example/redfish/v1/Systems/${id}`;
  return {
    kind: 'server',
    id,
    addresses: [bmc],
    record: { id, bmc, serial: `SN-${id}`, uuid: `00000000-0000-4000-8000-00000000${id}` },
  };
}

function service(id: string, backend: string): TargetObject {
  const address = 'tcp://lb.pangyo.example:9999';
  return {
    kind: 'service',
    id,
    addresses: [address],
    record: { id, tier: 1, traffic: { address, backend, server: 'pangyo' } },
  };
}

function channel(id: string, uses: string, settings: JsonObject, address?: string): TargetObject {
  return {
    kind: 'channel',
    id,
    addresses: address === undefined ? [] : [address],
    record: { id, uses, public: false, with: settings },
  };
}

const PDU = 'http://pdu-a.pangyo.example/redfish/v1/PowerEquipment/RackPDUs/pdu-a';
const MAIL = 'smtp://mail.pangyo.example:25';
const HOOK = 'http://hooks.pangyo.example/blackstart';
const OBJECTS: readonly TargetObject[] = [
  server('a001'),
  server('a002'),
  {
    kind: 'pdu',
    id: 'pdu-a',
    addresses: [PDU],
    record: { id: 'pdu-a', address: PDU, sections: ['s1', 's2'] },
  },
  {
    kind: 'ups',
    id: 'ups-a',
    addresses: ['nut://ups-a.pangyo.example:3493/ups-a'],
    record: { id: 'ups-a', address: 'nut://ups-a.pangyo.example:3493/ups-a' },
  },
  service('talk', 'talk-be'),
  service('mail', 'mail-be'),
  {
    kind: 'endpoint',
    id: 'prometheus',
    addresses: ['http://prometheus.pangyo.example:9090'],
    record: {
      id: 'prometheus',
      kind: 'prometheus',
      address: 'http://prometheus.pangyo.example:9090',
    },
  },
  channel('ops-log', 'notify.log', {}),
  channel(
    'ops-mail',
    'notify.mail',
    { server: MAIL, from: 'Blackstart <blackstart@pangyo.example>', to: ['ops@pangyo.example'] },
    MAIL,
  ),
  channel('status-page', 'notify.webhook', { url: HOOK, secret: 'secret://env/HOOK_SECRET' }, HOOK),
];
