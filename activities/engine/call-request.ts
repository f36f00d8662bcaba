import type { ConnectorRequest } from './connector-caller';
import type { CallInput } from './engine-activities';

/** The request of a call phase. */
export function requestOf(input: CallInput): ConnectorRequest {
  return {
    uses: input.phase.uses,
    with: input.with,
    phase: input.phase.id,
    ...(input.item === undefined ? {} : { item: String(input.item) }),
    ...(input.phase.undo === undefined ? {} : { undo: input.phase.undo }),
  };
}
