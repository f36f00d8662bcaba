import { isJsonObject, type Json } from '../json';
import { ACTS, type SignedStatement } from '../statement';

/** Most characters of canonical JSON that an answer may have. */
const MOST_ANSWER = 8000;
/** Most characters of a reason. */
const MOST_REASON = 2000;

/**
 * A signed statement out of whatever was sent to the workflow; a text says what is wrong with it. Written by
 * hand, since the workflow bundle holds no schema library.
 */
export function parseSigned(value: unknown): SignedStatement | string {
  if (!isJsonObject(value)) return 'it is no object with statement and signature';
  const { statement, signature } = { statement: value['statement'], signature: value['signature'] };
  if (typeof signature !== 'string' || signature === '') return 'it carries no signature';
  if (!isJsonObject(statement)) return 'it carries no statement';
  const s = statement;
  if (s['v'] !== 1) return `v is ${show(s['v'])}, not 1`;
  if (s['alg'] !== 'Ed25519') return `alg is ${show(s['alg'])}, not Ed25519`;
  const act = ACTS.find((known) => known === s['act']);
  if (act === undefined) return `act is ${show(s['act'])}, not one of ${ACTS.join(', ')}`;
  const attempt = s['attempt'];
  if (typeof attempt !== 'number' || !Number.isInteger(attempt) || attempt < 0) {
    return `attempt is ${show(attempt)}, not a whole number`;
  }
  const texts = textsOf(s);
  if (typeof texts === 'string') return texts;
  if (texts.reason.length > MOST_REASON)
    return `reason is longer than ${String(MOST_REASON)} characters`;
  const answer = s['answer'] ?? null;
  if (JSON.stringify(answer).length > MOST_ANSWER)
    return `answer is longer than ${String(MOST_ANSWER)} characters`;
  const unknown = Object.keys(s).find((key) => !KEYS.has(key));
  if (unknown !== undefined) return `it has a member '${unknown}' that no statement has`;
  return { statement: { v: 1, alg: 'Ed25519', ...texts, act, attempt, answer }, signature };
}

const TEXTS = [
  'keyId',
  'recovery',
  'planDigest',
  'step',
  'shown',
  'reason',
  'person',
  'role',
  'at',
  'nonce',
] as const;
const KEYS = new Set<string>([...TEXTS, 'v', 'alg', 'act', 'attempt', 'answer']);
type Texts = Readonly<Record<(typeof TEXTS)[number], string>>;

function textsOf(s: Readonly<Record<string, Json>>): Texts | string {
  const texts = {
    keyId: '',
    recovery: '',
    planDigest: '',
    step: '',
    shown: '',
    reason: '',
    person: '',
    role: '',
    at: '',
    nonce: '',
  };
  for (const key of TEXTS) {
    const text = s[key];
    if (typeof text !== 'string') return `${key} is ${show(text)}, not text`;
    texts[key] = text;
  }
  if (!/^[0-9a-f]{32}$/.test(texts.nonce)) return 'nonce is not 16 bytes in hex';
  return texts;
}

function show(value: Json | undefined): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, 60);
}
