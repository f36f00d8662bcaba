import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import { Fault } from '../../model/schema/fault';
import { siteSettings, type SiteSettings } from '../site/site-settings';
import { startLab, type StartedLab } from '../start-lab';
import { smallInventory } from './small-site';

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly json: JsonObject;
}

/** A lab of the small inventory on loopback, its time in the test's hands, in a folder of its own. */
export class RunningLab {
  private time = 0;
  private lab: StartedLab | undefined;
  readonly folder = mkdtempSync(join(tmpdir(), 'blackstart-lab-'));

  async start(
    settings: Partial<SiteSettings> = {},
    faults: readonly object[] = [],
  ): Promise<void> {
    const began = Date.parse('2026-01-01T00:00:00Z');
    this.lab = await startLab({
      id: 'test',
      inventory: smallInventory(),
      settings: { ...siteSettings(1, undefined), ...settings },
      faults: faults.map((fault) => Fault.parse(fault)),
      speed: 10,
      folder: this.folder,
      real: { monotonic: () => this.time, wall: () => began + this.time },
    });
  }

  /** Lets lab time pass; it is noticed at the next call. */
  pass(labMs: number): void {
    this.time += labMs / 10;
  }

  addressOf(host: string): { readonly host: string; readonly port: number } {
    const [name = '', port] = (this.lab?.hosts[host] ?? '').split(':');
    if (port === undefined) throw new Error(`the lab has no host '${host}'`);
    return { host: name, port: Number(port) };
  }

  /** Calls a URL of the inventory; undefined where the connection ended without an answer. */
  http(
    url: string,
    options: {
      readonly method?: string;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<Answer | undefined> {
    const { host, hostname, port, pathname, search } = new URL(url);
    const at = this.addressOf(`${hostname}:${port === '' ? '80' : port}`);
    return new Promise((done, failed) => {
      const call = request(
        {
          ...at,
          path: `${pathname}${search}`,
          method: options.method ?? 'GET',
          headers: { host, ...options.headers },
        },
        (response) => {
          let body = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => (body += chunk));
          response.on('end', () => done({ status: response.statusCode ?? 0, body, json: jsonOf(body) }));
        },
      );
      call.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNRESET') done(undefined);
        else failed(error);
      });
      call.end(options.body === undefined ? undefined : JSON.stringify(options.body));
    });
  }

  post(url: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer | undefined> {
    return this.http(url, { method: 'POST', body, ...(headers === undefined ? {} : { headers }) });
  }

  /** Sends text to a host of lines and gives all that came back until it closed. */
  talk(host: string, text: string): Promise<string> {
    return new Promise((done, failed) => {
      let said = '';
      const socket = connect(this.addressOf(host));
      socket.setEncoding('utf8');
      socket.on('data', (chunk: string) => (said += chunk));
      socket.on('error', failed);
      socket.on('close', () => done(said));
      socket.write(text);
    });
  }

  /** Asks the lab's control as its file says; no token where `token` is false. */
  async control(
    method: string,
    path: string,
    body?: unknown,
    token = true,
  ): Promise<{ readonly status: number; readonly json: JsonObject }> {
    const file = jsonOf(readFileSync(join(this.folder, 'control.json'), 'utf8'));
    const answer = await fetch(`${textOf(file['url'])}${path}`, {
      method,
      headers: token ? { authorization: `Bearer ${textOf(file['token'])}` } : {},
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, json: jsonOf(await answer.text()) };
  }

  /** Makes a fault happen through the control; gives its id. */
  async fault(fault: object): Promise<string> {
    const { status, json } = await this.control('POST', '/faults', fault);
    if (status !== 201) throw new Error(JSON.stringify(json));
    return textOf(json['id']);
  }

  /** What hosts.json says of a host. */
  fileAddress(host: string): string | undefined {
    const hosts = jsonOf(readFileSync(join(this.folder, 'hosts.json'), 'utf8'))['hosts'];
    return isJsonObject(hosts) ? textOf(hosts[host]) : undefined;
  }

  /** Whether a connection to a host is taken. */
  isOpen(host: string): Promise<boolean> {
    return new Promise((done) => {
      const socket = connect(this.addressOf(host));
      socket.on('connect', () => {
        done(true);
        socket.destroy();
      });
      socket.on('error', () => done(false));
    });
  }

  /** Lines of one of the lab's files. */
  lines(name: string): readonly JsonObject[] {
    const text = readFileSync(join(this.folder, name), 'utf8');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map(jsonOf);
  }

  /** What was done to the site, by the journal. */
  calls(): readonly JsonObject[] {
    return this.lines('journal.ndjson').filter(({ action }) => action !== 'event');
  }

  async close(): Promise<void> {
    const { lab } = this;
    this.lab = undefined;
    await lab?.close();
  }

  async stop(): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function jsonOf(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}
