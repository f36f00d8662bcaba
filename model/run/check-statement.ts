import type { ErrorCode } from '../errors';
import type { PlanNode } from '../plan/plan';
import type { SignedStatement, Statement } from '../statement';
import { canonicalJson, digestOf } from '../canonical-json';
import { signatureHolds } from '../verify-statement';
import { checkAnswer } from './check-answer';
import { parseSigned } from './parse-statement';
import type { Refusal } from './refusal';
import { checkSteering, isSteering } from './steering';
import { checkWaive } from './waive';
import { statusOf, timeOfIso, type Run } from './run';
import { undosUnderway } from './underway';

/** How far a statement's own time may be off the workflow's, ms (design §8). */
const MOST_SKEW_MS = 5 * 60_000;

/** What was found of something sent to the run: a statement to be taken, or why not. */
export type Judgement =
  | { readonly ok: true; readonly signed: SignedStatement }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Judges what was sent to the run, without changing anything. Signature first, so that nothing is told to
 * somebody who cannot sign.
 */
export function judge(run: Run, sent: unknown, now: number): Judgement {
  const signed = parseSigned(sent);
  if (typeof signed === 'string') {
    const code =
      signed === 'it carries no signature' ? 'STATEMENT_UNSIGNED' : 'STATEMENT_MALFORMED';
    return { ok: false, refusal: { code, message: `what was sent is refused: ${signed}` } };
  }
  const refusal = checkSigner(run, signed, now) ?? checkAct(run, signed.statement, now);
  return refusal === undefined ? { ok: true, signed } : { ok: false, refusal };
}

/** Whether the statement is about this run, signed by a key of its plan, in time, by a person in a role they hold. */
function checkSigner(
  run: Run,
  { statement, signature }: SignedStatement,
  now: number,
): Refusal | undefined {
  const { header } = run.state;
  if (statement.recovery !== header.recovery) {
    return refuse(
      'STATEMENT_OTHER_RECOVERY',
      `it is about ${statement.recovery}, this is ${header.recovery}`,
    );
  }
  if (statement.planDigest !== header.planDigest) {
    return refuse(
      'STATEMENT_OTHER_PLAN',
      `it is about plan ${statement.planDigest}, this is ${header.planDigest}`,
    );
  }
  const key = run.policy.keys[statement.keyId];
  if (key === undefined || !Object.hasOwn(run.policy.keys, statement.keyId)) {
    return refuse('STATEMENT_KEY_UNKNOWN', `key '${statement.keyId}' is not one of this plan's`);
  }
  if (!signatureHolds(statement, signature, key.publicKey)) {
    return refuse(
      'STATEMENT_SIGNATURE_WRONG',
      `the signature by '${statement.keyId}' does not fit the statement`,
    );
  }
  if (key.kind === 'simulated' && (!header.simulated || header.mode === 'live')) {
    return refuse(
      'STATEMENT_SIMULATED',
      `${statement.person} is simulated, and ${header.recovery} takes real people only`,
    );
  }
  if (key.kind === 'person' && key.person !== statement.person) {
    return refuse('STATEMENT_KEY_UNKNOWN', `key '${statement.keyId}' is not ${statement.person}'s`);
  }
  return checkTime(statement, now, key.kind === 'person') ?? checkPerson(run, statement);
}

function checkTime(statement: Statement, now: number, mayBeOld: boolean): Refusal | undefined {
  const at = timeOfIso(statement.at);
  if (at === undefined)
    return refuse('STATEMENT_MALFORMED', `at is '${statement.at}', not an ISO 8601 UTC time`);
  if (at > now + MOST_SKEW_MS) return refuse('STATEMENT_TOO_EARLY', `it is dated ${statement.at}`);
  if (at < now - MOST_SKEW_MS && !mayBeOld)
    return refuse('STATEMENT_TOO_OLD', `it is dated ${statement.at}`);
  return undefined;
}

function checkPerson(run: Run, statement: Statement): Refusal | undefined {
  const { people } = run.policy;
  const person = Object.hasOwn(people, statement.person) ? people[statement.person] : undefined;
  if (person === undefined)
    return refuse('PERSON_UNKNOWN', `'${statement.person}' is not in the roster`);
  if (!person.roles.includes(statement.role)) {
    return refuse(
      'ROLE_NOT_HELD',
      `${statement.person} is not '${statement.role}' but ${person.roles.join(', ')}`,
    );
  }
  return undefined;
}

/** Whether an act is allowed and makes sense now, whoever signed it. */
export function checkAct(run: Run, statement: Statement, now: number): Refusal | undefined {
  if (run.over)
    return refuse('RUN_OVER', `${run.state.header.recovery} has ended: ${run.state.status}`);
  const said = run.state.nonces[statement.nonce];
  if (said !== undefined) {
    // The same statement sent again, as a client does that saw no answer: it counts once and is not refused.
    return said.digest === digestOf(statement)
      ? undefined
      : refuse('NONCE_REUSED', `nonce ${statement.nonce} was used for another statement`);
  }
  if (statement.act === 'start') return refuse('ACT_NOT_POSSIBLE', 'a recovery is started once');
  if (isSteering(statement.act)) return checkSteering(run, statement);
  const index = run.byId.get(statement.step);
  const node = index === undefined ? undefined : run.nodes.get(index);
  if (node === undefined || index === undefined) {
    return refuse('NOT_ASKED', `nothing waits at '${statement.step}'`);
  }
  if (run.state.goal === 'abort')
    return refuse('ACT_NOT_POSSIBLE', 'it is being made safe, and nothing is asked any more');
  if (statement.act === 'waive') {
    return statement.reason.trim() === ''
      ? refuse('REASON_MISSING', "'waive' needs a reason")
      : checkWaive(run, node, statement);
  }
  if (statement.act === 'done' && node.work.type === 'phases')
    return checkTookEffect(run, node, statement);
  return checkAsked(run, node, statement) ?? checkAnswer(run, node, statement, now);
}

/** Whether a person may say that a call did take effect: only of one whose outcome is unknown. */
function checkTookEffect(run: Run, node: PlanNode, statement: Statement): Refusal | undefined {
  const kept = run.state.active[String(node.index)];
  if (statusOf(run, node.index) !== 'held' || kept?.error?.code !== 'OUTCOME_UNKNOWN') {
    return refuse(
      'ACT_NOT_POSSIBLE',
      `'${node.id}' is ${statusOf(run, node.index)}, and its outcome is not in doubt`,
    );
  }
  if (statement.attempt !== kept.attempt) {
    return refuse(
      'STATEMENT_QUESTION_CHANGED',
      `'${node.id}' is at attempt ${String(kept.attempt)}, not ${String(statement.attempt)}`,
    );
  }
  const [undo] = undosUnderway(run, node.index);
  if (undo !== undefined)
    return refuse('UNDO_UNDERWAY', `'${node.id}' is being put back by ${undo.id}`);
  if (run.policy.roles[statement.role]?.may.includes('retry') !== true) {
    return refuse(
      'VERB_NOT_ALLOWED',
      `role '${statement.role}' (${statement.person}) may not say so: it takes one that may retry`,
    );
  }
  return statement.reason.trim() === ''
    ? refuse('REASON_MISSING', "'done' needs a reason here: how it was found out")
    : undefined;
}

/** Whether the node's question is open, and the one that was shown. */
function checkAsked(run: Run, node: PlanNode, statement: Statement): Refusal | undefined {
  const kept = run.state.active[String(node.index)];
  const status = statusOf(run, node.index);
  if (status !== 'waiting' || kept?.gate === undefined) {
    const expired =
      kept?.error?.code === 'ASK_EXPIRED' ? ': it expired, and must be asked again by `retry`' : '';
    return refuse('NOT_ASKED', `'${statement.step}' is ${status}${expired}`);
  }
  if (statement.attempt !== kept.attempt || statement.shown !== kept.gate.shown) {
    return refuse(
      'STATEMENT_QUESTION_CHANGED',
      `the question of '${statement.step}' was put again since it was shown`,
    );
  }
  return undefined;
}

/** Whether the start of a recovery is signed by somebody who may start it; checked once, as the run begins. */
export function checkStart(run: Run, signed: unknown, now: number): Refusal | undefined {
  const parsed = parseSigned(signed);
  if (typeof parsed === 'string') return refuse('START_REFUSED', `the start is refused: ${parsed}`);
  const { statement } = parsed;
  const refusal = checkSigner(run, parsed, now);
  if (refusal !== undefined) return refuse('START_REFUSED', refusal.message);
  if (statement.act !== 'start')
    return refuse('START_REFUSED', `it is signed for '${statement.act}', not 'start'`);
  if (statement.person !== run.state.header.starter) {
    return refuse(
      'START_REFUSED',
      `it is signed by ${statement.person}, not by ${run.state.header.starter}`,
    );
  }
  const mode = canonicalJson(statement.answer);
  const { after, mode: started, simulated } = run.state.header;
  const expected = canonicalJson({
    mode: started,
    simulated,
    ...(after === undefined ? {} : { after }),
  });
  if (mode !== expected)
    return refuse('START_REFUSED', `it is signed for ${mode}, not for ${expected}`);
  if (run.policy.roles[statement.role]?.may.includes('start') !== true) {
    return refuse('START_REFUSED', `role '${statement.role}' may not start a recovery`);
  }
  return undefined;
}

function refuse(code: ErrorCode, message: string): Refusal {
  return { code, message };
}
