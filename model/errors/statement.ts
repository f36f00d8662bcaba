/** Refusals of human acts. A refused statement changes nothing and leaves no entry. */
export const STATEMENT_ERRORS = {
  STATEMENT_MALFORMED: {
    retry: 'never',
    summary: 'What was sent is not a signed statement.',
    fix: 'Send it with `blackstart approve`, `deny`, `done` and so on, or build it as docs/concepts/approvals.md says.',
  },
  STATEMENT_UNSIGNED: {
    retry: 'never',
    summary: 'The statement carries no signature.',
    fix: 'Send it with the command line, which signs it; access to Temporal alone is not enough.',
  },
  STATEMENT_SIGNATURE_WRONG: {
    retry: 'never',
    summary:
      'The signature does not fit the statement: it was altered, or signed with another key.',
    fix: 'Sign again what you want to say; if you did not send this, tell the incident commander.',
  },
  STATEMENT_KEY_UNKNOWN: {
    retry: 'never',
    summary: 'The key that signed is not among the keys of the plan.',
    fix: 'Use the state folder (`--state`) of the installation that started this recovery.',
  },
  STATEMENT_OTHER_RECOVERY: {
    retry: 'never',
    summary: 'The statement is about another recovery.',
    fix: 'Answer the question of this recovery: `blackstart inbox` lists them.',
  },
  STATEMENT_OTHER_PLAN: {
    retry: 'never',
    summary: 'The statement is about another plan.',
    fix: 'Look at the question again and answer it anew.',
  },
  STATEMENT_TOO_OLD: {
    retry: 'never',
    summary: 'The statement was made more than 5 minutes ago.',
    fix: 'Say it again; if it was made now, set the clock of the machine that signed it.',
  },
  STATEMENT_TOO_EARLY: {
    retry: 'never',
    summary: 'The statement is dated more than 5 minutes ahead.',
    fix: 'Set the clock of the machine that signed it.',
  },
  STATEMENT_SIMULATED: {
    retry: 'never',
    summary: 'A simulated person cannot act in this recovery.',
    fix: 'Let a person of the roster answer; simulated people belong to drills started without `--ask`.',
  },
  STATEMENT_QUESTION_CHANGED: {
    retry: 'never',
    summary: 'The question has changed since it was shown.',
    fix: 'Look at it again with `blackstart inbox` and answer it anew.',
  },
  NONCE_REUSED: {
    retry: 'never',
    summary: 'A statement with this nonce was accepted before, with another content.',
    fix: 'Make a new statement with a new nonce.',
  },
  PERSON_UNKNOWN: {
    retry: 'never',
    summary: 'The person is not in the roster of the plan.',
    fix: 'Name somebody of the roster; a roster that changed takes effect with a new recovery.',
  },
  ROLE_NOT_HELD: {
    retry: 'never',
    summary: 'The person does not hold the role.',
    fix: 'Name a role that the roster gives this person.',
  },
  ROLE_NOT_ASKED: {
    retry: 'never',
    summary: 'The question is not put to this role.',
    fix: 'Let somebody with one of the roles named answer.',
  },
  STARTER_MAY_NOT: {
    retry: 'never',
    summary: 'Who started the recovery may not sign here.',
    fix: 'Ask another person with the role.',
  },
  ALREADY_SIGNED: {
    retry: 'never',
    summary: 'This person has signed this question already.',
    fix: 'Another person must give the next signature.',
  },
  ROLE_ALREADY_SIGNED: {
    retry: 'never',
    summary: 'Each signature must come from another role, and this role has signed.',
    fix: 'Somebody with another of the roles must sign.',
  },
  NOT_ASKED: {
    retry: 'never',
    summary: 'Nothing is asked there now.',
    fix: 'See `blackstart inbox` for what waits, and `blackstart show` for how it stands.',
  },
  ACT_NOT_POSSIBLE: {
    retry: 'never',
    summary: 'That cannot be done to this step in its present state.',
    fix: 'See `blackstart show` for the state of the step.',
  },
  VERB_NOT_ALLOWED: {
    retry: 'never',
    summary: 'The role may not use this verb.',
    fix: 'Ask somebody whose role lists it under `may` in the roster.',
  },
  REASON_MISSING: {
    retry: 'never',
    summary: 'This act needs a reason.',
    fix: 'Give one with `--reason`.',
  },
  FORM_INCOMPLETE: {
    retry: 'never',
    summary: 'The answer does not fit the form of the task.',
    fix: 'Give each field as the form asks, with `--set name=value`.',
  },
  READING_UNKNOWN_PERMIT: {
    retry: 'never',
    summary: 'The gate asks for no such reading.',
    fix: 'Name one of the readings that are listed in the question.',
  },
  READING_TOO_OLD: {
    retry: 'never',
    summary: 'The reading is older than the permit allows, or dated in the future.',
    fix: 'Take it again.',
  },
  LOCK_NOT_YOURS: {
    retry: 'never',
    summary: 'A lock is released by its holder alone.',
    fix: 'Ask its holder; an open lock is never passed.',
  },
  SIGN_OFF_TOO_SOON: {
    retry: 'never',
    summary:
      'A power gate is signed off only when every lock is off and every reading is safe and fresh.',
    fix: 'Give what is still missing first; `blackstart inbox` lists it.',
  },
  SKIP_REFUSED: {
    retry: 'never',
    summary: 'A power gate cannot be skipped.',
    fix: 'Give its locks, readings and sign-off.',
  },
  RUN_OVER: {
    retry: 'never',
    summary: 'The recovery has ended.',
    fix: 'See `blackstart show` for how it ended.',
  },
  RUN_NOT_READY: {
    retry: 'backoff',
    summary: 'The recovery is still loading its plan.',
    fix: 'None: try again in a moment.',
  },
  CAUSE_MISSING: {
    retry: 'never',
    summary: 'A feed that tripped is not resumed without a cause.',
    fix: 'Say what was found: `blackstart resume --feed FEED --cause TEXT --reason TEXT`.',
  },
  TRIP_NOT_SIGNED_OFF: {
    retry: 'never',
    summary: 'The power gate of a tripped feed has not been signed off again.',
    fix: 'Give what the message lists, then resume.',
  },
  UNDO_NOTHING: {
    retry: 'never',
    summary: 'There is nothing recorded that could be put back.',
    fix: 'See `blackstart undo --what-if` for what could.',
  },
  UNDO_ON_TOP: {
    retry: 'never',
    summary: 'Other steps that stand on this one were done and are not undone.',
    fix: 'Undo those first, latest first, or the whole run with `blackstart undo`.',
  },
  UNDO_UNDERWAY: {
    retry: 'never',
    summary: 'An undo or make-safe is at work on it.',
    fix: 'Wait for its end, or see what it waits for with `blackstart show`.',
  },
  WAIVE_REFUSED: {
    retry: 'never',
    summary: 'The interlock cannot be waived so.',
    fix: 'Name an interlock and a feed of the power gate and a time of at most 24 h; a second person signs the same.',
  },
} as const;
