import { z } from 'zod';
import { Drill } from './drill';
import { Inventory } from './inventory';
import { Roster } from './roster';
import { Runbook } from './runbook';

const AUTHORED = { runbook: Runbook, inventory: Inventory, roster: Roster, drill: Drill } as const;

/** A kind of file that people write, as the JSON Schemas are named. */
export type AuthoredKind = keyof typeof AUTHORED;

export const AUTHORED_KINDS = [
  'runbook',
  'inventory',
  'roster',
  'drill',
] as const satisfies readonly AuthoredKind[];

/** JSON Schema (draft 7, which editors know best) of what may be written; defaults may be left out. */
export function jsonSchemaOf(kind: AuthoredKind): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(AUTHORED[kind], { target: 'draft-7', io: 'input' });
}

/** Name of the file that holds a schema. */
export function schemaFileName(kind: AuthoredKind): string {
  return `${kind}.schema.json`;
}
