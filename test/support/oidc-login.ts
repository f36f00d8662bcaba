import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const PROGRAM = resolve(__dirname, 'oidc-server.mjs');

/** A login provider in a process of its own. */
export class TestProvider {
  private constructor(
    readonly issuer: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(
    callback: string,
    secret: string,
    groups: Readonly<Record<string, readonly string[]>>,
  ): Promise<TestProvider> {
    const folder = mkdtempSync(join(tmpdir(), 'blackstart-oidc-'));
    const file = join(folder, 'groups.json');
    writeFileSync(file, JSON.stringify(groups));
    const child = spawn(process.execPath, ['--no-warnings', PROGRAM, file, callback, secret], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout });
    const issuer = await new Promise<string>((done, fail) => {
      lines.on('line', (line) => {
        if (line.startsWith('http')) done(line);
      });
      child.once('exit', (code) => fail(new Error(`the provider ended with ${String(code)}`)));
    });
    return new TestProvider(issuer, child, folder);
  }

  /** What people's groups are from now on; who is left out is not known any more. */
  change(groups: Readonly<Record<string, readonly string[]>>): void {
    writeFileSync(join(this.folder, 'groups.json'), JSON.stringify(groups));
  }

  /** Signs in at the provider as a browser would; gives the address that it sends the browser back to. */
  async signIn(start: string, person: string): Promise<URL> {
    const jar = new Map<string, string>();
    const visit = async (
      url: string,
      form?: Readonly<Record<string, string>>,
    ): Promise<Response> => {
      const answer = await fetch(url, {
        redirect: 'manual',
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
      });
      for (const set of answer.headers.getSetCookie()) {
        const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=');
        jar.set(name, value);
      }
      return answer;
    };
    let at = start;
    for (let hops = 0; hops < 10; hops += 1) {
      if (!at.startsWith(this.issuer)) return new URL(at);
      const answer = await visit(at);
      const next =
        answer.status === 200
          ? await visit(at, { prompt: 'login', login: person, password: 'any' })
          : answer;
      at = new URL(next.headers.get('location') ?? '', at).href;
    }
    throw new Error(`it went round and round at ${at}`);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = new Promise((done) => this.child.once('exit', done));
      this.child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
