import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { OperationError } from '../../model/errors';
import { isSecretReference, secretInFile, secretPlace } from '../../model/secret-reference';
import type { Ports } from './ports';

/** Secrets out of the environment and files of the worker; they are read anew each time, never kept. */
export function secretsPort(env: NodeJS.ProcessEnv = process.env): Ports['secrets'] {
  const resolve = async (reference: string): Promise<string> => {
    if (!isSecretReference(reference)) return reference;
    const place = secretPlace(reference);
    if (place === undefined)
      throw new OperationError(
        'SECRET_MISSING',
        `'${reference}' is neither secret://env/… nor secret://file/…`,
      );
    return place.in === 'env'
      ? fromEnvironment(env, place.name, reference)
      : await fromFile(place.path, reference);
  };
  return {
    resolve,
    async hmacSha256(reference, text) {
      return createHmac('sha256', await resolve(reference))
        .update(text, 'utf8')
        .digest('hex');
    },
  };
}

function fromEnvironment(env: NodeJS.ProcessEnv, name: string, reference: string): string {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new OperationError('SECRET_MISSING', `'${reference}' is not set for this worker`);
}

async function fromFile(path: string, reference: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new OperationError('SECRET_MISSING', `'${reference}' cannot be read`, { cause });
  }
  const secret = secretInFile(text);
  if (secret !== '') return secret;
  throw new OperationError('SECRET_MISSING', `'${reference}' is empty`);
}
