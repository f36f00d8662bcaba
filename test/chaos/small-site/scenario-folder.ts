import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { AuthoredFault } from './draw-faults';
import { PEOPLE } from './people';
import { SCENARIO } from './site';

/** Name of the drill of a round. */
export const ROUND = 'round';
/** Divides the site's times; those that are technical make up most of a round all the same. */
export const SPEED = 400;

/** The small site with a drill of its own. */
export interface ScenarioFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Writes the scenario of a round: the site as it is, and a drill with these faults. */
export async function scenarioWith(
  seed: number,
  faults: readonly AuthoredFault[],
): Promise<ScenarioFolder> {
  const path = await mkdtemp(join(tmpdir(), 'blackstart-chaos-'));
  await cp(SCENARIO, path, { recursive: true });
  await mkdir(join(path, 'drills'), { recursive: true });
  await writeFile(join(path, 'drills', `${ROUND}.yaml`), drillText(seed, faults));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** The drill of a round as YAML. */
export function drillText(seed: number, faults: readonly AuthoredFault[]): string {
  return stringify({
    apiVersion: 'blackstart/v1',
    kind: 'Drill',
    metadata: { id: ROUND, title: `Chaos of seed ${String(seed)}`, owner: 'dc-operations' },
    environment: 'lab',
    inputs: { site: 'mill' },
    starter: 'ann',
    speed: SPEED,
    seed,
    lab: { bootTime: { median: '3m', spread: 0.3 }, firstBootFails: '5%' },
    faults,
    people: PEOPLE,
  });
}
