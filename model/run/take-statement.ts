import { digestOf } from '../canonical-json';
import { isJsonObject } from '../json';
import type { PlanNode, PowerWork } from '../plan/plan';
import type { SignedStatement, Statement } from '../statement';
import { readingTime } from './check-answer';
import { askAgain, passGate, stopGateTimers, tellAsked } from './gate';
import { mark } from './mark';
import { unsafeReading } from './permits';
import { nextPhase, resumePhases } from './phases';
import { retryNode } from './retry';
import { record, recordOf, statusOf, type Run } from './run';
import { resumeOf } from './resume-answer';
import { nodeOf } from './steering';
import { stopRun } from './stop';
import { resumeFeed } from './trip';
import { callOffUndo, layUndo } from './undo';
import { undoableBy } from './check-undo';
import { takeWaive } from './waive';
import { abortRun } from './abort';
import type { GateRecord, NodeRecord, Vote } from './state';

/** Takes a statement that was judged good: records it, and does what it says. */
export function takeStatement(run: Run, signed: SignedStatement): void {
  const { statement } = signed;
  if (Object.hasOwn(run.state.nonces, statement.nonce)) return;
  const key = run.policy.keys[statement.keyId];
  const seq = record(run, { type: 'said', signed, simulated: key?.kind === 'simulated' });
  run.state.nonces[statement.nonce] = { seq, digest: digestOf(statement) };
  switch (statement.act) {
    case 'pause':
      run.state.paused = true;
      return;
    case 'stop':
      return stopRun(run);
    case 'resume': {
      const feed = resumeOf(statement);
      return feed === undefined
        ? resumeRun(run)
        : resumeFeed(run, feed.feed, feed.cause, statement.person);
    }
    case 'abort':
      return abortRun(run, statement.person, statement.reason);
    case 'undo':
      return takeUndo(run, statement);
    case 'note':
      return;
    default: {
      const node = nodeOf(run, statement.step);
      if (node !== undefined) takeStepAct(run, node, statement);
    }
  }
}

function takeUndo(run: Run, statement: Statement): void {
  const { state } = run;
  // Whatever stands still stands still again once it is put back.
  if (state.stopped || state.paused || statement.step === '') {
    state.goal = 'undo';
    state.stopped = false;
    state.paused = false;
  }
  layUndo(run, undoableBy(run, statement.step), { asks: true });
}

function resumeRun(run: Run): void {
  run.state.paused = false;
  run.state.stopped = false;
  for (const index of Object.keys(run.state.active).map(Number)) {
    const node = run.nodes.get(index);
    if (node !== undefined && statusOf(run, index) === 'running') resumePhases(run, node);
  }
}

function takeStepAct(run: Run, node: PlanNode, statement: Statement): void {
  const kept = recordOf(run, node.index);
  const gate = kept.gate;
  const { reason } = statement;
  switch (statement.act) {
    case 'retry':
      // A gate that never came to its question is queued again, so that its `when` is worked out anew.
      if (node.work.type === 'phases' || gate === undefined) return retryNode(run, node);
      return askAgain(run, node);
    case 'skip':
      return takeSkip(run, node, kept, statement);
    case 'waive':
      return takeWaive(run, node, statement);
    case 'deny': {
      if (node.aside !== undefined)
        return callOffUndo(run, node, `${statement.person} said no: ${reason}`);
      stopGateTimers(run, node);
      const error = { code: 'DENIED', message: `${statement.person} said no: ${reason}` };
      kept.error = error;
      return mark(run, node, 'denied', { error, reason });
    }
    case 'done':
      if (node.work.type === 'phases') return takeAsDone(run, node, kept);
      if (node.work.type === 'manual' && node.work.keep)
        run.state.outputs[node.step] = statement.answer;
      return mark(run, node, 'done', { output: statement.answer });
    case 'approve':
    case 'sign-off':
      return takeVote(run, node, gate, statement);
    case 'lock':
      return takeLock(run, node, gate, statement);
    case 'reading':
      return takeReading(run, node, gate, statement);
    default:
  }
}

/** A person found out that a call whose outcome was unknown did take effect. */
function takeAsDone(run: Run, node: PlanNode, kept: NodeRecord): void {
  if (node.work.type !== 'phases') return;
  delete kept.error;
  for (const name of node.mutex ?? []) run.mutexes.set(name, node.index);
  mark(run, node, 'running');
  nextPhase(run, node, node.work, kept);
}

function takeSkip(run: Run, node: PlanNode, kept: NodeRecord, statement: Statement): void {
  if (node.work.type === 'approval') {
    // Kept beside the question: one whose `when` failed was never asked, and needs its quorum all the same.
    kept.skipVotes = [...(kept.skipVotes ?? []), voteOf(run, statement)];
    if (kept.skipVotes.length < node.work.approvers.quorum) return;
  }
  stopGateTimers(run, node);
  mark(run, node, 'skipped', { reason: statement.reason });
}

function takeVote(
  run: Run,
  node: PlanNode,
  gate: GateRecord | undefined,
  statement: Statement,
): void {
  const { work } = node;
  if (gate === undefined || (work.type !== 'approval' && work.type !== 'power')) return;
  gate.votes.push(voteOf(run, statement));
  const rule = work.type === 'approval' ? work.approvers : work.signOff;
  if (gate.votes.length >= rule.quorum) passGate(run, node);
  else tellAsked(run, node);
}

function takeLock(
  run: Run,
  node: PlanNode,
  gate: GateRecord | undefined,
  statement: Statement,
): void {
  const { answer } = statement;
  if (gate === undefined || !isJsonObject(answer) || typeof answer['lock'] !== 'string') return;
  const locks = { ...gate.locks };
  if (answer['state'] === 'released') locks[answer['lock']] = run.now;
  else delete locks[answer['lock']];
  gate.locks = locks;
  voidSignOffs(run, node, gate, answer['state'] !== 'released');
  tellAsked(run, node);
}

function takeReading(
  run: Run,
  node: PlanNode,
  gate: GateRecord | undefined,
  statement: Statement,
): void {
  const { answer } = statement;
  if (gate === undefined || node.work.type !== 'power' || !isJsonObject(answer)) return;
  const permit = permitOf(node.work, answer['id']);
  const value = answer['value'];
  if (permit === undefined || value === undefined) return;
  const unsafe = unsafeReading(permit, value);
  gate.readings = {
    ...gate.readings,
    [permit.id]: {
      value,
      takenAt: readingTime(statement) ?? run.now,
      person: statement.person,
      safe: unsafe === undefined,
    },
  };
  voidSignOffs(run, node, gate, unsafe !== undefined);
  tellAsked(run, node);
}

/** A lock put back or an unsafe reading makes void what was signed before it. */
function voidSignOffs(run: Run, node: PlanNode, gate: GateRecord, isWorse: boolean): void {
  if (!isWorse || gate.votes.length === 0) return;
  gate.votes = [];
  record(run, {
    type: 'lapsed',
    node: node.id,
    reason: 'a lock or a reading changed for the worse',
  });
}

function permitOf(work: PowerWork, id: unknown): PowerWork['permits'][number] | undefined {
  return work.permits.find((permit) => permit.id === id);
}

function voteOf(run: Run, statement: Statement): Vote {
  return { person: statement.person, role: statement.role, at: run.now };
}
