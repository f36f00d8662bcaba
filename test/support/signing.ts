import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { canonicalJson } from '../../model/canonical-json';
import type { PolicyKey } from '../../model/plan/policy';
import type { SignedStatement, Statement } from '../../model/statement';

/** A key pair for tests, never stored. */
export interface TestKey {
  readonly privateKey: KeyObject;
  readonly policyKey: PolicyKey;
}

export function testKey(kind: PolicyKey['kind'], person?: string): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return {
    privateKey,
    policyKey: {
      kind,
      publicKey: raw.toString('hex'),
      ...(person === undefined ? {} : { person }),
    },
  };
}

export function signed(statement: Statement, key: TestKey): SignedStatement {
  const signature = sign(null, Buffer.from(canonicalJson(statement)), key.privateKey).toString(
    'base64',
  );
  return { statement, signature };
}
