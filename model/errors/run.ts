/** Failures of steps and of a run as a whole. */
export const RUN_ERRORS = {
  EXPRESSION_FAILED: {
    retry: 'never',
    summary: 'An expression could not be worked out in the run.',
    fix: 'See the values it names with `blackstart show --format json`; skip the step, or mend the runbook and start anew.',
  },
  TOO_MANY_ITEMS: {
    retry: 'never',
    summary: '`forEach` gave more than 1,000 items.',
    fix: 'Narrow the list, or split the step.',
  },
  ASK_EXPIRED: {
    retry: 'never',
    summary: 'A question was not answered in time. Expiry never approves.',
    fix: '`blackstart retry STEP --reason TEXT` asks again.',
  },
  DENIED: {
    retry: 'never',
    summary: 'A person said no.',
    fix: '`blackstart retry STEP --reason TEXT` asks again once the reason is dealt with.',
  },
  OUTCOME_UNKNOWN: {
    retry: 'never',
    summary:
      'A call that must not be repeated was in flight when its worker or connection was lost.',
    fix: 'Find out at the target whether it took effect; then `blackstart done STEP --reason TEXT` says that it did, and `retry` sends it again.',
  },
  FEED_TRIPPED: {
    retry: 'never',
    summary:
      'The feed was lost or not safe. What stands on it is held; power that comes back moves nothing.',
    fix: 'Find the cause, give the readings and the sign-off that the power gate asks for again, then `blackstart resume --feed FEED --cause TEXT`.',
  },
  UNDO_FAILED: {
    retry: 'never',
    summary: 'What was to be put back could not be.',
    fix: 'Look at the target; `retry` tries again, `skip` leaves it as it is and goes on with the rest.',
  },
  MAKE_SAFE_FAILED: {
    retry: 'never',
    summary: 'A step of make-safe did not succeed; the others were done.',
    fix: 'Do by hand what is left, as `blackstart show` lists it.',
  },
  WORKER_LOST: {
    retry: 'backoff',
    summary: 'The worker that made a call died or lost its connection.',
    fix: 'None: the call is taken up again by another worker. `blackstart doctor` if it lasts.',
  },
  STEP_TIMED_OUT: {
    retry: 'backoff',
    summary: 'One attempt of a call took longer than its timeout.',
    fix: 'Raise `timeout` if the target is slow; else mend the target and retry.',
  },
  START_REFUSED: {
    retry: 'never',
    summary: 'The start of the recovery is not signed by somebody who may start it.',
    fix: 'Start it with `blackstart drill` or `blackstart recover`, as a person of the roster.',
  },
  PLAN_PART_WRONG: {
    retry: 'never',
    summary: 'A part of the plan does not have the digest that names it.',
    fix: 'Restore the ledger from its copy; a plan that was altered is never run.',
  },
} as const;
