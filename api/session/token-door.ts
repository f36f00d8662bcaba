import { createHash } from 'node:crypto';
import { machineTokens, tokenDigest } from '../../client/machine-tokens';
import type { StateFolder } from '../../client/state-folder';
import { OperationError } from '../../model/errors';
import type { Session } from './session-store';

/** The session of a request that bears a token of a machine; read anew each time. Throws NOT_SIGNED_IN. */
export async function sessionOfToken(
  state: StateFolder,
  authorization: string,
  now: number,
): Promise<Session> {
  const token = /^Bearer ([\w-]{20,200})$/.exec(authorization)?.[1] ?? '';
  // Compared by digests of random tokens: how long it takes tells nothing.
  const digest = tokenDigest(token);
  const found = (await machineTokens(state)).find((one) => one.digest === digest);
  if (found === undefined || Date.parse(found.expiresAt) < now)
    throw new OperationError('NOT_SIGNED_IN', 'the token is not good, or not any more');
  const id = createHash('sha256').update(found.digest).digest('base64url');
  return { id, by: 'machine', person: null, name: found.name, since: Date.parse(found.createdAt) };
}
