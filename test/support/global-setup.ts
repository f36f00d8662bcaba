import type { Config } from 'jest';
import { resolveServerBinary } from './temporal-binary';
import { startTemporalServer, type TemporalServer } from './temporal-server';

declare global {
  /** Set by globalSetup, ended by globalTeardown. */
  var blackstartTestServer: TemporalServer | undefined;
}

/** Folders whose tests never talk to a server, such as in `npm test -- model/plan`. */
const SERVERLESS = /^(model|lab|ledger)\//;

interface GlobalConfig {
  readonly testPathPatterns: { readonly patterns: readonly string[] };
}

/** Starts one Temporal server for the whole run; BLACKSTART_TEST_TEMPORAL names it, or one that runs already. */
export default async function setUp(config: Config & GlobalConfig): Promise<void> {
  const { patterns } = config.testPathPatterns;
  if (patterns.length > 0 && patterns.every((pattern) => SERVERLESS.test(pattern))) return;
  if (process.env['BLACKSTART_TEST_TEMPORAL'] !== undefined) return;
  const binary = await resolveServerBinary({
    log: (message) => process.stderr.write(`${message}\n`),
  });
  globalThis.blackstartTestServer = await startTemporalServer(binary);
  process.env['BLACKSTART_TEST_TEMPORAL'] = globalThis.blackstartTestServer.address;
}
