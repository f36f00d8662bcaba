import { readdir, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { makeFolder } from './make-folder';
import { installedFile } from './installed-file';
import type { StateFolder } from './state-folder';
import { readJsonFile, writeByRename } from './write-by-rename';

/** Folders that are remembered, the newest first. */
const MOST_REMEMBERED = 50;

function rememberedFile(state: StateFolder): string {
  return join(state.root, 'scenarios.json');
}

/** Remembers where a scenario is that something was started from, so that pages can offer it again. */
export async function rememberScenario(state: StateFolder, path: string): Promise<void> {
  const full = resolve(path);
  const before = await remembered(state);
  if (before[0] === full) return;
  const paths = [full, ...before.filter((one) => one !== full)].slice(0, MOST_REMEMBERED);
  await makeFolder(state.root);
  await writeByRename(rememberedFile(state), JSON.stringify({ v: 1, paths }));
}

/**
 * Absolute paths of the scenarios that this installation knows: those in the folders that BLACKSTART_RUNBOOKS names,
 * those that something was started from, and those that came with the package. One that is gone is left out.
 */
export async function knownScenarios(state: StateFolder): Promise<readonly string[]> {
  const named = (process.env['BLACKSTART_RUNBOOKS'] ?? '').split(delimiter).filter(Boolean);
  const shipped = installedFile('runbooks');
  const paths = [
    ...(await Promise.all(named.map(scenariosIn))).flat(),
    ...(await remembered(state)),
    ...(await scenariosIn(shipped)),
  ];
  const found = await Promise.all(
    [...new Set(paths)].map(async (path) => ((await exists(path)) ? [path] : [])),
  );
  return found.flat();
}

async function remembered(state: StateFolder): Promise<readonly string[]> {
  const paths = (await readJsonFile(rememberedFile(state)))?.['paths'];
  return Array.isArray(paths) ? paths.filter((one) => typeof one === 'string') : [];
}

/** A folder that holds YAML is a scenario; of another one the folders in it are. */
async function scenariosIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (entries.some((one) => one.isFile() && /\.ya?ml$/.test(one.name))) return [resolve(folder)];
  return entries
    .filter((one) => one.isDirectory())
    .map((one) => resolve(folder, one.name))
    .sort();
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
