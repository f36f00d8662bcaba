import type { ErrorCode } from '../model/errors';
import type { RunStatus } from '../model/run/state';

/** What a command ends with; the same numbers everywhere (docs/reference/command-line.md). */
export const EXIT = {
  ok: 0,
  /** Problems were found, or a statement was refused. */
  problems: 1,
  usage: 2,
  /** Held, paused or stopped: only people can move it. */
  held: 3,
  aborted: 4,
  /** Temporal or the ledger cannot be reached. */
  unreachable: 5,
  unsafe: 6,
} as const;

const OF_ERROR: Partial<Readonly<Record<ErrorCode, number>>> = {
  USAGE: EXIT.usage,
  USES_UNKNOWN: EXIT.usage,
  LIVE_NOT_ASKED: EXIT.usage,
  TEMPORAL_UNREACHABLE: EXIT.unreachable,
  LEDGER_UNREACHABLE: EXIT.unreachable,
  LEDGER_CONFLICT: EXIT.unreachable,
  PLAN_PART_MISSING: EXIT.unreachable,
  SERVER_BINARY_MISSING: EXIT.unreachable,
  SUPERVISOR_FAILED: EXIT.unreachable,
};

/** Exit code of a command that failed with an error of the catalogue. */
export function exitOfError(code: ErrorCode): number {
  return OF_ERROR[code] ?? EXIT.problems;
}

/** Exit code of an attached command, by the state its recovery was left in. */
export function exitOfStatus(status: RunStatus): number {
  switch (status) {
    case 'done':
    case 'running':
      return EXIT.ok;
    case 'held':
    case 'paused':
    case 'stopped':
      return EXIT.held;
    case 'aborting':
    case 'aborted':
      return EXIT.aborted;
    case 'unsafe':
      return EXIT.unsafe;
  }
}
