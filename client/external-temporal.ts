import type { ConnectionOptions } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { OperationError } from '../model/errors';

/** A Temporal that was named: by the environment, a temporal.toml, or the supervisor of the state folder. */
export interface TemporalTarget {
  readonly kind: 'external' | 'embedded';
  /** host:port */
  readonly address: string;
  readonly namespace: string;
  readonly options: ConnectionOptions;
}

/**
 * The Temporal that TEMPORAL_ADDRESS, TEMPORAL_PROFILE or a temporal.toml names, with its mTLS or API key;
 * undefined where none is named. Throws TEMPORAL_UNREACHABLE where what they say makes no sense.
 */
export function externalTemporal(): TemporalTarget | undefined {
  try {
    const { connectionOptions, namespace } = loadClientConnectConfig();
    const { address, tls, apiKey, metadata } = connectionOptions;
    if (address === undefined || address === '') return undefined;
    return {
      kind: 'external',
      address,
      namespace: namespace ?? 'default',
      options: {
        address,
        ...(tls === undefined ? {} : { tls }),
        ...(apiKey === undefined ? {} : { apiKey }),
        ...(metadata === undefined ? {} : { metadata }),
      },
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new OperationError('TEMPORAL_UNREACHABLE', `TEMPORAL_… or temporal.toml: ${message}`, {
      cause: error,
    });
  }
}
