/** What is missing or broken around a run: servers, files, versions. */
export const SYSTEM_ERRORS = {
  LEDGER_CONFLICT: {
    retry: 'never',
    summary: 'The ledger holds another entry under the same number.',
    fix: 'Two runs write under one recovery id, or the ledger was altered: stop the run, keep both copies, and compare them.',
  },
  LEDGER_GAP: {
    retry: 'never',
    summary: 'An entry was given to the ledger before the one that precedes it.',
    fix: 'Restore the ledger from its copy; if it was never restored or altered, report a fault of Blackstart.',
  },
  LEDGER_UNREACHABLE: {
    retry: 'backoff',
    summary: 'The ledger could not be opened or written.',
    fix: 'Check the state folder (`--state`), its disk and its permissions; `blackstart doctor` looks.',
  },
  PLAN_PART_MISSING: {
    retry: 'never',
    summary: 'The ledger does not hold a part of the plan.',
    fix: 'Use the ledger of the installation that started the recovery.',
  },
  TEMPORAL_UNREACHABLE: {
    retry: 'backoff',
    summary: 'Temporal does not answer.',
    fix: '`blackstart up` starts the embedded server; for your own, check TEMPORAL_ADDRESS and its certificates.',
  },
  SITE_BUSY: {
    retry: 'never',
    summary: 'A live recovery of this site runs already.',
    fix: 'Join it with `blackstart watch`; one site has one live recovery at a time.',
  },
  RECOVERY_UNKNOWN: {
    retry: 'never',
    summary: 'There is no such recovery in this ledger.',
    fix: '`blackstart list` shows them; check `--state`.',
  },
  RECOVERY_OVER: {
    retry: 'never',
    summary: 'The recovery has ended.',
    fix: '`blackstart show ID` says how it ended.',
  },
  LIVE_STORE_UNSAFE: {
    retry: 'never',
    summary: 'A live recovery needs a Temporal store that survives a power cut.',
    fix: 'Use a Temporal cluster on PostgreSQL or Cassandra (docs/production.md), or the embedded server with its file and synchronous=FULL.',
  },
  LAB_BUSY: {
    retry: 'never',
    summary: 'Another drill still uses the lab of this state folder.',
    fix: 'Wait for it, stop it with `blackstart stop`, or give this one its own `--state` folder.',
  },
  SUPERVISOR_RUNNING: {
    retry: 'never',
    summary: 'A supervisor runs for this state folder already.',
    fix: 'Use it, or end it with `blackstart down`.',
  },
  SERVER_BINARY_MISSING: {
    retry: 'never',
    summary: 'The Temporal server binary could not be found, downloaded or built.',
    fix: 'Put `temporal` (CLI 1.5.1) on the PATH, or install Go 1.25 or later so that it can be built.',
  },
  FILE_UNREADABLE: {
    retry: 'never',
    summary: 'A file could not be read.',
    fix: 'Check its path and permissions.',
  },
  USAGE: {
    retry: 'never',
    summary: 'The command was given something it cannot use.',
    fix: 'See `--help` of the command for examples.',
  },
} as const;
