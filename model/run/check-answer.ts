import { evaluate, parseExpression } from '../expression/evaluate';
import type { ErrorCode } from '../errors';
import { isJsonObject, type Json } from '../json';
import type { ApproverRule, FormRule, PlanNode, PowerWork } from '../plan/plan';
import type { Statement } from '../statement';
import { rolesOf } from './ask';
import { openPermits } from './permits';
import { realMaxAgeMs, recordOf, timeOfIso, type Run } from './run';
import type { GateRecord, Vote } from './state';
import type { Refusal } from './refusal';

/** Whether an answer fits the question of a gate that is open. */
export function checkAnswer(
  run: Run,
  node: PlanNode,
  statement: Statement,
  now: number,
): Refusal | undefined {
  const { work } = node;
  const gate = recordOf(run, node.index).gate;
  if (gate === undefined) return refuse('NOT_ASKED', `nothing waits at '${node.id}'`);
  if (work.type === 'approval') {
    if (statement.act === 'approve') {
      return checkVote(run, work.approvers, rolesOf(work, gate), gate.votes, statement);
    }
    if (statement.act === 'deny') return checkDeny(rolesOf(work, gate), statement);
  }
  if (work.type === 'manual') {
    if (statement.act === 'done') {
      return checkRole([work.assignee], statement) ?? checkForm(work.form, statement.answer);
    }
    if (statement.act === 'deny') return checkDeny([work.assignee], statement);
  }
  if (work.type === 'power') return checkPower(run, node, work, gate, statement, now);
  return refuse(
    'ACT_NOT_POSSIBLE',
    `'${statement.act}' is no answer to '${node.id}', which is ${work.type}`,
  );
}

function checkRole(roles: readonly string[], statement: Statement): Refusal | undefined {
  if (roles.includes(statement.role)) return undefined;
  return refuse(
    'ROLE_NOT_ASKED',
    `it is put to ${roles.join(', ')}, not to ${statement.role} (${statement.person})`,
  );
}

/** Quorum rules: role asked, not the starter, one role a person, and where asked for, another role each. */
export function checkVote(
  run: Run,
  rule: ApproverRule,
  roles: readonly string[],
  votes: readonly Vote[],
  statement: Statement,
): Refusal | undefined {
  const wrongRole = checkRole(roles, statement);
  if (wrongRole !== undefined) return wrongRole;
  if (rule.notStarter && statement.person === run.state.header.starter) {
    return refuse('STARTER_MAY_NOT', `${statement.person} started ${run.state.header.recovery}`);
  }
  if (votes.some((vote) => vote.person === statement.person)) {
    return refuse('ALREADY_SIGNED', `${statement.person} has signed already`);
  }
  if (rule.distinctRoles && votes.some((vote) => vote.role === statement.role)) {
    return refuse('ROLE_ALREADY_SIGNED', `'${statement.role}' has signed already`);
  }
  return undefined;
}

function checkDeny(roles: readonly string[], statement: Statement): Refusal | undefined {
  const wrongRole = checkRole(roles, statement);
  if (wrongRole !== undefined) return wrongRole;
  return statement.reason.trim() === ''
    ? refuse('REASON_MISSING', '`deny` needs a reason')
    : undefined;
}

function checkPower(
  run: Run,
  node: PlanNode,
  work: PowerWork,
  gate: GateRecord,
  statement: Statement,
  now: number,
): Refusal | undefined {
  switch (statement.act) {
    case 'lock':
      return checkLock(work, gate, statement);
    case 'reading':
      return (
        checkRole(work.signOff.roles, statement) ?? checkReading(run, node, work, statement, now)
      );
    case 'deny':
      return checkDeny(work.signOff.roles, statement);
    case 'sign-off': {
      const locks = work.locks.filter((lock) => gate.locks?.[lock.id] === undefined);
      const permits = openPermits(run, work, node.index, now);
      if (locks.length > 0 || permits.length > 0) {
        const missing = [
          ...locks.map((lock) => `lock ${lock.id} (${lock.holder})`),
          ...permits.map((permit) => `reading ${permit.id}`),
        ];
        return refuse('SIGN_OFF_TOO_SOON', `'${node.id}' still needs ${missing.join(', ')}`);
      }
      return checkVote(run, work.signOff, work.signOff.roles, gate.votes, statement);
    }
    default:
      return refuse(
        'ACT_NOT_POSSIBLE',
        `'${statement.act}' is no answer to the power gate '${node.id}'`,
      );
  }
}

function checkLock(work: PowerWork, gate: GateRecord, statement: Statement): Refusal | undefined {
  const { answer } = statement;
  const id = isJsonObject(answer) ? answer['lock'] : undefined;
  const state = isJsonObject(answer) ? answer['state'] : undefined;
  const lock = work.locks.find((known) => known.id === id);
  if (lock === undefined)
    return refuse('ACT_NOT_POSSIBLE', `this gate has no lock ${JSON.stringify(id ?? null)}`);
  if (lock.holder !== statement.person) {
    return refuse(
      'LOCK_NOT_YOURS',
      `lock ${lock.id} is ${lock.holder}'s, not ${statement.person}'s`,
    );
  }
  const released = gate.locks?.[lock.id] !== undefined;
  if (state !== 'released' && state !== 'applied') {
    return refuse(
      'ACT_NOT_POSSIBLE',
      `a lock is released or applied, not ${JSON.stringify(state ?? null)}`,
    );
  }
  if (released === (state === 'released')) {
    return refuse('ALREADY_SIGNED', `lock ${lock.id} is ${state} already`);
  }
  return undefined;
}

function checkReading(
  run: Run,
  node: PlanNode,
  work: PowerWork,
  statement: Statement,
  now: number,
): Refusal | undefined {
  const { answer } = statement;
  const id = isJsonObject(answer) ? answer['id'] : undefined;
  const permit = work.permits.find((known) => known.id === id);
  if (permit === undefined) {
    return refuse(
      'READING_UNKNOWN_PERMIT',
      `the gate asks for ${work.permits.map((known) => known.id).join(', ')}, not for ${JSON.stringify(id ?? null)}`,
    );
  }
  const takenAt = readingTime(statement);
  if (
    takenAt === undefined ||
    takenAt > now + 60_000 ||
    now - takenAt > realMaxAgeMs(run, permit.maxAgeMs) ||
    takenAt < (run.state.feeds[node.feed ?? '']?.readingsSince ?? 0)
  ) {
    return refuse(
      'READING_TOO_OLD',
      `reading ${permit.id} is dated ${JSON.stringify(isJsonObject(answer) ? (answer['takenAt'] ?? null) : null)}`,
    );
  }
  const value = isJsonObject(answer) ? answer['value'] : undefined;
  return value === undefined || value === null
    ? refuse('FORM_INCOMPLETE', `reading ${permit.id} has no value`)
    : undefined;
}

/** When a reading was taken, ms since 1970; by default when the statement was made. */
export function readingTime(statement: Statement): number | undefined {
  const { answer } = statement;
  const taken = isJsonObject(answer) ? (answer['takenAt'] ?? statement.at) : statement.at;
  return typeof taken === 'string' ? timeOfIso(taken) : undefined;
}

function checkForm(form: Readonly<Record<string, FormRule>>, answer: Json): Refusal | undefined {
  const given = isJsonObject(answer) ? answer : {};
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(form, name));
  if (unknown !== undefined) {
    return refuse(
      'FORM_INCOMPLETE',
      `the form has no field '${unknown}', but ${Object.keys(form).join(', ') || 'none'}`,
    );
  }
  for (const [name, rule] of Object.entries(form)) {
    const problem = fieldProblem(rule, Object.hasOwn(given, name) ? given[name] : undefined);
    if (problem !== undefined) return refuse('FORM_INCOMPLETE', `field '${name}' ${problem}`);
  }
  return undefined;
}

function fieldProblem(rule: FormRule, value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return rule.required ? 'is required' : undefined;
  const wanted = rule.type === 'enum' ? 'string' : rule.type;
  if (typeof value !== wanted) return `is ${JSON.stringify(value)}, not a ${rule.type}`;
  if (rule.values !== undefined && !(typeof value === 'string' && rule.values.includes(value))) {
    return `is ${JSON.stringify(value)}, not one of ${rule.values.join(', ')}`;
  }
  if (typeof value === 'string' && rule.required && value.trim() === '') return 'is required';
  if (typeof value === 'number' && rule.min !== undefined && value < rule.min)
    return `is under ${String(rule.min)}`;
  if (typeof value === 'number' && rule.max !== undefined && value > rule.max)
    return `is over ${String(rule.max)}`;
  // CEL's `matches` is RE2, so that no pattern can stall the workflow.
  if (typeof value === 'string' && rule.pattern !== undefined) {
    const matches = evaluate(parseExpression('text.matches(pattern)'), {
      text: value,
      pattern: `^(?:${rule.pattern})$`,
    });
    if (matches !== true)
      return `is ${JSON.stringify(value)}, which does not match ${rule.pattern}`;
  }
  return undefined;
}

function refuse(code: ErrorCode, message: string): Refusal {
  return { code, message };
}
