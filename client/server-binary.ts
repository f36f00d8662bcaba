import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperationError } from '../model/errors';
import { cachedServerBinary, findServerBinary, serverCacheFolder } from './find-server-binary';
import { downloadServer, goInstallServer } from './obtain-server';
import type { Log } from './log';
import { takeLock, type HeldLock } from './process-lock';

/** How often one that waits for another's build looks again, ms. */
const LOOK_AGAIN_MS = 250;

/** How often a long build says that it is still at work, ms. */
const STILL_AT_WORK_MS = 20_000;

/** How the binary can be had; a test gives its own. */
export interface ServerSources {
  readonly download: (folder: string, log: Log) => Promise<string>;
  readonly build: (folder: string, log: Log) => Promise<string>;
}

/**
 * Path of a Temporal server binary: `temporal` on PATH, else the cached copy, else Temporal's release, else built
 * by `go install`, once for this user. Throws SERVER_BINARY_MISSING with what was tried.
 */
export async function resolveServerBinary(
  options: { readonly log: Log },
  sources: ServerSources = { download: downloadServer, build: goInstallServer },
): Promise<string> {
  const { log } = options;
  await mkdir(serverCacheFolder(), { recursive: true });
  let lock: HeldLock | undefined;
  for (let told = false; ; told = true) {
    const found = await findServerBinary();
    if (found !== undefined) return found;
    lock = takeLock(join(serverCacheFolder(), 'obtaining.lock'), 0);
    if (lock !== undefined) break;
    if (!told) log('another process fetches or builds the Temporal server: waiting for it');
    await sleep(LOOK_AGAIN_MS);
  }
  try {
    return await obtain(log, sources);
  } finally {
    lock.release();
  }
}

async function obtain(log: Log, sources: ServerSources): Promise<string> {
  // Whoever held the lock just before may have been done.
  const found = await findServerBinary();
  if (found !== undefined) return found;
  const draft = await mkdtemp(join(serverCacheFolder(), 'draft-'));
  const started = Date.now();
  const ticker = setInterval(() => {
    log(`still at work, ${String(Math.round((Date.now() - started) / 1000))} s`);
  }, STILL_AT_WORK_MS);
  const tried: string[] = [];
  try {
    for (const source of [sources.download, sources.build]) {
      try {
        await rename(await source(draft, log), cachedServerBinary());
        return cachedServerBinary();
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        log(`no luck: ${message}`);
        tried.push(message);
      }
    }
    throw new OperationError('SERVER_BINARY_MISSING', tried.join('; '));
  } finally {
    clearInterval(ticker);
    await rm(draft, { recursive: true, force: true });
  }
}
