import { z } from 'zod';
import { CONNECTORS } from '../../activities/connectors';
import type { ConnectorDefinition } from '../../activities/define-connector';
import { isJsonObject, type JsonObject } from '../../model/json';
import type { ConnectorSheet } from '../render/connectors';

/** Every connector's definition as data, by name. */
export function connectorSheets(): readonly ConnectorSheet[] {
  return CONNECTORS.map(sheetOf).sort((a, b) => (a.uses < b.uses ? -1 : 1));
}

function sheetOf(definition: ConnectorDefinition): ConnectorSheet {
  const { uses, summary, effect, effectByStep = false, needs, examples } = definition;
  return {
    uses,
    summary,
    effect,
    effectByStep,
    needs,
    input: schemaOf(definition.input, 'input'),
    output: schemaOf(definition.output, 'output'),
    examples,
  };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const made = z.toJSONSchema(schema, { target: 'draft-7', io, unrepresentable: 'any' });
  const data: unknown = JSON.parse(JSON.stringify(made));
  return isJsonObject(data) ? data : {};
}
