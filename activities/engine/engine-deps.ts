import type { Logger } from 'pino';
import type { Ledger } from '../../ledger/ledger';
import type { ConnectorDefinition } from '../define-connector';
import type { PortFactory } from '../ports/ports';
import type { AttemptsLog } from './attempts-log';

/** What the engine's activities are made of; built in worker/, faked in tests. */
export interface EngineDeps {
  readonly ledger: Ledger;
  /** Every connector of this worker, by `uses`. */
  readonly connectors: ReadonlyMap<string, ConnectorDefinition>;
  readonly ports: PortFactory;
  readonly log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** When this worker last had an answer from Temporal, ms since 1970; it starts no server on one older than 15 s. */
  readonly reachedTemporalAt: () => number;
  /** Calls that were made; without one the engine writes them to the ledger by itself. */
  readonly attempts?: AttemptsLog;
}
