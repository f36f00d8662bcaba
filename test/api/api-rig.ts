import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, LightMyRequestResponse as Response } from 'fastify';
import type { Route } from '../../api/define-route';
import { openDesk, type Desk } from '../../api/desk/desk';
import { buildServer } from '../../api/server';
import type { OidcSettings } from '../../api/settings';
import { stateFolder, type StateFolder } from '../../client/state-folder';
import type { Ledger } from '../../ledger/ledger';
import { openLedger } from '../../ledger/open-ledger';
import type { RunDriver } from '../support/run-driver';
import { viewRun } from '../support/view-plan';

export const PAGE = 'http://127.0.0.1:4000';
/** Where people reach it when there is a login provider. */
export const PUBLIC = 'https://blackstart.example';
export const TINY = 'tiny-20221015-abcdef';
const SECRET = 'a secret of this installation, 32 bytes long';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

interface Asked {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Address that it comes from. */
  readonly from?: string;
}

/** A browser: keeps the cookie that it is given. */
export class Browser {
  private readonly held = new Map<string, string>();

  constructor(
    private readonly server: FastifyInstance,
    private readonly from: string,
  ) {}

  /** As the header goes. */
  get cookie(): string {
    return [...this.held].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  set cookie(text: string) {
    this.held.clear();
    for (const part of text.split('; ').filter(Boolean)) {
      const at = part.indexOf('=');
      this.held.set(part.slice(0, at), part.slice(at + 1));
    }
  }

  /** Opens a fresh link. */
  async enter(): Promise<Response> {
    const { link } = (await this.links()).json<{ link: string }>();
    return await this.ask('GET', link.slice(PAGE.length));
  }

  links(authorization = `Bearer ${SECRET}`): Promise<Response> {
    return this.ask('POST', '/enter/links', { headers: { authorization } });
  }

  /** Opens a link and says who sits here. */
  async enterAs(person: string): Promise<this> {
    await this.enter();
    const chosen = await this.send('PUT', '/session', { person });
    if (chosen.statusCode !== 200) throw new Error(chosen.body);
    return this;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.ask('GET', `/api/v1${path}`, { headers });
  }

  /** A change as the page sends it. */
  send(
    method: Exclude<Method, 'GET'>,
    path: string,
    body: unknown = {},
    headers: Readonly<Record<string, string | undefined>> = {},
  ): Promise<Response> {
    const all: Readonly<Record<string, string | undefined>> = {
      origin: PAGE,
      'x-blackstart': '1',
      'idempotency-key': '00112233445566778899aabbccddeeff',
      ...headers,
    };
    const given = Object.entries(all).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    return this.ask(method, `/api/v1${path}`, { body, headers: Object.fromEntries(given) });
  }

  async ask(
    method: Method,
    url: string,
    { body, headers = {}, from }: Asked = {},
  ): Promise<Response> {
    const answer = await this.server.inject({
      method,
      url,
      remoteAddress: from ?? this.from,
      headers: {
        host: '127.0.0.1:4000',
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    for (const set of answer.cookies as { name: string; value: string }[])
      if (set.value === '') this.held.delete(set.name);
      else this.held.set(set.name, set.value);
    return answer;
  }
}

/** An API over a ledger of its own, in which one recovery waits for people; Temporal is not there. */
export class ApiRig {
  private browsers = 0;

  private constructor(
    readonly state: StateFolder,
    readonly server: FastifyInstance,
    readonly desk: Desk,
    readonly ledger: Ledger,
    readonly driver: RunDriver,
    private readonly clock: { now: number },
  ) {}

  static async make(
    options: {
      readonly pageFolder?: string;
      readonly requestMs?: number;
      readonly oidc?: OidcSettings;
    } = {},
  ): Promise<ApiRig> {
    const state = stateFolder(mkdtempSync(join(tmpdir(), 'blackstart-api-')));
    const ledger = await openLedger({ file: state.ledger });
    const { driver, parts } = viewRun();
    await ledger.putParts(parts.texts);
    await ledger.register({
      ...row(TINY, '2022-10-15T06:27:00.000Z'),
      planDigest: parts.planDigest,
    });
    await ledger.append(TINY, driver.entries);
    const desk = await openDesk(state, options.oidc === undefined ? 'link' : 'oidc');
    const clock = { now: Date.now() };
    const server = await buildServer({
      desk,
      places: () => ({
        local: new URL(PAGE),
        public: options.oidc === undefined ? undefined : new URL(PUBLIC),
      }),
      oidc: options.oidc,
      secret: SECRET,
      ...(options.requestMs === undefined ? {} : { requestMs: options.requestMs }),
      pageFolder: options.pageFolder ?? join(state.root, 'nothing'),
      now: () => clock.now,
      onAnswer: expectSchema,
    });
    return new ApiRig(state, server, desk, ledger, driver, clock);
  }

  /** A browser at an address of its own, unless it is told another one. */
  browser(from?: string): Browser {
    this.browsers += 1;
    return new Browser(this.server, from ?? `198.51.100.${String(this.browsers)}`);
  }

  /** Lets time pass for sessions and links. */
  pass(ms: number): void {
    this.clock.now += ms;
  }

  /** Lists another recovery of the same plan, without entries. */
  async list(id: string, startedAt: string): Promise<void> {
    const { planDigest } = (await this.ledger.recovery(TINY))!;
    await this.ledger.register({ ...row(id, startedAt), planDigest });
  }

  async remove(): Promise<void> {
    await this.server.close();
    await this.desk.close();
    await this.ledger.close();
    rmSync(this.state.root, { recursive: true, force: true });
  }
}

function row(id: string, startedAt: string): Omit<Parameters<Ledger['register']>[0], 'planDigest'> {
  return {
    id,
    workflowId: `drill/${id}`,
    mode: 'drill',
    simulated: false,
    speed: 1,
    runbook: 'tiny',
    title: 'Tiny plan',
    sites: ['tiny-site'],
    starter: 'ann',
    status: 'running',
    startedAt,
  };
}

/** Every answer is what its schema says, and holds nothing else. */
function expectSchema(route: Route, value: unknown): void {
  const told: unknown = JSON.parse(JSON.stringify(value));
  expect(route.answer?.parse(told)).toEqual(told);
}
