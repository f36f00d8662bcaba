import { z } from 'zod';
import {
  defineConnector,
  type ConnectorCall,
  type ConnectorDefinition,
} from '../../activities/define-connector';
import type { JsonObject } from '../../model/json';

interface Tested {
  readonly site: string;
}
type Run = (call: ConnectorCall<Tested>) => Promise<JsonObject>;

/** A connector that does as a test says; `before` reads how often it was asked. */
export function tested(
  run: Run,
  over: Partial<ConnectorDefinition> = {},
): {
  readonly calls: ConnectorCall<Tested>[];
  readonly connectors: ReadonlyMap<string, ConnectorDefinition>;
} {
  const calls: ConnectorCall<Tested>[] = [];
  const definition: ConnectorDefinition = {
    ...defineConnector({
      uses: 'test.call',
      summary: 'Test.',
      effect: 'idempotent',
      needs: [],
      input: z.looseObject({ site: z.string() }),
      output: z.looseObject({}),
      examples: [{ with: { site: 'a' }, gives: { example: true } }],
      targets: ({ site }) => [{ kind: 'endpoint', id: site }],
      run: async (call) => {
        calls.push(call);
        return await run(call);
      },
    }),
    ...over,
  };
  return { calls, connectors: new Map([[definition.uses, definition]]) };
}
