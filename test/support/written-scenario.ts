import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Writes a scenario of these files into a folder of its own; gives the folder and how to remove it. */
export async function writtenScenario(
  files: Readonly<Record<string, string>>,
): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'blackstart-scenario-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

const HEAD = 'apiVersion: blackstart/v1\n';

/** People a to d of a small firm: an operator who starts, a commander, a manager, and one who is both. */
export const SMALL_ROSTER = `${HEAD}kind: Roster
metadata: { id: small-roster }
roles:
  - { id: operator, may: [start, retry, skip, pause, resume, stop, undo, abort] }
  - { id: commander }
  - { id: manager }
people:
  - { id: ann, roles: [operator, commander] }
  - { id: bo, roles: [commander] }
  - { id: cy, roles: [manager] }
  - { id: di, roles: [commander, manager] }
`;

/** One site with a log and whatever is added. */
export function smallInventory(more = ''): string {
  return `${HEAD}kind: Inventory
metadata: { id: small-lab }
environment: lab
sites: [{ id: small }]
channels: [{ id: log, uses: notify.log }]
${more}`;
}

/** A drill at an ordinary pace, started by ann. */
export const SMALL_DRILL = `${HEAD}kind: Drill
metadata: { id: calm }
environment: lab
starter: ann
`;

/** A runbook that touches no power. */
export function smallRunbook(steps: string): string {
  return `${HEAD}kind: Runbook
metadata: { id: small, title: A small runbook }
power: { not-affected: it only asks and tells }
steps:
${steps}`;
}
