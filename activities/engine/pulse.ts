import { setMaxListeners } from 'node:events';
import { Context } from '@temporalio/activity';
import type { Json } from '../../model/json';
import type { Ending } from './failures';
import type { Redactor } from './redactor';

/** Time between heartbeats, ms: a third of the second that the heartbeat timeout of 3 s leaves for trouble. */
const BEAT_MS = 400;

/** The heartbeat of an activity: it carries the checkpoint out, and the order to end in. */
export interface Pulse {
  readonly signal: AbortSignal;
  /** What a successor would go on from. */
  readonly checkpoint: Json;
  /** Takes a new checkpoint and sends it; the SDK holds back all but the newest within half a second. */
  keep(checkpoint: Json): void;
}

/** Runs the work of an activity under heartbeats of its Temporal context. */
export async function underPulse<T>(
  first: Json,
  redactor: Redactor,
  work: (pulse: Pulse) => Promise<T>,
  failed: (error: unknown, ending: Ending, checkpoint: Json) => Error,
): Promise<T> {
  const context = Context.current();
  // Every call of a slice listens to it.
  setMaxListeners(0, context.cancellationSignal);
  let checkpoint = first;
  const beat = () => context.heartbeat(checkpoint);
  const timer = setInterval(beat, BEAT_MS);
  beat();
  try {
    return await work({
      signal: context.cancellationSignal,
      get checkpoint() {
        return checkpoint;
      },
      keep(next) {
        checkpoint = redactor.json(next);
        beat();
      },
    });
  } catch (error) {
    const byShutdown = context.cancellationDetails?.workerShutdown === true;
    throw failed(error, { signal: context.cancellationSignal, byShutdown }, checkpoint);
  } finally {
    clearInterval(timer);
  }
}
