import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { OperationError } from '../../model/errors';
import type { Ports } from './ports';

const ENV = 'secret://env/';
const FILE = 'secret://file/';

/** Secrets out of the environment and files of the worker; they are read anew each time, never kept. */
export function secretsPort(env: NodeJS.ProcessEnv = process.env): Ports['secrets'] {
  const resolve = async (reference: string): Promise<string> => {
    if (reference.startsWith(ENV)) return fromEnvironment(env, reference);
    if (reference.startsWith(FILE)) return await fromFile(reference);
    if (reference.startsWith('secret://'))
      throw new OperationError('SECRET_MISSING', `'${reference}' is neither ${ENV}… nor ${FILE}…`);
    return reference;
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

function fromEnvironment(env: NodeJS.ProcessEnv, reference: string): string {
  const value = env[reference.slice(ENV.length)];
  if (value !== undefined && value !== '') return value;
  throw new OperationError('SECRET_MISSING', `'${reference}' is not set for this worker`);
}

/** The path is absolute: `secret://file/run/secrets/bmc` is /run/secrets/bmc. A newline at the end is dropped. */
async function fromFile(reference: string): Promise<string> {
  const path = `/${reference.slice(FILE.length).replace(/^\/+/, '')}`;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new OperationError('SECRET_MISSING', `'${reference}' cannot be read`, { cause });
  }
  const secret = text.replace(/\r?\n$/, '');
  if (secret !== '') return secret;
  throw new OperationError('SECRET_MISSING', `'${reference}' is empty`);
}
