import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { join } from 'node:path';
import { OperationError } from '../model/errors';
import type { PolicyKey } from '../model/plan/policy';
import { makeFolder } from './make-folder';
import type { StateFolder } from './state-folder';
import { readJsonFile, writeOnce } from './write-by-rename';

/**
 * A key of this installation. `local` signs for people who sit at it, `api` for those whom a login provider vouched
 * for, `simulated` for those of a drill file.
 */
export interface SigningKey {
  readonly keyId: 'local' | 'api' | 'simulated';
  /** 32 bytes, hex. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

export interface InstallationKeys {
  readonly local: SigningKey;
  readonly api: SigningKey;
  readonly simulated: SigningKey;
}

/** The keys of a state folder, made on first use; two processes that make them at once get the same. */
export async function installationKeys(state: StateFolder): Promise<InstallationKeys> {
  await makeFolder(state.keys, 0o700);
  return {
    local: await keyOf(state, 'local'),
    api: await keyOf(state, 'api'),
    simulated: await keyOf(state, 'simulated'),
  };
}

/** The public halves of the keys, as compile puts them into a plan's policy. */
export async function policyKeys(state: StateFolder): Promise<Readonly<Record<string, PolicyKey>>> {
  const { local, api, simulated } = await installationKeys(state);
  return {
    local: { publicKey: local.publicKey, kind: 'local' },
    api: { publicKey: api.publicKey, kind: 'api' },
    simulated: { publicKey: simulated.publicKey, kind: 'simulated' },
  };
}

async function keyOf(state: StateFolder, keyId: SigningKey['keyId']): Promise<SigningKey> {
  const file = join(state.keys, `${keyId}.json`);
  const found = await readJsonFile(file);
  if (found === undefined) {
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const text = { keyId, publicKey: publicHalf(privateKey), privateKey: pem };
    await writeOnce(file, `${JSON.stringify(text, undefined, 2)}\n`);
  }
  const stored = found ?? (await readJsonFile(file));
  const pem = stored?.['privateKey'];
  try {
    if (typeof pem !== 'string') throw new TypeError('it holds no privateKey');
    const privateKey = createPrivateKey(pem);
    if (privateKey.asymmetricKeyType !== 'ed25519') throw new TypeError('it is no Ed25519 key');
    return { keyId, publicKey: publicHalf(privateKey), privateKey };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new OperationError('KEY_UNREADABLE', `${file}: ${message}`, { cause: error });
  }
}

/** The last 32 bytes of the SPKI form are the key itself (RFC 8410). */
function publicHalf(privateKey: KeyObject): string {
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return spki.subarray(-32).toString('hex');
}
