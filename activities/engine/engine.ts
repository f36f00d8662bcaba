import { AttemptsLog } from './attempts-log';
import type { EngineActivities } from './engine-activities';
import type { EngineDeps } from './engine-deps';
import { OperationError } from '../../model/errors';
import { ledgerFailure } from './failures';
import { makeCall } from './make-call';
import { PlanStore } from './plan-store';
import { runSlice } from './run-slice';
import { watchServices } from './watch-services';

/** The activities of a worker. */
export function engineActivities(deps: EngineDeps): EngineActivities {
  const plans = new PlanStore(deps.ledger);
  const attempts = deps.attempts ?? new AttemptsLog(deps.ledger, deps.log);
  return {
    async loadPart({ digest }) {
      try {
        const text = await deps.ledger.part(digest);
        if (text !== undefined) return text;
        throw new OperationError('PLAN_PART_MISSING', `the ledger does not hold ${digest}`);
      } catch (error) {
        throw ledgerFailure(error);
      }
    },
    async appendLedger({ recovery, entries, writer }) {
      try {
        await deps.ledger.append(recovery, entries, writer);
      } catch (error) {
        throw ledgerFailure(error);
      }
    },
    call: (input) => makeCall(deps, plans, attempts, input),
    runSlice: (input) => runSlice(deps, plans, attempts, input),
    watchServices: (input) => watchServices(deps, plans, attempts, input),
  };
}
