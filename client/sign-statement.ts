import { randomBytes, sign } from 'node:crypto';
import { canonicalJson } from '../model/canonical-json';
import type { SignedStatement, Statement } from '../model/statement';
import type { SigningKey } from './installation-keys';

/** What a statement says, before it is dated and signed. */
export type StatementDraft = Omit<Statement, 'v' | 'alg' | 'keyId' | 'at' | 'nonce'> & {
  /** By default one that nobody has seen. */
  readonly nonce?: string;
};

/** Dates a statement, gives it a nonce where it has none, and signs it. */
export function signStatement(draft: StatementDraft, key: SigningKey, now: Date): SignedStatement {
  const statement: Statement = {
    v: 1,
    alg: 'Ed25519',
    keyId: key.keyId,
    recovery: draft.recovery,
    planDigest: draft.planDigest,
    step: draft.step,
    attempt: draft.attempt,
    act: draft.act,
    answer: draft.answer,
    shown: draft.shown,
    reason: draft.reason,
    person: draft.person,
    role: draft.role,
    at: now.toISOString(),
    nonce: draft.nonce ?? randomBytes(16).toString('hex'),
  };
  const bytes = Buffer.from(canonicalJson(statement));
  return { statement, signature: sign(null, bytes, key.privateKey).toString('base64') };
}
