import { stat } from 'node:fs/promises';
import { connectorCatalogue } from '../../activities/connectors/catalogue';
import { knownScenarios } from '../../client/known-scenarios';
import { makePlan, type ScenarioMade } from '../../client/make-plan';
import { readScenario } from '../../client/scenario-folder';
import type { StateFolder } from '../../client/state-folder';
import { validateFiles, type SourceFile } from '../../model/compile/scenario';
import { OperationError } from '../../model/errors';
import type { Problem } from '../../model/problem';
import type { Drill } from '../../model/schema/drill';
import type { Roster } from '../../model/schema/roster';
import { loadAny } from '../../model/source/load-file';

/** A runbook of a scenario that this installation knows. */
export interface KnownRunbook {
  readonly id: string;
  readonly title: string;
  readonly owner: string | null;
  /** Folder of the scenario or, where it has several runbooks, the file. */
  readonly path: string;
  readonly environments: readonly string[];
  readonly drills: readonly Drill[];
  readonly roster: Roster | undefined;
}

/** The runbooks that can be started from here; what is read of a file is kept until it changes. */
export class KnownRunbooks {
  private readonly kept = new Map<string, { stamp: string; runbooks: readonly KnownRunbook[] }>();

  constructor(private readonly state: StateFolder) {}

  /** By id; of two with the same id the one that was named or used last. */
  async list(): Promise<readonly KnownRunbook[]> {
    const paths = await knownScenarios(this.state);
    const found = new Map<string, KnownRunbook>();
    for (const path of paths)
      for (const one of await this.in(path)) if (!found.has(one.id)) found.set(one.id, one);
    return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Throws RUNBOOK_UNKNOWN. */
  async get(id: string): Promise<KnownRunbook> {
    const all = await this.list();
    const found = all.find((one) => one.id === id);
    if (found !== undefined) return found;
    throw new OperationError(
      'RUNBOOK_UNKNOWN',
      `there is no runbook '${id.slice(0, 100)}'; there are ${all.map((one) => one.id).join(', ')}`,
    );
  }

  /** Everything that is wrong with the files of its scenario. */
  async problems(runbook: KnownRunbook): Promise<readonly Problem[]> {
    return validateFiles(await readScenario(runbook.path), connectorCatalogue()).problems;
  }

  /** Compiles it for a drill, or for an environment with its inputs. */
  async make(
    runbook: KnownRunbook,
    request: {
      readonly drill?: string;
      readonly environment?: string;
      readonly inputs: Readonly<Record<string, string>>;
    },
  ): Promise<ScenarioMade> {
    return await makePlan({ path: runbook.path, ...request }, this.state);
  }

  private async in(path: string): Promise<readonly KnownRunbook[]> {
    const files = await readScenario(path).catch(() => []);
    const stamp = await stampOf(files);
    const kept = this.kept.get(path);
    if (kept?.stamp === stamp) return kept.runbooks;
    const runbooks = runbooksOf(path, files);
    this.kept.set(path, { stamp, runbooks });
    return runbooks;
  }
}

async function stampOf(files: readonly SourceFile[]): Promise<string> {
  const stats = await Promise.all(files.map(({ file }) => stat(file).catch(() => undefined)));
  return files
    .map(({ file, bytes }, i) => `${file} ${String(bytes.length)} ${String(stats[i]?.mtimeMs)}`)
    .join('\n');
}

function runbooksOf(path: string, files: readonly SourceFile[]): readonly KnownRunbook[] {
  const runbooks: Pick<KnownRunbook, 'id' | 'title' | 'owner' | 'path'>[] = [];
  const environments: string[] = [];
  const drills: Drill[] = [];
  let roster: Roster | undefined;
  for (const { file, bytes } of files) {
    const loaded = loadAny(file, bytes);
    if (!loaded.ok) continue;
    const { authored } = loaded;
    switch (authored.kind) {
      case 'Runbook': {
        const { id, title, owner } = authored.file.value.metadata;
        runbooks.push({ id, title: title ?? id, owner: owner ?? null, path: file });
        break;
      }
      case 'Inventory':
        environments.push(authored.file.value.environment);
        break;
      case 'Roster':
        roster = authored.file.value;
        break;
      case 'Drill':
        drills.push(authored.file.value);
    }
  }
  const only = runbooks.length === 1;
  return runbooks.map((one) => ({
    ...one,
    path: only ? path : one.path,
    environments,
    drills,
    roster,
  }));
}
