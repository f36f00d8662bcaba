import { z } from 'zod';
import { defineConnector } from '../activities/define-connector';

/** Does nothing, so that what is measured is the engine. */
export const noop = defineConnector({
  uses: 'bench.noop',
  summary: 'Does nothing.',
  effect: 'idempotent',
  needs: [],
  input: z.strictObject({}),
  output: z.object({}),
  examples: [{ with: {}, gives: {} }],
  targets: () => [],
  run: () => Promise.resolve({}),
});
