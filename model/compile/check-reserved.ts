import type { Context } from './context';

/** Ids that a run gives to what it adds to its program: the nodes of an undo and of make-safe. */
const OF_THE_RUN = /^(undo-\d+|make-safe)$/;

/** Whether no authored id is one by which a run names parts of its own. */
export function checkReserved(context: Context): void {
  const { runbook, inventory } = context.files;
  for (const { step, path } of context.tree.byId.values()) {
    if (!OF_THE_RUN.test(step.id)) continue;
    context.findings.add(
      'ID_RESERVED',
      runbook,
      [...path, 'id'],
      `'${step.id}' is what a run calls ${step.id === 'make-safe' ? 'its make-safe' : 'an undo'}`,
      { fix: `Choose another id, such as '${step.id}-step'.` },
    );
  }
  inventory.value.services.forEach(({ id }, i) => {
    if (id !== 'approval') return;
    context.findings.add(
      'ID_RESERVED',
      inventory,
      ['services', i, 'id'],
      "service 'approval' would be named as the question of an enable step is, enable/approval",
      { fix: "Choose another id, such as 'approval-service', in every inventory." },
    );
  });
}
