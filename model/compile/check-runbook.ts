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
    refuseConditions(context, step, i);
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

/** Make-safe runs whole, one step after another, past every failure and in drills too: nothing may say otherwise. */
function refuseConditions(
  context: Context,
  step: Context['files']['runbook']['value']['makeSafe'][number],
  i: number,
): void {
  const { makeSafe } = context.files.runbook.value;
  const said = {
    when: step.when !== undefined,
    drill: step.drill !== 'run',
    onFailure: step.onFailure === 'undo',
  };
  for (const key of ['when', 'drill', 'onFailure'] as const)
    if (said[key])
      context.findings.add(
        'STEP_UNUSABLE',
        context.files.runbook,
        ['makeSafe', i, key],
        `make-safe step '${step.id}' says ${key}: ${String(step[key])}; every step of make-safe runs, whatever became of the others`,
        { part: 'key', fix: `Remove '${key}'.` },
      );
  step.needs?.forEach((need, k) => {
    const other = makeSafe.findIndex((one) => one.id === need);
    if (other <= i) return;
    context.findings.add(
      'STEP_UNUSABLE',
      context.files.runbook,
      ['makeSafe', i, 'needs', k],
      `make-safe runs in the order written, and '${need}' stands after '${step.id}'`,
      { fix: `Write '${need}' before '${step.id}'.` },
    );
  });
}
