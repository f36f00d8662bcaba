import { z } from 'zod';

/** Keys that a schema knows at a path into a value; empty where it has no fixed ones. */
export function keysAt(
  schema: z.ZodType,
  value: unknown,
  path: readonly (string | number)[],
): readonly string[] {
  let at: z.core.$ZodType | undefined = schema;
  let here: unknown = value;
  for (const step of path) {
    at = stepInto(unwrap(at, here), step);
    here = memberOf(here, step);
    if (at === undefined) return [];
  }
  const last = unwrap(at, here);
  return last instanceof z.ZodObject ? Object.keys(last.shape) : [];
}

function memberOf(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const member: unknown = Object.getOwnPropertyDescriptor(value, step)?.value;
  return member;
}

function stepInto(
  schema: z.core.$ZodType | undefined,
  step: string | number,
): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return shapeOf(schema)[step];
  if (schema instanceof z.ZodArray) return schema.element;
  return schema instanceof z.ZodRecord ? schema.valueType : undefined;
}

/** The schema behind defaults and options, and of a union the branch that fits the value best. */
function unwrap(schema: z.core.$ZodType | undefined, value: unknown): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional)
    return unwrap(schema.unwrap(), value);
  if (schema instanceof z.ZodLazy) return unwrap(schema.unwrap(), value);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const kind = memberOf(value, schema.def.discriminator);
    return schema.options.find((option) => discriminates(option, schema.def.discriminator, kind));
  }
  if (schema instanceof z.ZodUnion) {
    return schema.options
      .map((option) => unwrap(option, value))
      .find((option) => option instanceof z.ZodObject || option instanceof z.ZodArray);
  }
  return schema;
}

function discriminates(option: z.core.$ZodType, key: string, kind: unknown): boolean {
  if (!(option instanceof z.ZodObject)) return false;
  const literal: unknown = option.shape[key];
  if (literal instanceof z.ZodEnum) return literal.options.some((option) => option === kind);
  return literal instanceof z.ZodLiteral && literal.value === kind;
}

/** A shape with the types that zod leaves open. */
function shapeOf(schema: z.ZodObject): Readonly<Record<string | number, z.core.$ZodType>> {
  return schema.shape;
}
