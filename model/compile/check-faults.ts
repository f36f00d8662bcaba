import { faultTarget } from '../inventory/fault-target';
import { triggerProblem } from '../inventory/fault-trigger';
import type { Drill } from '../schema/drill';
import type { LoadedFile } from '../source/loaded-file';
import type { Context } from './context';

/** Whether what the faults of a drill strike and wait for is in the inventory. */
export function checkFaults(context: Context, drill: LoadedFile<Drill>): void {
  const ids = new Map<string, number>();
  drill.value.faults.forEach((fault, i) => {
    const found = faultTarget(fault, context.site);
    if (!found.ok)
      context.findings.add(
        'REFERENCE_UNKNOWN',
        drill,
        ['faults', i, 'target'],
        `fault ${fault.fault}: ${found.problem}`,
        found.near === undefined ? {} : { fix: `Did you mean '${found.near}'?` },
      );
    const trigger =
      fault.on === undefined ? undefined : triggerProblem(fault.on.target, context.site);
    if (trigger !== undefined)
      context.findings.add(
        'REFERENCE_UNKNOWN',
        drill,
        ['faults', i, 'on', 'target'],
        `fault ${fault.fault} waits for what cannot happen: ${trigger}`,
      );
    if (fault.id === undefined) return;
    if (ids.has(fault.id))
      context.findings.add(
        'DUPLICATE_ID',
        drill,
        ['faults', i, 'id'],
        `fault '${fault.id}' stands twice`,
      );
    ids.set(fault.id, i);
  });
}
