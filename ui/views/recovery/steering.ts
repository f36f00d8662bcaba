import type { Recovery, RunStatus, Step, StepPart } from '../../api/types';

/** Acts by which a recovery is steered from this page. */
export type SteerAct =
  'pause' | 'resume' | 'stop' | 'undo' | 'abort' | 'note' | 'retry' | 'skip' | 'done' | 'waive';

/** What somebody is about to say to a recovery. */
export interface Steering {
  readonly act: SteerAct;
  /** Step or part of one; empty for the whole recovery. */
  readonly step: string;
  /** Feed that tripped, or whose interlock is waived. */
  readonly feed?: string;
  readonly interlock?: string;
}

/** Acts on the whole recovery that make sense in a status; the gravest last. */
export function runActs(status: RunStatus): readonly SteerAct[] {
  switch (status) {
    case 'running':
    case 'held':
      return ['note', 'pause', 'undo', 'stop', 'abort'];
    case 'paused':
      return ['note', 'resume', 'undo', 'stop', 'abort'];
    case 'stopped':
      return ['note', 'resume', 'undo', 'abort'];
    case 'aborting':
      return ['note'];
    case 'aborted':
    case 'unsafe':
    case 'done':
      return [];
  }
}

/** Acts on a step, or on a part of one, that make sense as it stands. */
export function stepActs(
  { status, error }: Pick<Step | StepPart, 'status' | 'error'>,
  isOver: boolean,
): readonly SteerAct[] {
  if (isOver) return [];
  const inDoubt = status === 'held' && error?.code === 'OUTCOME_UNKNOWN';
  switch (status) {
    case 'held':
      return [...(inDoubt ? (['done'] as const) : []), 'retry', 'skip', 'undo', 'note'];
    case 'denied':
    case 'undone':
      return ['retry', 'skip', 'note'];
    case 'waiting':
      return ['skip', 'note'];
    case 'done':
      return ['undo', 'note'];
    case 'pending':
    case 'running':
    case 'skipped':
    case 'failed':
      return ['note'];
  }
}

/** Whether a recovery has ended, so that nothing can be said to it. */
export function isOver({ endedAt }: Pick<Recovery, 'endedAt'>): boolean {
  return endedAt !== null;
}

/** Acts that take something away, and are shown so. */
export const GRAVE: ReadonlySet<SteerAct> = new Set(['stop', 'abort', 'undo']);

/** Acts whose effect can be seen first. */
export type ForeseenAct = Exclude<SteerAct, 'note' | 'done'>;

/** Whether the effect of an act can be seen first. */
export function isForeseen(act: SteerAct): act is ForeseenAct {
  return act !== 'note' && act !== 'done';
}
