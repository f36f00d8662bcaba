/** Failures of connector calls. */
export const CONNECTOR_ERRORS = {
  CALL_INPUT_INVALID: {
    retry: 'never',
    summary: 'The input of a connector does not fit its schema once expressions are filled in.',
    fix: 'Correct `with`; `blackstart connectors NAME` shows the input and an example.',
  },
  TARGET_OUTSIDE_INVENTORY: {
    retry: 'never',
    summary: 'A call aims at something that is not an object of the plan’s own inventory.',
    fix: 'Name an object of this inventory, or add the address to it under `endpoints`.',
  },
} as const;
