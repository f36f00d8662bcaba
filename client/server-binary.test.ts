import { chmodSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadServer } from './obtain-server';
import { resolveServerBinary } from './server-binary';

const before = { ...process.env };
const quiet = (): void => undefined;
const none = {
  download: () => Promise.reject(new Error('no network')),
  build: () => Promise.reject(new Error('no go')),
};

/** A source that leaves a binary in the draft folder. */
const source = (calls: string[], name: string) => (folder: string) => {
  calls.push(name);
  const binary = join(folder, 'temporal');
  writeFileSync(binary, name);
  chmodSync(binary, 0o755);
  return Promise.resolve(binary);
};

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'blackstart-cache-'));
  process.env['XDG_CACHE_HOME'] = folder;
  process.env['PATH'] = join(folder, 'bin');
  mkdirSync(join(folder, 'bin'));
});

afterEach(() => {
  process.env = { ...before };
});

const cached = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? '', 'blackstart/temporal-cli-1.5.1/temporal');

describe('the binary of the Temporal server', () => {
  it('is the one on PATH where there is one', async () => {
    const onPath = join(process.env['PATH'] ?? '', 'temporal');
    writeFileSync(onPath, '');
    chmodSync(onPath, 0o755);

    expect(await resolveServerBinary({ log: quiet }, none)).toBe(onPath);
  });

  it('is fetched, else built, and kept for the next time', async () => {
    const calls: string[] = [];
    const build = source(calls, 'build');

    const first = await resolveServerBinary({ log: quiet }, { ...none, build });
    const second = await resolveServerBinary({ log: quiet }, none);

    expect([first, second]).toEqual([cached(), cached()]);
    expect(calls).toEqual(['build']);
    expect(readdirSync(join(cached(), '..')).filter((name) => name.startsWith('draft'))).toEqual(
      [],
    );
  });

  it('is not built where it could be fetched', async () => {
    const calls: string[] = [];

    await resolveServerBinary(
      { log: quiet },
      { download: source(calls, 'download'), build: source(calls, 'build') },
    );

    expect(calls).toEqual(['download']);
  });

  it('is obtained once by two that ask at the same time', async () => {
    const calls: string[] = [];
    const sources = { ...none, build: source(calls, 'build') };

    const found = await Promise.all([
      resolveServerBinary({ log: quiet }, sources),
      resolveServerBinary({ log: quiet }, sources),
    ]);

    expect(found).toEqual([cached(), cached()]);
    expect(calls).toEqual(['build']);
  });

  it('is missing with all that was tried where nothing works', async () => {
    await expect(resolveServerBinary({ log: quiet }, none)).rejects.toMatchObject({
      code: 'SERVER_BINARY_MISSING',
      message: 'no network; no go',
    });
  });
});

describe('a fetched release', () => {
  let server: Server;

  beforeEach(async () => {
    server = createServer((_, answer) => answer.end('not the release'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const at = server.address();
    const port = typeof at === 'object' && at !== null ? at.port : 0;
    process.env['BLACKSTART_TEMPORAL_RELEASES'] = `http://127.0.0.1:${String(port)}`;
  });

  afterEach(() => {
    server.close();
  });

  it('is not used unless it has the checksum', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'blackstart-fetch-'));

    await expect(downloadServer(folder, quiet)).rejects.toThrow(
      /has sha256 \w+, not \w+: not used/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('fails at once where nobody listens', async () => {
    process.env['BLACKSTART_TEMPORAL_RELEASES'] = 'http://127.0.0.1:9';

    await expect(downloadServer('/nowhere', quiet)).rejects.toThrow(/could not be fetched/);
  });
});
