import { z } from 'zod';
import { OperationError } from '../../model/errors';
import type { TargetObject } from '../../model/plan/plan';

/** A server as its BMC is spoken to. */
export const ServerRecord = z.object({
  id: z.string(),
  bmc: z.url(),
  serial: z.string().nullish(),
  uuid: z.string().nullish(),
});
export type ServerRecord = z.infer<typeof ServerRecord>;

/** A PDU as its Redfish service is spoken to. */
export const PduRecord = z.object({
  id: z.string(),
  address: z.url(),
  sections: z.array(z.string()).default([]),
});
export type PduRecord = z.infer<typeof PduRecord>;

/** Address of an outlet of a PDU; a section is the id of its outlet. */
export function outletUrl(pdu: PduRecord, section: string): string {
  return `${pdu.address.replace(/\/$/, '')}/Outlets/${encodeURIComponent(section)}`;
}

/** The record of the target of a kind, as far as a connector needs it. */
export function recordOf<Schema extends z.ZodType>(
  targets: readonly TargetObject[],
  kind: TargetObject['kind'],
  schema: Schema,
): z.output<Schema> {
  const target = targets.find((one) => one.kind === kind);
  if (target === undefined)
    throw new OperationError('TARGET_RECORD_INCOMPLETE', `the call was given no ${kind}`);
  const parsed = schema.safeParse(target.record);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new OperationError(
    'TARGET_RECORD_INCOMPLETE',
    `${kind} '${target.id}': '${issue?.path.join('.') ?? ''}' ${issue?.message ?? 'is not usable'}`,
  );
}
