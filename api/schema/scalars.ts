import { STEP_KINDS } from '../../model/schema/steps';
import { z } from 'zod';
import { ACTS } from '../../model/statement';

/** ISO 8601 UTC. */
export const Time = z.string().describe('ISO 8601, UTC.');

/** Whatever JSON may hold. */
export const AnyJson = z.unknown().describe('Any JSON value.');

/** An object whose members depend on what it tells of. */
export const AnyObject = z.record(z.string(), z.unknown());

export const Mode = z.enum(['live', 'drill']);

export const RunStatus = z
  .enum(['running', 'held', 'paused', 'stopped', 'aborting', 'aborted', 'unsafe', 'done'])
  .meta({ id: 'RunStatus' });

export const NodeStatus = z
  .enum(['pending', 'running', 'waiting', 'held', 'done', 'skipped', 'denied', 'failed', 'undone'])
  .meta({ id: 'NodeStatus' });

export const NodeKind = z.enum(STEP_KINDS).meta({ id: 'NodeKind' });

export const ActName = z.enum(ACTS).meta({ id: 'Act' });

/** Whether Temporal can be reached: while it is `down`, what is read comes from the ledger and nothing can be said. */
export const TemporalState = z
  .enum(['up', 'down'])
  .describe('Whether Temporal answers; while it does not, all can be read and nothing can be said.')
  .meta({ id: 'TemporalState' });

export const StepError = z
  .object({ code: z.string(), message: z.string(), fix: z.string().optional() })
  .meta({ id: 'StepError' });

/** Part of a plan's id, or of a recovery's. */
export const RecoveryParams = z.strictObject({
  id: z.string().min(1).max(200).describe('Id of the recovery, whole.'),
});

/** A shape that has nothing in it. */
export const NOTHING = z.strictObject({});
