import { basename, dirname } from 'node:path';
import { connectorCatalogue } from '../../activities/connectors/catalogue';
import { readScenario } from '../../client/scenario-folder';
import { validateFiles, type SourceFile } from '../../model/compile/scenario';
import { OperationError } from '../../model/errors';
import type { Problem } from '../../model/problem';

/** Problems of several scenarios. */
interface Found {
  readonly problems: readonly Problem[];
  readonly texts: ReadonlyMap<string, string>;
}

/** Every problem of the scenarios that files or folders belong to; each scenario is checked once. */
export async function validateAll(paths: readonly string[]): Promise<Found> {
  const scenarios = new Map<string, readonly SourceFile[]>();
  const problems = new Map<string, Problem>();
  const texts = new Map<string, string>();
  const add = (problem: Problem): void => {
    problems.set(JSON.stringify(problem), problem);
  };
  for (const path of paths) {
    try {
      const files = await readScenario(scenarioOf(path));
      scenarios.set(files.map(({ file }) => file).join('\n'), files);
    } catch (error) {
      add(unreadable(path, error));
    }
  }
  const catalogue = connectorCatalogue();
  for (const files of scenarios.values()) {
    const found = validateFiles(files, catalogue);
    found.problems.forEach(add);
    for (const [file, text] of found.texts) texts.set(file, text);
  }
  return { problems: [...problems.values()], texts };
}

/** What belongs to every runbook of a folder is checked with all of them. */
function scenarioOf(path: string): string {
  const folder = dirname(path);
  if (basename(folder) === 'drills') return dirname(folder);
  return /^(inventory|roster)\b.*\.ya?ml$/.test(basename(path)) ? folder : path;
}

function unreadable(path: string, error: unknown): Problem {
  if (!(error instanceof OperationError)) throw error;
  const { code, message, fix } = error;
  return { code, severity: 'error', file: path, line: 1, column: 1, message, fix };
}
