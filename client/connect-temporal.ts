import { Client, Connection } from '@temporalio/client';
import { OperationError } from '../model/errors';
import { externalTemporal, type TemporalTarget } from './external-temporal';
import type { StateFolder } from './state-folder';
import { takesConnections } from './tcp-probe';
import { readJsonFile } from './write-by-rename';

/** How long a port may take to answer, ms. */
const PROBE_MS = 2000;

/** How long the server behind an open port may take to answer, ms. */
const CONNECT_MS = 5000;

/** A connection to Temporal; whoever opened it closes it. */
export interface TemporalAccess {
  readonly target: TemporalTarget;
  readonly connection: Connection;
  readonly client: Client;
  close(): Promise<void>;
}

/** The external Temporal where one is named, else the embedded one of the supervisor that runs. */
export async function temporalTarget(state: StateFolder): Promise<TemporalTarget> {
  const external = externalTemporal();
  if (external !== undefined) return external;
  const record = await readJsonFile(state.supervisor);
  const address = record?.['address'];
  if (typeof address !== 'string') {
    throw new OperationError(
      'TEMPORAL_UNREACHABLE',
      `no supervisor is ready for ${state.root}, and TEMPORAL_ADDRESS names no server`,
    );
  }
  return embeddedTemporal(address);
}

/** The embedded server at an address. */
function embeddedTemporal(address: string): TemporalTarget {
  return { kind: 'embedded', address, namespace: 'default', options: { address } };
}

/** Connects to Temporal. Throws TEMPORAL_UNREACHABLE within seconds where nothing answers. */
export async function connectTemporal(target: TemporalTarget): Promise<TemporalAccess> {
  // A gRPC client that fails once waits a second before it dials again: the port is asked first.
  if (!(await takesConnections(target.address, PROBE_MS))) {
    throw new OperationError('TEMPORAL_UNREACHABLE', `nothing answers at ${target.address}`);
  }
  try {
    const connection = await Connection.connect({ ...target.options, connectTimeout: CONNECT_MS });
    return {
      target,
      connection,
      client: new Client({ connection, namespace: target.namespace }),
      close: () => connection.close(),
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new OperationError('TEMPORAL_UNREACHABLE', `${target.address}: ${message}`, {
      cause: error,
    });
  }
}
