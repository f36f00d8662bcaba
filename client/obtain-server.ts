import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SERVER_VERSION } from './find-server-binary';
import type { Log } from './log';

/** Where Temporal publishes its releases; BLACKSTART_TEMPORAL_RELEASES names a mirror with the same layout. */
const RELEASES = 'https://github.com/temporalio/cli/releases/download';

/** A machine without a network must find out soon, ms. */
const CONNECT_MS = 2000;
const DOWNLOAD_MS = 5 * 60_000;

/** SHA-256 of the release archives of SERVER_VERSION; BLACKSTART_TEMPORAL_SHA256 stands in for another. */
const CHECKSUMS: Readonly<Record<string, string>> = {
  linux_amd64: 'ddc95e08b0b076efd4ea9733a3f488eb7d2be875f8834e616cd2a37358b4852d',
  linux_arm64: 'bd1b0db9f18b051026de8bf6cc1505f2510f14bbb7a8b9a4a91fff46c77454f5',
  darwin_amd64: 'bbb73e2a31135abe50a1f1cdb35030c42961df618e8ce9c60ae89f201540c5d9',
  darwin_arm64: 'cca01b7ea35ad56e2a328d9ae596bf716bd22313ef63c7a761c88354457c2415',
};

/** Fetches Temporal's release into a folder, checks its sum and unpacks it; gives the binary's path. */
export async function downloadServer(folder: string, log: Log): Promise<string> {
  const platform = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const sum = process.env['BLACKSTART_TEMPORAL_SHA256'] ?? CHECKSUMS[platform];
  if (sum === undefined) throw new Error(`no checksum of a release for ${platform} is known`);
  const base = process.env['BLACKSTART_TEMPORAL_RELEASES'] ?? RELEASES;
  const name = `temporal_cli_${SERVER_VERSION}_${platform}.tar.gz`;
  const url = `${base.replace(/\/$/, '')}/v${SERVER_VERSION}/${name}`;
  log(`fetching the Temporal server from ${url}`);
  const bytes = await bytesOf(url);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sum) throw new Error(`${url} has sha256 ${found}, not ${sum}: not used`);
  const archive = join(folder, name);
  await writeFile(archive, bytes);
  await run('tar', ['-xzf', archive, '-C', folder, 'temporal'], {});
  const binary = join(folder, 'temporal');
  await chmod(binary, 0o755);
  return binary;
}

async function bytesOf(url: string): Promise<Buffer> {
  // Loaded here, since it is needed once for a machine and takes its time.
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  const dispatcher = new EnvHttpProxyAgent({ connect: { timeout: CONNECT_MS } });
  try {
    const answer = await fetch(url, { dispatcher, signal: AbortSignal.timeout(DOWNLOAD_MS) });
    if (!answer.ok) throw new Error(`${url} answered ${String(answer.status)}`);
    return Buffer.from(await answer.arrayBuffer());
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new Error(
      `${url} could not be fetched: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause: error },
    );
  } finally {
    await dispatcher.destroy();
  }
}

/** Builds the server by `go install` into a folder; gives the binary's path. */
export async function goInstallServer(folder: string, log: Log): Promise<string> {
  log(
    `building the Temporal server ${SERVER_VERSION} by go install, once for this user (about 4 minutes)`,
  );
  const target = `github.com/temporalio/cli/cmd/temporal@v${SERVER_VERSION}`;
  await run('go', ['install', '-ldflags', '-s -w', target], { GOBIN: folder });
  return join(folder, 'temporal');
}

/** Runs a program to its end; throws with its last words where it fails. */
function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let words = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text: string) => {
      words = `${words}${text}`.slice(-500);
    });
    child.once('error', (cause) => {
      reject(new Error(`${program} could not be started: ${cause.message}`, { cause }));
    });
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else
        reject(new Error(`${program} ended with ${String(code ?? 'a signal')}: ${words.trim()}`));
    });
  });
}
