import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperationError } from '../model/errors';
import { isJsonObject } from '../model/json';
import { makeFolder } from './make-folder';
import { isAlive } from './process-facts';
import type { StateFolder } from './state-folder';
import { readJsonFile, writeByRename, writeOnce } from './write-by-rename';

const LOOK_MS = 50;

/** The page is on this machine: an answer that takes longer never comes. */
const TIMEOUT_MS = 3000;

/** Where the page is. */
export interface PageRecord {
  readonly pid: number;
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
}

/** Says where the page is; the file stays when it ends, so that the next one takes the same port. */
export async function writePageRecord(state: StateFolder, record: PageRecord): Promise<void> {
  await writeByRename(state.page, `${JSON.stringify({ v: 1, ...record })}\n`);
}

/** Where the page is, or was last. */
export async function readPageRecord(state: StateFolder): Promise<PageRecord | undefined> {
  const found = await readJsonFile(state.page);
  const pid = found?.['pid'];
  const url = found?.['url'];
  return typeof pid === 'number' && typeof url === 'string' ? { pid, url } : undefined;
}

/** What proves to the page that a request for a link comes from whoever may read the keys; made on first use. */
export async function pageSecret(state: StateFolder): Promise<string> {
  await makeFolder(state.keys, 0o700);
  const file = join(state.keys, 'page.json');
  const fresh = randomBytes(32).toString('base64url');
  await writeOnce(file, `${JSON.stringify({ secret: fresh })}\n`);
  const secret = (await readJsonFile(file))?.['secret'];
  if (typeof secret === 'string' && secret.length >= 32) return secret;
  throw new OperationError('KEY_UNREADABLE', `${file}: it holds no secret`);
}

/** A link to the page that lets one person in, once, within 5 minutes; waits for a page that starts. Throws PAGE_NOT_UP. */
export async function freshLink(state: StateFolder, withinMs = 0): Promise<string> {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      return await askForLink(state);
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await sleep(LOOK_MS);
  }
}

async function askForLink(state: StateFolder): Promise<string> {
  const record = await readPageRecord(state);
  if (record === undefined || !isAlive(record.pid))
    throw new OperationError('PAGE_NOT_UP', `no page runs for ${state.root}`);
  const secret = await pageSecret(state);
  try {
    const answer = await fetch(`${record.url}/enter/links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const said: unknown = await answer.json();
    const link = isJsonObject(said) ? said['link'] : undefined;
    if (typeof link === 'string') return link;
    throw new Error(`status ${String(answer.status)}`);
  } catch (cause) {
    throw new OperationError('PAGE_NOT_UP', `${record.url} does not answer as it should`, {
      cause,
    });
  }
}
