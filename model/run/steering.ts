import type { FeedPlace, PlanNode } from '../plan/plan';
import type { Act, Statement } from '../statement';
import { askOf, rolesOf } from './ask';
import { checkVote } from './check-answer';
import { checkUndo } from './check-undo';
import { feedsOf, isOnTrippedFeed } from './goal';
import { resumeOf } from './resume-answer';
import type { Refusal } from './refusal';
import { statusOf, type Run } from './run';
import type { NodeStatus } from './state';
import { undosUnderway } from './underway';

const STEERING = new Set<Act>([
  'retry',
  'skip',
  'pause',
  'resume',
  'stop',
  'abort',
  'undo',
  'note',
]);

/** Whether an act steers the run, rather than answering a question. */
export function isSteering(act: Act): boolean {
  return STEERING.has(act);
}

/** Whether a steering act is allowed and makes sense now. */
export function checkSteering(run: Run, statement: Statement): Refusal | undefined {
  const { act, role, reason } = statement;
  const mayVerb = run.policy.roles[role]?.may.includes(act) === true;
  if (act === 'note') return reason.trim() === '' ? reasonless(act) : undefined;
  if (run.state.goal === 'abort')
    return { code: 'ACT_NOT_POSSIBLE', message: 'it is being made safe, and nothing else goes on' };
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
  if (reason.trim() === '') return reasonless(act);
  switch (act) {
    case 'pause':
      return run.state.paused || run.state.stopped
        ? { code: 'ACT_NOT_POSSIBLE', message: `it is ${run.state.status} already` }
        : undefined;
    case 'abort':
      return undefined;
    case 'undo':
      return checkUndo(run, statement);
    case 'resume': {
      const feed = resumeOf(statement);
      if (feed !== undefined) return checkFeedResume(run, feed.feed, feed.cause);
      return run.state.paused || run.state.stopped
        ? undefined
        : { code: 'ACT_NOT_POSSIBLE', message: `it is ${run.state.status}, not paused or stopped` };
    }
    default:
      return checkStep(run, statement);
  }
}

function reasonless(act: Act): Refusal {
  return { code: 'REASON_MISSING', message: `'${act}' needs a reason` };
}

/** Whether a tripped feed may go on: with a cause, and behind a power gate that was signed off again. */
function checkFeedResume(run: Run, feed: string, cause: string): Refusal | undefined {
  if (run.state.feeds[feed]?.status !== 'tripped')
    return { code: 'ACT_NOT_POSSIBLE', message: `feed '${feed}' has not tripped` };
  if (cause.trim() === '')
    return { code: 'CAUSE_MISSING', message: `no cause is given for the trip of ${feed}` };
  const place = run.manifest.feeds?.[feed];
  const gate = place?.gate === undefined ? undefined : run.nodes.get(place.gate);
  // After a take-over pages come one by one.
  if (feedNodes(place).some((index) => hasBegun(run, index) && !run.nodes.has(index)))
    return { code: 'RUN_NOT_READY', message: 'the run is loading its plan' };
  if (gate?.work.type !== 'power' || statusOf(run, gate.index) === 'done') return undefined;
  const open = askOf(run, gate, gate.work).open.map((part) => part.text);
  const status = statusOf(run, gate.index);
  return {
    code: 'TRIP_NOT_SIGNED_OFF',
    message: `'${gate.id}' is ${status}${open.length === 0 ? '' : `, and still needs ${open.join('; ')}`}`,
  };
}

function feedNodes(place: FeedPlace | undefined): readonly number[] {
  if (place === undefined) return [];
  return [...(place.gate === undefined ? [] : [place.gate]), ...place.sections, ...place.waves];
}

function hasBegun(run: Run, index: number): boolean {
  return statusOf(run, index) !== 'pending';
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
  if (undosUnderway(run, node.index).length > 0)
    return {
      code: 'UNDO_UNDERWAY',
      message: `'${node.id}' is being put back by ${undosUnderway(run, node.index)[0]?.id ?? ''}`,
    };
  if (isOnTrippedFeed(run, node) && kept?.error?.code === 'FEED_TRIPPED') {
    const feed = feedsOf(node).join(' and ');
    return {
      code: 'ACT_NOT_POSSIBLE',
      message: `'${node.id}' stands on ${feed}, which tripped: \`resume --feed\` takes it up again`,
    };
  }
  if (statement.act === 'retry') return isStuck(status) ? undefined : refused;
  if (node.work.type === 'power') {
    return { code: 'SKIP_REFUSED', message: `'${node.id}' is a power gate` };
  }
  if (!isStuck(status) && status !== 'waiting') return refused;
  if (node.work.type !== 'approval') return undefined;
  return checkVote(
    run,
    node.work.approvers,
    rolesOf(node.work, kept?.gate),
    kept?.skipVotes ?? [],
    statement,
  );
}

function isStuck(status: NodeStatus): boolean {
  return status === 'held' || status === 'denied' || status === 'undone';
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
