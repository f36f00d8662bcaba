import { z } from 'zod';
import type { ScopeType } from '../../model/expression/scope-type';

/** What expressions may say of a value that a schema describes. */
export function outputType(schema: z.core.$ZodType): ScopeType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return outputType(schema.unwrap());
  if (schema instanceof z.ZodString || schema instanceof z.ZodEnum) return { kind: 'string' };
  if (schema instanceof z.ZodStringFormat) return { kind: 'string' };
  if (schema instanceof z.ZodNumber) return { kind: 'number' };
  if (schema instanceof z.ZodBoolean) return { kind: 'bool' };
  if (schema instanceof z.ZodLiteral) return literalType(schema);
  if (schema instanceof z.ZodArray) return { kind: 'list', item: outputType(schema.element) };
  if (schema instanceof z.ZodRecord) return { kind: 'map', value: outputType(schema.valueType) };
  if (schema instanceof z.ZodObject) {
    const shape: z.core.$ZodShape = schema.shape;
    const fields: Record<string, ScopeType> = {};
    for (const [name, field] of Object.entries(shape)) fields[name] = outputType(field);
    return { kind: 'object', fields };
  }
  return { kind: 'any' };
}

function literalType(schema: z.ZodLiteral): ScopeType {
  const kinds = new Set([...schema.values].map((value) => typeof value));
  const [kind] = kinds;
  if (kinds.size !== 1) return { kind: 'any' };
  if (kind === 'boolean') return { kind: 'bool' };
  return kind === 'string' || kind === 'number' ? { kind } : { kind: 'any' };
}
