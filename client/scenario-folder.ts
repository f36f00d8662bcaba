import type { Stats } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { OperationError } from '../model/errors';
import type { SourceFile } from '../model/compile/scenario';

const YAML = /\.ya?ml$/;

/**
 * The files of a scenario: of a folder all YAML in it and in its `drills`; of a file that file with the
 * inventories, roster and drills beside it. Paths are given as they were named. Throws SCENARIO_UNREADABLE.
 */
export async function readScenario(path: string): Promise<readonly SourceFile[]> {
  const isFolder = (await statOf(path)).isDirectory();
  const folder = isFolder ? path : folderOf(path);
  const beside = await yamlIn(folder);
  const drills = await yamlIn(join(folder, 'drills'));
  const own = isFolder ? [] : [normalize(path)];
  const names = [
    ...new Set([...own, ...beside.filter((one) => isFolder || isShared(one)), ...drills]),
  ];
  if (names.length === 0)
    throw new OperationError('SCENARIO_UNREADABLE', `'${path}' holds no YAML files`);
  return await Promise.all(names.map(async (file) => ({ file, bytes: await bytesOf(file) })));
}

/** Reading a pipe or a device might never end. */
async function bytesOf(file: string): Promise<Uint8Array> {
  if (!(await statOf(file)).isFile()) throw unreadable(file, 'it is no regular file');
  return await readFile(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
}

async function statOf(path: string): Promise<Stats> {
  return await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
}

/** A drill stands one folder below its scenario. */
function folderOf(path: string): string {
  const folder = dirname(path);
  return /(^|[/\\])drills$/.test(folder) ? dirname(folder) : folder;
}

/** Inventories and the roster belong to every runbook of their folder; other runbooks do not. */
function isShared(file: string): boolean {
  return /(^|[/\\])(inventory|roster)[^/\\]*$/.test(file);
}

async function yamlIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => YAML.test(name))
    .sort()
    .map((name) => normalize(join(folder, name)));
}

function unreadable(path: string, cause: unknown): OperationError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new OperationError('SCENARIO_UNREADABLE', `'${path}' cannot be read: ${reason}`, {
    cause,
  });
}
