import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isJsonObject, type JsonObject } from '../model/json';
import { makeFolder } from './make-folder';

/** Name of a draft beside a file; no reader takes it for one. */
function draftOf(file: string): string {
  return `${file}.${String(process.pid)}-${randomBytes(4).toString('hex')}.draft`;
}

/** Writes a file so that readers see the old text or the new one, never half of it. Makes its folder. */
export async function writeByRename(file: string, text: string): Promise<void> {
  await makeFolder(dirname(file));
  const draft = draftOf(file);
  try {
    await writeFile(draft, text);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Writes a file, readable by its owner alone, unless it is there already; false where it was. */
export async function writeOnce(file: string, text: string): Promise<boolean> {
  const draft = draftOf(file);
  try {
    await writeFile(draft, text, { mode: 0o600 });
    await link(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** The object that a JSON file holds; undefined where there is no file, or none that holds an object. */
export async function readJsonFile(file: string): Promise<JsonObject | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `code` of an error of the system, such as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  const code = isJsonObject(error) ? error['code'] : undefined;
  return typeof code === 'string' ? code : undefined;
}
