import type { PlanNode } from '../plan/plan';
import type { Act, Statement } from '../statement';
import { rolesOf } from './ask';
import { checkVote } from './check-answer';
import type { Refusal } from './refusal';
import { statusOf, type Run } from './run';

const STEERING = new Set<Act>(['retry', 'skip', 'pause', 'resume', 'stop']);

/** Whether an act steers the run, rather than answering a question. */
export function isSteering(act: Act): boolean {
  return STEERING.has(act);
}

/** Whether a steering act is allowed and makes sense now. */
export function checkSteering(run: Run, statement: Statement): Refusal | undefined {
  const { act, role, reason } = statement;
  const mayVerb = run.policy.roles[role]?.may.includes(act) === true;
  if (act === 'stop') {
    return run.state.stopped
      ? { code: 'ACT_NOT_POSSIBLE', message: 'it is stopped already' }
      : undefined;
  }
  const isVote = act === 'skip' && approvalOf(run, statement.step) !== undefined;
  if (!mayVerb && !isVote) {
    return {
      code: 'VERB_NOT_ALLOWED',
      message: `role '${role}' (${statement.person}) may not ${act}`,
    };
  }
  if (reason.trim() === '') return { code: 'REASON_MISSING', message: `'${act}' needs a reason` };
  switch (act) {
    case 'pause':
      return run.state.paused || run.state.stopped
        ? { code: 'ACT_NOT_POSSIBLE', message: `it is ${run.state.status} already` }
        : undefined;
    case 'resume':
      return run.state.paused || run.state.stopped
        ? undefined
        : { code: 'ACT_NOT_POSSIBLE', message: `it is ${run.state.status}, not paused or stopped` };
    default:
      return checkStep(run, statement);
  }
}

function checkStep(run: Run, statement: Statement): Refusal | undefined {
  const node = nodeOf(run, statement.step);
  if (node === undefined)
    return { code: 'NOT_ASKED', message: `nothing is held at '${statement.step}'` };
  const status = statusOf(run, node.index);
  const kept = run.state.active[String(node.index)];
  const refused = { code: 'ACT_NOT_POSSIBLE', message: `'${node.id}' is ${status}` } as const;
  if (kept !== undefined && statement.attempt !== kept.attempt) {
    return {
      code: 'STATEMENT_QUESTION_CHANGED',
      message: `'${node.id}' is at attempt ${String(kept.attempt)}, not ${String(statement.attempt)}`,
    };
  }
  if (statement.act === 'retry')
    return status === 'held' || status === 'denied' ? undefined : refused;
  if (node.work.type === 'power') {
    return { code: 'SKIP_REFUSED', message: `'${node.id}' is a power gate` };
  }
  if (status !== 'held' && status !== 'denied' && status !== 'waiting') return refused;
  if (node.work.type !== 'approval') return undefined;
  return checkVote(
    run,
    node.work.approvers,
    rolesOf(node.work, kept?.gate),
    kept?.skipVotes ?? [],
    statement,
  );
}

/** Node that a step act names, if its page is loaded. */
export function nodeOf(run: Run, step: string): PlanNode | undefined {
  const index = run.byId.get(step);
  return index === undefined ? undefined : run.nodes.get(index);
}

function approvalOf(run: Run, step: string): PlanNode | undefined {
  const node = nodeOf(run, step);
  return node?.work.type === 'approval' ? node : undefined;
}
