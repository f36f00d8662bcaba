import type { OperationError } from '../../../model/errors';
import type { SectionSlice, SliceResult, SliceServer } from '../../../model/plan/plan';
import type { ConnectorCaller } from '../connector-caller';
import { DetailedError } from '../failures';
import { inLanes } from './lanes';
import { serverError } from './server-call';
import type { SliceLog } from './slice-log';
import { MOST_NAMES } from './wave-state';

/** What reads a restore policy. */
const RESTORE_POLICY = 'redfish.restore-policy';
/** The one policy under which servers wait for their wave. */
const SAFE_POLICY = 'always-off';

/** Longest BMCs may take to come up: authored ms, and at least so many real ones. */
const BMC_MS = 300_000;
const LEAST_BMC_MS = 15_000;
const AGAIN_MS = 500;
const BMC_LANES = 16;

interface Parts {
  readonly caller: ConnectorCaller;
  readonly log: SliceLog;
  readonly slice: SectionSlice;
  readonly speed: number;
}

interface PoliciesRead {
  /** How many were read; all of them are as they should be. */
  readonly policies: number;
  readonly unread: number;
  readonly failed: SliceResult['failed'];
}

/**
 * Reads what each server behind a section does when its power returns; BMCs that have just got power are given time to
 * come up. Throws RESTORE_POLICY_WRONG where any would start by itself.
 */
export async function readPolicies(
  parts: Parts,
  outer: AbortSignal,
  told: (count: number) => void,
): Promise<PoliciesRead> {
  const { caller, slice, speed } = parts;
  const { clock } = caller.ports;
  const until = clock.now() + Math.max(BMC_MS / speed, LEAST_BMC_MS);
  const policies = new Map<string, string>();
  const errors = new Map<string, OperationError>();
  let waiting: readonly SliceServer[] = slice.servers;
  while (waiting.length > 0) {
    await inLanes(waiting, BMC_LANES, outer, async (server, signal) => {
      await readPolicy(parts, server, policies, errors, signal);
      told(policies.size);
    });
    waiting = waiting.filter(({ id }) => !policies.has(id) && errors.get(id)?.retry !== 'never');
    if (clock.now() >= until) break;
    if (waiting.length > 0) await clock.sleep(AGAIN_MS, outer);
  }
  const wrong = [...policies].filter(([, policy]) => policy !== SAFE_POLICY);
  const failed = [
    ...wrong.map(([id, policy]) => ({
      id,
      code: 'RESTORE_POLICY_WRONG',
      message: `its restore policy is ${policy}`,
    })),
    ...[...errors]
      .filter(([id]) => !policies.has(id))
      .map(([id, { code, message }]) => ({ id, code, message })),
  ].slice(0, MOST_NAMES);
  if (wrong.length > 0) {
    const named = wrong.slice(0, 5).map(([id, policy]) => `${id} is ${policy}`);
    throw new DetailedError(
      'RESTORE_POLICY_WRONG',
      `${String(wrong.length)} servers behind section ${slice.section} would start by themselves: ${named.join(', ')}`,
      { failed },
    );
  }
  return { policies: policies.size, unread: slice.servers.length - policies.size, failed };
}

async function readPolicy(
  { caller, log }: Parts,
  server: SliceServer,
  policies: Map<string, string>,
  errors: Map<string, OperationError>,
  signal: AbortSignal,
): Promise<void> {
  try {
    const read = { uses: RESTORE_POLICY, with: { server: server.id }, phase: 'policy' };
    const hooks = { ended: log.ended };
    const { policy } = await caller.call({ ...read, item: server.id }, signal, hooks);
    policies.set(server.id, typeof policy === 'string' ? policy : 'unknown');
  } catch (error) {
    errors.set(server.id, serverError(error, signal));
  }
}
