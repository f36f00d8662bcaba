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
  SITE_LEFT_OPEN: {
    retry: 'never',
    summary:
      'An earlier recovery of the site did not come to an end: nobody knows how it was left.',
    fix: 'Look at it with `blackstart show ID`, then start with `--after ID --reason TEXT`.',
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
  SUPERVISOR_FAILED: {
    retry: 'never',
    summary: 'The supervisor did not become ready.',
    fix: 'Read its last words in the message; `blackstart doctor` looks for what is missing.',
  },
  KEY_UNREADABLE: {
    retry: 'never',
    summary: 'A key of this installation cannot be read.',
    fix: 'Restore the file from its copy. Without it, move it away: a new one is made, and recoveries that were started with the old one take no more statements from here.',
  },
  LAB_NOT_UP: {
    retry: 'never',
    summary: 'The simulated site did not start.',
    fix: 'Read lab.log in the state folder; `blackstart validate` checks the inventory that it is made from.',
  },
  LAB_NOT_RUNNING: {
    retry: 'never',
    summary: 'No simulated site runs in this state folder.',
    fix: 'Start a drill, or a lab alone with `blackstart lab up FILE`; `--state` names another folder.',
  },
  FAULT_REFUSED: {
    retry: 'never',
    summary: 'The lab cannot have this fault.',
    fix: 'Mend it as the message says; `blackstart lab fault --help` lists the kinds and what they strike.',
  },
  NOT_POSSIBLE_YET: {
    retry: 'never',
    summary: 'This version cannot do that.',
    fix: 'Do it as the message says.',
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
  FILE_UNWRITABLE: {
    retry: 'never',
    summary: 'A file could not be written.',
    fix: 'Check the folder, its permissions and the room on its disk.',
  },
  FILE_EXISTS: {
    retry: 'never',
    summary: 'A file that would be written is there already.',
    fix: 'Name an empty folder; nothing was written.',
  },
  LIVE_NOT_ASKED: {
    retry: 'never',
    summary: 'A live recovery was asked for by half: `--live` or the confirmation is missing.',
    fix: 'Give `--live`, and type the name of the site when asked or give it with `--confirm SITE`; `blackstart drill` rehearses.',
  },
  LIVE_NOT_CONFIRMED: {
    retry: 'never',
    summary: 'What was typed to confirm a live recovery is not the name of its site.',
    fix: 'Check which site you mean, then give its name exactly; nothing was started.',
  },
  UNEXPECTED: {
    retry: 'never',
    summary: 'A fault of Blackstart itself, or of the machine it runs on.',
    fix: 'Run it again with BLACKSTART_DEBUG=1 and report what it prints; `blackstart doctor` looks at the machine.',
  },
} as const;
