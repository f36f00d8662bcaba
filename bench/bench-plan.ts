import type { ConnectorCatalogue, ConnectorInfo } from '../model/compile/connector-info';
import { compileScenario, type SourceFile } from '../model/compile/scenario';
import type { PlanParts } from '../model/plan/plan';
import type { PolicyKey } from '../model/plan/policy';

const INVENTORY = `
apiVersion: blackstart/v1
kind: Inventory
metadata: { id: bench-inventory }
environment: lab
sites: [{ id: bench-site }]
channels: [{ id: log, uses: notify.log }]
`;

const ROSTER = `
apiVersion: blackstart/v1
kind: Roster
metadata: { id: bench-roster }
roles: [{ id: operator, may: [start, resume, undo, abort] }, { id: approver }]
people: [{ id: ann, roles: [operator] }, { id: bo, roles: [approver] }]
`;

/** Files of a scenario whose runbook has these steps, as YAML list items. */
export function benchFiles(steps: string): readonly SourceFile[] {
  const runbook = `
apiVersion: blackstart/v1
kind: Runbook
metadata: { id: bench }
inputs: { site: { type: site, default: bench-site } }
power: { not-affected: the steps of a benchmark touch no power }
limits: { inFlight: 100 }
steps:
${steps}`;
  const encoder = new TextEncoder();
  return Object.entries({
    'runbook.yaml': runbook,
    'inventory.lab.yaml': INVENTORY,
    'roster.yaml': ROSTER,
  }).map(([file, text]) => ({ file, bytes: encoder.encode(text) }));
}

/** What compile knows of a connector that takes anything and reaches nothing. */
function idle(uses: string): ConnectorInfo {
  return {
    uses,
    summary: 'Does nothing.',
    effect: 'idempotent',
    effectByStep: false,
    needs: [],
    fills: {},
    outputType: { kind: 'any' },
    checkInput: () => [],
    targets: () => [],
    example: {},
  };
}

export const CATALOGUE: ConnectorCatalogue = {
  'bench.noop': idle('bench.noop'),
  'notify.log': idle('notify.log'),
};

/** A plan of these steps, compiled as any other. */
export function benchPlan(steps: string, keys: Readonly<Record<string, PolicyKey>>): PlanParts {
  const compiled = compileScenario({
    files: benchFiles(steps),
    environment: 'lab',
    inputs: {},
    keys,
    catalogue: CATALOGUE,
  });
  if (compiled.ok) return compiled.plan.parts;
  throw new Error(compiled.problems.map((problem) => problem.message).join('\n'));
}

/** `count` calls that do nothing: one after another, or all ready at once. */
export function noopSteps(count: number, order: 'sequential' | 'window'): string {
  const needs = order === 'window' ? ', needs: []' : '';
  return Array.from(
    { length: count },
    (_, i) => `  - { id: s${String(i)}, kind: action, uses: bench.noop${needs} }`,
  ).join('\n');
}

/** `count` approvals, each followed by a call. */
export function approvalSteps(count: number): string {
  return Array.from(
    { length: count },
    (_, i) =>
      `  - { id: ok${String(i)}, kind: approval, approvers: { roles: [approver] } }\n` +
      `  - { id: s${String(i)}, kind: action, uses: bench.noop }`,
  ).join('\n');
}
