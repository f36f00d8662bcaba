import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isJsonObject } from '../model/json';

/** Folder of the installed package: the nearest one above that has a package.json. */
function packageRoot(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) || dirname(folder) === folder) return folder;
  }
}

/** Path of a built program of this package, such as `worker/main.js`. */
export function builtFile(name: string): string {
  return join(packageRoot(), 'dist', name);
}

/** Path of something that comes with this package, such as `runbooks`. */
export function installedFile(name: string): string {
  return join(packageRoot(), name);
}

/** Version of this package. */
export function packageVersion(): string {
  const read: unknown = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  const version = isJsonObject(read) ? read['version'] : undefined;
  return typeof version === 'string' ? version : '0.0.0';
}
