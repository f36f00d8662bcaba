import type { Problem } from '../problem';
import type { Inventory } from '../schema/inventory';
import type { Roster } from '../schema/roster';
import type { Runbook } from '../schema/runbook';
import { problemOf } from '../source/raw-problem';
import type { LoadedFile } from '../source/loaded-file';
import { compile } from './compile';
import type { ConnectorCatalogue } from './connector-info';

/** What can only be judged with the other files of a scenario. */
const NEEDS_THE_OTHERS = new Set([
  'APPROVERS_UNREACHABLE',
  'SELECTION_EMPTY',
  'INPUT_INVALID',
  'GATE_MISSING',
]);

/**
 * Problems of a runbook whose inventory or roster is not there: everything but what those would be needed
 * for, and a warning that says so.
 */
export function validateAlone(
  runbook: LoadedFile<Runbook>,
  inventory: LoadedFile<Inventory> | undefined,
  roster: LoadedFile<Roster> | undefined,
  catalogue: ConnectorCatalogue,
): readonly Problem[] {
  const { problems } = compile({
    files: {
      runbook,
      inventory: inventory ?? standIn(emptyInventory()),
      roster: roster ?? standIn(emptyRoster()),
      others: [],
    },
    connectors: catalogue,
    inputs: {},
    inputMode: 'placeholders',
  });
  const missing = [
    ...(inventory === undefined ? ['inventory.*.yaml'] : []),
    ...(roster === undefined ? ['roster.yaml'] : []),
  ];
  const own = problems.filter(
    (problem) =>
      problem.file === runbook.file &&
      !NEEDS_THE_OTHERS.has(problem.code) &&
      !(problem.code === 'REFERENCE_UNKNOWN' && !problem.message.startsWith('there is no step')),
  );
  const note = problemOf(runbook.file, {
    code: 'SCENARIO_INCOMPLETE',
    message: `checked alone: no ${missing.join(' and no ')} beside it could be used`,
    place: runbook.locate(['kind']),
    severity: 'warning',
  });
  return [...own, note];
}

/** Problems of an inventory, and of the roster it is with, where no runbook can be checked against them. */
export function validateInventory(
  inventory: LoadedFile<Inventory>,
  roster: LoadedFile<Roster> | undefined,
  catalogue: ConnectorCatalogue,
): readonly Problem[] {
  const { problems } = compile({
    files: {
      runbook: standIn(emptyRunbook()),
      inventory,
      roster: roster ?? standIn(emptyRoster()),
      others: [],
    },
    connectors: catalogue,
    inputs: {},
    inputMode: 'placeholders',
  });
  // Without a roster nobody can hold a lock.
  return problems.filter(
    (problem) =>
      problem.file !== '' &&
      (roster !== undefined || !problem.message.startsWith('there is no person')),
  );
}

function emptyRunbook(): Runbook {
  return {
    apiVersion: 'blackstart/v1',
    kind: 'Runbook',
    metadata: { id: 'none' },
    inputs: {},
    objectives: {},
    limits: { inFlight: 1 },
    steps: [],
    makeSafe: [],
  };
}

function standIn<T>(value: T): LoadedFile<T> {
  const start = { line: 1, column: 1 };
  return { file: '', value, locate: () => start, locateInside: () => start };
}

function emptyInventory(): Inventory {
  return {
    apiVersion: 'blackstart/v1',
    kind: 'Inventory',
    metadata: { id: 'none' },
    environment: 'lab',
    sites: [{ id: 'site' }],
    power: [],
    feeds: [],
    racks: [],
    servers: [],
    equipment: [],
    services: [],
    locks: [],
    channels: [],
    tools: [],
    endpoints: [],
  };
}

function emptyRoster(): Roster {
  return {
    apiVersion: 'blackstart/v1',
    kind: 'Roster',
    metadata: { id: 'none' },
    roles: [],
    people: [],
  };
}
