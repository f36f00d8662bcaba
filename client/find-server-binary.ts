import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Version of the Temporal CLI that is fetched or built: the newest stable one that `go install` can build. */
export const SERVER_VERSION = '1.5.1';

/** Folder outside the checkout that keeps the server binary for every installation of this user. */
export function serverCacheFolder(): string {
  const cache = process.env['XDG_CACHE_HOME'];
  const base = cache === undefined || cache === '' ? join(homedir(), '.cache') : cache;
  return join(base, 'blackstart', `temporal-cli-${SERVER_VERSION}`);
}

/** Where the cached binary stands, or will. */
export function cachedServerBinary(): string {
  return join(serverCacheFolder(), 'temporal');
}

/** The binary that is there already: `temporal` on PATH, else the cached copy; undefined where there is none. */
export async function findServerBinary(): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const path of [...folders.map((folder) => join(folder, 'temporal')), cachedServerBinary()]) {
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
