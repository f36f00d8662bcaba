import { resolve } from 'node:path';
import type { Installation } from '../support/installation';
import { poll } from '../support/poll';
import { notDone, onTheWayByJournal, standingOf, type Traces } from './small-site/check-round';
import { Dice, type Draw } from './small-site/draw-faults';
import { storyOf, tracesOf, type RoundEnd } from './small-site/run-round';

/*
 * The bad night of Pangyo, with one process killed at a seeded moment of it. It ends as if nothing had been killed.
 */

const SCENARIO = resolve(__dirname, '../../runbooks/pangyo');
/** A whole night takes 90 s; one that lost its supervisor takes longer. */
const NIGHT_LIMIT_MS = 300_000;
/** The night has 1,300 to 1,400 entries; the last hundred come while the last services take their traffic. */
const LATEST_ENTRY = 1250;
/** Servers that the file's own faults keep down: one never boots, one is not the machine that the inventory knows. */
const MAY_BE_DOWN: ReadonlySet<string> = new Set(['d044', 'c055']);
const VICTIMS = ['worker', 'temporal', 'supervisor', 'people'] as const;

/** The file brings its own faults. */
export function drawNight(seed: number): Draw {
  return { seed, faults: [], mayBeDown: [...MAY_BE_DOWN] };
}

/** One process dies in the bad night. */
export async function runNight(installation: Installation, draw: Draw): Promise<RoundEnd> {
  const began = performance.now();
  const dice = new Dice(draw.seed + 2_000_000);
  const entry = dice.whole(5, LATEST_ENTRY);
  const victim = dice.one(VICTIMS);
  const id = await installation.must('drill', SCENARIO, '--drill', 'bad-night', '--detach');
  await poll(async () => {
    const { seq } = await installation.view(id);
    return seq >= entry ? true : undefined;
  }, NIGHT_LIMIT_MS);
  const pids =
    victim === 'supervisor' ? [await installation.supervisorPid()] : installation.pidsOf(victim);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  if (victim === 'supervisor') await installation.must('up', '--detach');
  // One that does not end tells by how it stands what is wrong.
  await installation.ended(id, NIGHT_LIMIT_MS).catch(() => undefined);
  const traces = await tracesOf(installation, id);
  return {
    id,
    note: `${victim} killed at entry ${String(entry)} of ${String(traces.entries.length)}; ${storyOf(traces)}`,
    tookMs: performance.now() - began,
    traces,
    problems: [
      ...(pids.length === 0 ? [`there is no ${victim} to kill`] : []),
      ...notDone(traces.view),
      ...onTheWayByJournal(traces.journal),
      ...down(traces),
    ],
  };
}

function down({ journal }: Traces): readonly string[] {
  return [...standingOf(journal)]
    .filter(([id, standing]) => standing !== 'ready' && !MAY_BE_DOWN.has(id))
    .map(([id, standing]) => `server ${id} is not up: ${standing}`);
}
