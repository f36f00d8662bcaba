import type { RunStatus } from '../../model/run/state';
import { statusPaint, type Style } from './style';

const STATUSES: readonly string[] = [
  'running',
  'held',
  'paused',
  'stopped',
  'aborting',
  'aborted',
  'unsafe',
  'done',
] satisfies readonly RunStatus[];

/** The status of a recovery in its colour; one that this version does not know stays plain. */
export function runStatus(status: string, style: Style): string {
  return isRunStatus(status) ? statusPaint(status, style)(status) : status;
}

function isRunStatus(status: string): status is RunStatus {
  return STATUSES.includes(status);
}
