import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { OperationError } from '../model/errors';
import { isJsonObject, type Json } from '../model/json';
import { makeFolder } from './make-folder';
import type { StateFolder } from './state-folder';
import { readJsonFile, writeByRename } from './write-by-rename';

/** How every token begins, so that one that was left lying about is known for what it is. */
const PREFIX = 'bst_';

/** A token of a machine as it is kept: by its digest alone. */
export interface MachineToken {
  readonly name: string;
  /** SHA-256 of the token, hex. */
  readonly digest: string;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  readonly expiresAt: string;
}

function tokensFile(state: StateFolder): string {
  return join(state.keys, 'tokens.json');
}

/** Tokens that were made and not taken back; some may have run out. */
export async function machineTokens(state: StateFolder): Promise<readonly MachineToken[]> {
  const found = (await readJsonFile(tokensFile(state)))?.['tokens'];
  const tokens: readonly Json[] = Array.isArray(found) ? found : [];
  return tokens.flatMap((one) => tokenOf(one) ?? []);
}

/** Makes a token for a machine; it is told once. Throws USAGE where the name is taken. */
export async function makeToken(
  state: StateFolder,
  name: string,
  forMs: number,
  now: Date,
): Promise<string> {
  const tokens = await machineTokens(state);
  if (!/^[a-z0-9][a-z0-9-]{0,59}$/.test(name))
    throw new OperationError('USAGE', `'${name}' is no name: letters a to z, digits and dashes`);
  if (tokens.some((one) => one.name === name))
    throw new OperationError('USAGE', `there is a token '${name}'; take it back first`);
  const token = `${PREFIX}${randomBytes(32).toString('base64url')}`;
  const fresh: MachineToken = {
    name,
    digest: tokenDigest(token),
    createdAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + forMs).toISOString(),
  };
  await write(state, [...tokens, fresh]);
  return token;
}

/** Takes a token back; false where there is none of that name. */
export async function revokeToken(state: StateFolder, name: string): Promise<boolean> {
  const tokens = await machineTokens(state);
  const left = tokens.filter((one) => one.name !== name);
  if (left.length === tokens.length) return false;
  await write(state, left);
  return true;
}

/** What is kept of a token. */
export function tokenDigest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

async function write(state: StateFolder, tokens: readonly MachineToken[]): Promise<void> {
  await makeFolder(state.keys, 0o700);
  const text = JSON.stringify({ v: 1, tokens }, undefined, 2);
  await writeByRename(tokensFile(state), `${text}\n`);
}

function tokenOf(value: Json): MachineToken | undefined {
  if (!isJsonObject(value)) return undefined;
  const { name, digest, createdAt, expiresAt } = { ...value };
  return typeof name === 'string' &&
    typeof digest === 'string' &&
    typeof createdAt === 'string' &&
    typeof expiresAt === 'string'
    ? { name, digest, createdAt, expiresAt }
    : undefined;
}
