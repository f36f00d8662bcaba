import type { ApproverRule, GateWork, PlanNode, PowerWork } from '../plan/plan';
import { openPermits } from './permits';
import { isoTime, recordOf, type Run } from './run';
import type { Ask, GateRecord, OpenPart } from './state';

/** The open question of a gate: who may answer, by when, and what is still missing. */
export function askOf(run: Run, node: PlanNode, work: GateWork): Ask {
  const kept = recordOf(run, node.index);
  const gate = kept.gate;
  return {
    kind: work.type,
    attempt: kept.attempt,
    since: isoTime(gate?.askedAt ?? run.now),
    ...(gate?.expiresAt === undefined ? {} : { until: isoTime(gate.expiresAt) }),
    shown: gate?.shown ?? '',
    lines: gate?.lines ?? [],
    roles: rolesOf(work, gate),
    open: openParts(run, node, work, gate),
  };
}

/** Roles that may answer a gate now, the escalation included. */
export function rolesOf(work: GateWork, gate: GateRecord | undefined): readonly string[] {
  switch (work.type) {
    case 'manual':
      return [work.assignee];
    case 'power':
      return work.signOff.roles;
    case 'approval':
      return gate?.escalated === true
        ? [...new Set([...work.approvers.roles, ...work.escalateTo])]
        : work.approvers.roles;
  }
}

function openParts(
  run: Run,
  node: PlanNode,
  work: GateWork,
  gate: GateRecord | undefined,
): readonly OpenPart[] {
  const roles = rolesOf(work, gate);
  switch (work.type) {
    case 'manual':
      return [{ part: 'form', id: '', who: roles, text: `done by ${roles.join(' or ')}` }];
    case 'approval':
      return [votesPart(run, 'vote', work.approvers, roles, gate)];
    case 'power':
      return powerParts(run, node, work, gate);
  }
}

function powerParts(
  run: Run,
  node: PlanNode,
  work: PowerWork,
  gate: GateRecord | undefined,
): readonly OpenPart[] {
  const locks = work.locks
    .filter((lock) => gate?.locks?.[lock.id] === undefined)
    .map((lock): OpenPart => ({
      part: 'lock',
      id: lock.id,
      who: [`person:${lock.holder}`],
      text: `lock ${lock.id} held by ${lock.holder}`,
    }));
  const readings = openPermits(run, work, node.index).map((permit): OpenPart => ({
    part: 'reading',
    id: permit.id,
    who: work.signOff.roles,
    text: `reading ${permit.id}${permit.unit === undefined ? '' : ` in ${permit.unit}`}`,
  }));
  const signOff = votesPart(run, 'sign-off', work.signOff, work.signOff.roles, gate);
  return [...locks, ...readings, signOff];
}

/** Which roles of a gate nobody has signed in yet; all of them where roles need not differ. */
function votesPart(
  run: Run,
  part: 'vote' | 'sign-off',
  rule: ApproverRule,
  roles: readonly string[],
  gate: GateRecord | undefined,
): OpenPart {
  const votes = gate?.votes ?? [];
  const used = new Set(votes.map((vote) => vote.role));
  const who = rule.distinctRoles ? roles.filter((role) => !used.has(role)) : roles;
  const starter = rule.notStarter ? [run.state.header.starter] : [];
  const not = [...new Set([...votes.map((vote) => vote.person), ...starter])];
  return {
    part,
    id: '',
    who,
    ...(not.length === 0 ? {} : { not }),
    text: `${part === 'vote' ? 'signature' : 'sign-off'} ${String(votes.length + 1)} of ${String(rule.quorum)} by ${who.join(' or ')}`,
  };
}
