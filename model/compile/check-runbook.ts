import { closest } from '../closest';
import { checkPattern } from './check-gate-steps';
import type { Context } from './context';

/** What a runbook says beside its steps: objectives, and the names of its make-safe steps. */
export function checkRunbook(context: Context): void {
  const { runbook, inventory } = context.files;
  const services = inventory.value.services.map((service) => service.id);
  for (const id of Object.keys(runbook.value.objectives)) {
    if (services.includes(id)) continue;
    const near = closest(id, services);
    context.findings.add(
      'REFERENCE_UNKNOWN',
      runbook,
      ['objectives', id],
      `there is no service '${id}'`,
      { part: 'key', ...(near === undefined ? {} : { fix: `Did you mean '${near}'?` }) },
    );
  }
  for (const [name, input] of Object.entries(runbook.value.inputs))
    checkPattern(context, { file: runbook, path: ['inputs', name, 'pattern'] }, input.pattern);
  const makeSafe = runbook.value.makeSafe.map((step) => step.id);
  runbook.value.makeSafe.forEach((step, i) => {
    if (makeSafe.indexOf(step.id) < i || context.tree.byId.has(step.id))
      context.findings.add(
        'DUPLICATE_ID',
        runbook,
        ['makeSafe', i, 'id'],
        `step '${step.id}' stands twice`,
      );
    step.needs?.forEach((need, k) => {
      if (makeSafe.includes(need) && need !== step.id) return;
      const near = closest(need, makeSafe);
      context.findings.add(
        'REFERENCE_UNKNOWN',
        runbook,
        ['makeSafe', i, 'needs', k],
        `there is no other make-safe step '${need}'`,
        near === undefined || near === step.id ? {} : { fix: `Did you mean '${near}'?` },
      );
    });
  });
}
