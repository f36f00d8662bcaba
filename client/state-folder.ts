import { join, resolve } from 'node:path';

/** Where an installation keeps its keys, its ledger and its processes' files. */
export interface StateFolder {
  /** Absolute. */
  readonly root: string;
  /** SQLite file of the ledger. */
  readonly ledger: string;
  /** Folder of the installation's keys. */
  readonly keys: string;
  /** Folder of the embedded Temporal server. */
  readonly temporal: string;
  /** Folder of the simulated site. */
  readonly lab: string;
  /** Folder that says for which recoveries people are simulated. */
  readonly people: string;
  /** JSON file that says where the supervisor is, while it is ready. */
  readonly supervisor: string;
  /** JSON file that says where the page is, or was last. */
  readonly page: string;
  /** Log file of a process. */
  log(name: 'supervisor' | 'worker' | 'api' | 'people' | 'lab'): string;
}

/** The state folder: `flag`, else BLACKSTART_STATE, else `.blackstart` in the working directory. */
export function stateFolder(flag?: string): StateFolder {
  const named = flag ?? process.env['BLACKSTART_STATE'];
  const root = resolve(named === undefined || named === '' ? '.blackstart' : named);
  return {
    root,
    ledger: join(root, 'ledger.db'),
    keys: join(root, 'keys'),
    temporal: join(root, 'temporal'),
    lab: join(root, 'lab'),
    people: join(root, 'people'),
    supervisor: join(root, 'supervisor.json'),
    page: join(root, 'page.json'),
    log: (name) => join(root, `${name}.log`),
  };
}
