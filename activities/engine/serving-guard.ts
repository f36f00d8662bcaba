import { OperationError } from '../../model/errors';
import { isJsonObject, type Json } from '../../model/json';
import type { TargetObject } from '../../model/plan/plan';
import type { ConnectorDefinition } from '../define-connector';

/**
 * Throws TARGET_SERVES where a call would take power from what a service that has traffic runs on. With `undo` it is
 * the undo that is looked at.
 */
export function refuseToCutWhatServes(
  definition: ConnectorDefinition,
  input: object,
  targets: readonly TargetObject[],
  serving: readonly string[],
  undo?: { readonly before: Json },
): void {
  if (serving.length === 0 || definition.powersOff === undefined) return;
  const isCut =
    undo === undefined ? definition.powersOff(input) : definition.powersOff(input, undo.before);
  if (!isCut) return;
  for (const target of targets) {
    const hit = servicesOn(target, input).filter((service) => serving.includes(service));
    if (hit.length === 0) continue;
    throw new OperationError(
      'TARGET_SERVES',
      `${target.kind} '${target.id}' has ${hit.join(', ')} running on it, which ${hit.length === 1 ? 'has' : 'have'} traffic; ${definition.uses} would take its power`,
    );
  }
}

/** Services that run on a server, or behind the section of a PDU that the input names; all of its where it names none. */
function servicesOn(target: TargetObject, input: object): readonly string[] {
  const { services } = target.record;
  if (!isJsonObject(services)) return textsIn(services);
  const section: unknown = Reflect.get(input, 'section');
  const behind = typeof section === 'string' ? [services[section]] : Object.values(services);
  return behind.flatMap(textsIn);
}

function textsIn(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
