import type { Installation } from '../../support/installation';
import { poll } from '../../support/poll';
import {
  problemsOf,
  problemsOnTheWay,
  problemsOfMakeSafe,
  servingOff,
  stillMoving,
} from './check-round';
import { Dice, drawFaults, type Draw } from './draw-faults';
import { ROUND_LIMIT_MS, storyOf, tracesOf, type RoundEnd } from './run-round';
import { ROUND, scenarioWith } from './scenario-folder';

/*
 * Rounds in which somebody stops everything, aborts, or a process dies, at a seeded moment: when so many entries
 * stand in the ledger.
 */

/** Later than this no moment is drawn: the shortest round has 141 entries, and a command takes its time to begin. */
const LATEST_ENTRY = 105;
/** Slower than other rounds, so that the last entries do not come in one breath. */
const SPEED = 150;
/** How long the site is watched after a stop, ms. */
const WATCHED_MS = 4000;
const VICTIMS = ['worker', 'temporal', 'supervisor', 'people'] as const;

/** A drill that has come to its moment. */
interface Moment {
  readonly id: string;
  readonly began: number;
  readonly draw: Draw;
  readonly dice: Dice;
  readonly entry: number;
}

/** Every second stop or abort comes in a calm night, where the most is in flight. */
export function drawMoment(seed: number): Draw {
  return seed % 2 === 0 ? { seed, faults: [], mayBeDown: [] } : drawFaults(seed);
}

/** What befalls a drill at its moment; undefined where the drill was over before the command had begun. */
type Act = (moment: Moment) => Promise<RoundEnd | undefined>;

/** On a busy machine a command may begin too late: the moment is then halfway to it, as often as need be. */
async function atMoment(installation: Installation, draw: Draw, act: Act): Promise<RoundEnd> {
  const dice = new Dice(draw.seed + 1_000_000);
  for (let entry = dice.whole(5, LATEST_ENTRY); ; entry = Math.floor(entry / 2)) {
    const end = await atEntry(installation, draw, entry, dice, act);
    if (end !== undefined) return end;
    if (entry < 2) throw new Error('every drill was over before a command had begun');
  }
}

async function atEntry(
  installation: Installation,
  draw: Draw,
  entry: number,
  dice: Dice,
  act: Act,
): Promise<RoundEnd | undefined> {
  const began = performance.now();
  const scenario = await scenarioWith(draw.seed, draw.faults);
  try {
    const id = await installation.must(
      'drill',
      scenario.path,
      '--drill',
      ROUND,
      '--speed',
      String(SPEED),
      '--detach',
    );
    await poll(async () => {
      const entries = await installation.entries(id);
      return entries.length >= entry ? true : undefined;
    }, ROUND_LIMIT_MS);
    return await act({ id, began, draw, dice, entry });
  } finally {
    await scenario.remove();
  }
}

/** Everything is stopped, looked at, and resumed; it ends as if nothing had been. */
export function runStop(installation: Installation, draw: Draw): Promise<RoundEnd> {
  return atMoment(installation, draw, async ({ id, began, entry }) => {
    const said = await installation.run('stop', id, '--as', 'ann', '--reason', 'Smoke in hall 1');
    if (said.stderr.includes('RECOVERY_OVER')) return undefined;
    if (said.code !== 0) return await refused(installation, id, began, `stop: ${said.stderr}`);
    const stoppedAt = await timeOfAct(installation, id, 'stop');
    await wait(stoppedAt + WATCHED_MS - Date.now());
    const stopped = await tracesOf(installation, id);
    const problems = [
      ...stillMoving(stopped.journal, stoppedAt, () => false),
      ...servingOff(stopped.journal),
      ...(stopped.view.status === 'stopped' ? [] : [`after stop it is ${stopped.view.status}`]),
    ];
    await installation.must('resume', '--recovery', id, '--as', 'di', '--reason', 'Only a kettle');
    await installation.ended(id, ROUND_LIMIT_MS).catch(() => undefined);
    const traces = await tracesOf(installation, id);
    problems.push(...problemsOf(traces, draw.mayBeDown));
    return {
      id,
      note: `stopped at entry ${entry}; ${storyOf(traces)}`,
      tookMs: performance.now() - began,
      traces,
      problems,
    };
  });
}

/** Everything is aborted; in every other round nothing answers where traffic is taken away. */
export function runAbort(installation: Installation, draw: Draw): Promise<RoundEnd> {
  return atMoment(installation, draw, async ({ id, began, entry, dice }) => {
    const isDown = dice.fraction() < 0.5;
    if (isDown) await installation.must('lab', 'fault', 'refused', 'lb.away.example:9999');
    // It waits for the end, and its exit code tells which.
    const said = await installation.run('abort', id, '--as', 'di', '--reason', 'Fire in hall 2');
    if (said.stderr.includes('RECOVERY_OVER')) return undefined;
    if (said.code !== 4 && said.code !== 6)
      return await refused(installation, id, began, `abort: ${said.stderr}${said.stdout}`);
    const abortedAt = await timeOfAct(installation, id, 'abort');
    await installation.ended(id, ROUND_LIMIT_MS).catch(() => undefined);
    const traces = await tracesOf(installation, id);
    const problems = [
      ...stillMoving(traces.journal, abortedAt, isMakeSafe),
      ...servingOff(traces.journal),
      ...problemsOnTheWay(traces),
      ...problemsOfMakeSafe(traces, said.code, isDown),
    ];
    const note = `aborted at entry ${entry}${isDown ? ' with the load balancer down' : ''}: ${traces.view.status}; ${storyOf(traces)}`;
    return { id, note, tookMs: performance.now() - began, traces, problems };
  });
}

/** One process is killed; the round ends as if nothing had been. */
export function runKill(installation: Installation, draw: Draw): Promise<RoundEnd> {
  return atMoment(installation, draw, async ({ id, began, entry, dice }) => {
    const victim = dice.one(VICTIMS);
    const pids =
      victim === 'supervisor' ? [await installation.supervisorPid()] : installation.pidsOf(victim);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    if (victim === 'supervisor') await installation.must('up', '--detach');
    await installation.ended(id, ROUND_LIMIT_MS).catch(() => undefined);
    const traces = await tracesOf(installation, id);
    const problems = [
      ...(pids.length === 0 ? [`there is no ${victim} to kill`] : []),
      ...problemsOf(traces, draw.mayBeDown),
    ];
    return {
      id,
      note: `${victim} killed at entry ${entry}; ${storyOf(traces)}`,
      tookMs: performance.now() - began,
      traces,
      problems,
    };
  });
}

/** A call of the runbook's make-safe: traffic goes away, and nothing else. */
function isMakeSafe({
  action,
  value,
}: {
  readonly action: string;
  readonly value: unknown;
}): boolean {
  return action === 'weight' && value === 0;
}

async function refused(
  installation: Installation,
  id: string,
  began: number,
  problem: string,
): Promise<RoundEnd> {
  const traces = await tracesOf(installation, id);
  return { id, note: '', tookMs: performance.now() - began, traces, problems: [problem] };
}

/** When the run took in a statement, ms since 1970. */
async function timeOfAct(installation: Installation, id: string, act: string): Promise<number> {
  return await poll(async () => {
    const entries = await installation.entries(id);
    const said = entries.find(
      ({ body }) => body.type === 'said' && body.signed.statement.act === act,
    );
    return said === undefined ? undefined : Date.parse(said.at);
  }, 10_000);
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, Math.max(ms, 0)));
}
